"""``symconv article``: everything that the article shows, printed or written to a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symconv import Problem
from symconv.article import PARTS, PICTURES, check, drawn, examples, write_article
from symconv.cli import main
from symconv.draw import make
from symconv.draw.scene import Frame, Grid

EXAMPLES = [
    "conv image=7x7 kernel=3x3 at=1,1",
    "xcorr image=7x7 kernel=3x3 at=-1,-1",
    "xcorr image=7x7 kernel=3x3 at=1,1",
]
ENDINGS = [".tex", ".md", ".txt", ".json"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_folder_it_prints_the_examples_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == "\n".join(Problem.parse(line).derive().text() for line in EXAMPLES)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("to", ["latex", "markdown", "text", "json"])
def test_the_examples_in_every_format(
    folder: Path, capsys: pytest.CaptureFixture[str], to: str
) -> None:
    assert main(["article", "--to", to]) == 0
    shown = capsys.readouterr().out
    assert shown == examples(to)
    if to == "json":
        problems = [json.loads(line)["problem"] for line in shown.splitlines()]
        assert problems == EXAMPLES
    else:
        places = [shown.index(line) for line in EXAMPLES]
        assert places == sorted(places)


def test_with_a_folder_it_writes_everything(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", "worked"]) == 0
    shown = capsys.readouterr()
    expected = {part.name + ending for part in PARTS for ending in ENDINGS}
    expected |= {"article.tex", "article.md"}
    expected |= {f"{picture.name}{end}" for picture in PICTURES for end in (".svg", ".tex")}
    paths = [path for path in folder.glob("worked/**/*") if path.is_file()]
    written = {path.name: path.read_text(encoding="utf-8") for path in paths}
    assert set(written) == expected
    assert all(len(text) > 200 for text in written.values())
    assert shown.out == written["convolution.txt"]
    assert shown.err == (
        f"symconv: {len(expected)} files are in worked; "
        f"all {len(PARTS)} derivations were read back and proved\n"
    )
    assert written["cross-correlation.tex"] == Problem.parse(EXAMPLES[1]).derive().latex()
    assert json.loads(written["convolution-ranges.json"])["format"] == "symconv.range/1"


def test_it_may_be_run_again_into_the_same_folder(folder: Path) -> None:
    (folder / "deep" / "worked").mkdir(parents=True)
    mine = folder / "deep" / "worked" / "mine.txt"
    mine.write_text("mine")
    first = {path: Path(path).read_bytes() for path in write_article("deep/worked")}
    again = {path: Path(path).read_bytes() for path in write_article("deep/worked")}
    assert first == again
    assert mine.read_text() == "mine"
    files = [path for path in (folder / "deep" / "worked").rglob("*") if path.is_file()]
    assert len(files) == len(first) + 1


def test_missing_folders_are_made(folder: Path) -> None:
    assert main(["article", "a/b/c"]) == 0
    assert (folder / "a" / "b" / "c" / "article.tex").is_file()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_file_in_the_way_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    (folder / "file").write_text("mine")
    assert main(["article", place]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"symconv: cannot make the folder '{place}': ")
    assert shown.err.count("\n") == 1
    assert (folder / "file").read_text() == "mine"
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_a_folder_in_the_way_of_a_file_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "worked" / "article.tex").mkdir(parents=True)
    assert main(["article", "worked"]) == 2
    assert "article.tex" in capsys.readouterr().err
    assert not list(folder.glob("**/*.part"))


def test_the_document_compiles_one_page_an_example(
    folder: Path, compile_document, pdf_text: Callable[[Path], str]
) -> None:
    write_article("worked")
    done = compile_document((folder / "worked" / "article.tex").read_text(encoding="utf-8"))
    assert done.troubles == {}
    pages = pdf_text(done.pdf).split("\f")
    titles = [part.title for part in PARTS]
    for title, page in zip(titles[:3], pages):
        assert page.lstrip().startswith(title)
        assert page.count("no such entry") == 7
    assert all(title in pages[3] for title in titles[3:])
    assert "plugged in" in pages[4] + pages[5] + pages[6]
    captions = " ".join(" ".join(pages[4:]).split())
    assert all(picture.caption in captions for picture in PICTURES)


def test_the_markdown_document_renders(
    folder: Path, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    write_article("worked")
    text = (folder / "worked" / "article.md").read_text(encoding="utf-8")
    displays = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.DOTALL | re.MULTILINE)
    assert len(displays) == text.count("$$") / 2 >= 24
    assert katex(displays) == []
    titles = [*(part.title for part in PARTS), "Pictures"]
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == titles
    for path in re.findall(r"^!\[.+\]\((.*)\)$", text, re.MULTILINE):
        assert (folder / "worked" / path).read_text(encoding="utf-8").startswith("<svg ")


def test_every_part_is_proved() -> None:
    assert check() == len(PARTS)


def texts(name: str) -> dict[str, list[str]]:
    """The labels of a picture of the article by their class, as they stand in its SVG."""
    svg = drawn(next(picture for picture in PICTURES if picture.name == name), "svg")
    found: dict[str, list[str]] = {}
    for label in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        found.setdefault(label.get("class", ""), []).append("".join(label.itertext()))
    return found


def pairs(columns: range, rows: range) -> list[str]:
    """Index pairs as they are written, row by row."""
    return [f"[{column},{row}]" for row in rows for column in columns]


def test_the_pictures_of_the_arrays_show_what_the_article_shows() -> None:
    kernel = texts("2-kernel")
    assert kernel["index"] == pairs(range(-1, 2), range(-1, 2))
    assert kernel["entry"] == list("abcdefghi")
    assert texts("1-arrays")["entry"] == list("abcdefghi")
    assert texts("3-image")["axis"] == [str(index) for index in range(-3, 4)] * 2
    assert texts("4-corner")["index"] == pairs(range(4), range(4))


@pytest.mark.parametrize(
    ("name", "letters"), [("6-convolution", "ihgfedcba"), ("10-cross-correlation", "abcdefghi")]
)
def test_the_kernel_lies_on_the_red_patch(name: str, letters: str) -> None:
    """The same patch for both: flipped for convolution, as it is for cross-correlation."""
    shown = texts(name)
    assert shown["entry"] == list(letters)
    assert shown["index"] == pairs(range(3), range(3))
    assert shown["axis"] == ["0", "1", "2", "3"] * 2


def test_the_two_patches_of_one_output() -> None:
    """Convolution takes 0 to 2, cross-correlation -2 to 0; seen from where the frames are."""
    problem = Problem.parse(EXAMPLES[0])
    scene = make(problem, "patches")
    axis = {label.text: label.x for label in scene.labels("axis")[:7]}
    frames = {shape.role: shape for shape in scene.shapes if isinstance(shape, Frame)}
    legend = [shape for shape in scene.shapes if isinstance(shape, Frame)][2:]
    assert [shape.role for shape in legend] == ["conv", "xcorr"]
    image = [shape for shape in scene.shapes if isinstance(shape, Frame)][:2]
    assert {shape.role for shape in image} == set(frames)
    for shape, first, last in zip(image, ("0", "-2"), ("2", "0")):
        inside = [text for text, x in axis.items() if shape.x < x < shape.x + shape.width]
        assert (inside[0], inside[-1]) == (first, last)


def test_the_maps_show_for_each_output_the_pixels_that_it_sums() -> None:
    """Nine by nine outputs each; the marked part is as large as the sum has terms."""
    problem = Problem.parse("conv image=7x7 kernel=3x3")
    scene = make(problem, "outputs")
    for role, line in (("conv-part", "conv"), ("xcorr-part", "xcorr")):
        parts = [shape for shape in scene.shapes if getattr(shape, "role", "") == role]
        assert len(parts) == 81
        image = next(s for s in scene.shapes if isinstance(s, Grid) and s.role == "image")
        pixel = image.width * image.height / 49
        for part in parts:
            assert isinstance(part, Grid)
            derived = Problem.parse(f"{line} image=7x7 kernel=3x3").derive(at=part.first)
            assert part.width * part.height == pytest.approx(pixel * len(derived.terms))


@pytest.mark.parametrize("name", ["5-convolution-worked", "9-cross-correlation-worked"])
def test_sixteen_rows_of_which_nine_count(name: str) -> None:
    shown = texts(name)
    assert len(shown["term"]) == 27
    assert len(shown["failed"]) == 21


def test_the_pictures_stand_in_derivations(update: bool) -> None:
    folder = Path(__file__).parent.parent / "derivations" / "article-pictures"
    for picture in PICTURES:
        for to, ending in (("svg", ".svg"), ("tikz", ".tex")):
            path = folder / f"{picture.name}{ending}"
            text = drawn(picture, to)
            if update:
                path.write_text(text, encoding="utf-8", newline="\n")
            assert path.read_text(encoding="utf-8") == text, "run 'pytest --update'"
