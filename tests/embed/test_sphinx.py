"""Real sites, built by Sphinx as its users build them: HTML, LaTeX and more, with ``-W``.

Each test writes a small project and runs ``python -m sphinx``; KaTeX, Chromium and pdfLaTeX
judge what comes out, and what is wrong must be named with its file and its line.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize
from xml.etree import ElementTree

import pytest

from symconv.draw import draw, make
from symconv.embed import parts
from symconv.embed.request import asked
from symconv.model.problem import Problem

if TYPE_CHECKING:
    from outside import Typeset
    from playwright.sync_api import Browser

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")

CONF = """\
project = "Notes"
copyright = "nobody"
version = "1"
extensions = ["symconv.embed.sphinx", "myst_parser"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
latex_elements = {"fontpkg": "", "fontenc": "", "fncychap": ""}
suppress_warnings = ["epub.unknown_project_files"]
show_warning_types = True
"""
WORKED = "conv image=7x7 kernel=3x3 at=1,1"
ARRAYS = "conv image=7x7 kernel=3x3"
STRIDED = "correlate image=6x6@corner kernel=3x3@corner stride=2 axes=row,column at=0,1"

RST = rf"""Notes
=====

.. toctree::

   second

.. symconv:: {WORKED}
   :show: worked,picture
   :name: example
   :class: wide

.. symconv:: {ARRAYS}
   :show: picture
   :picture: arrays
   :theme: print
   :alt: Three "arrays" & <more>

- In a list:

  .. symconv:: conv kernel="[1 0 -1]"
     :image: 5
     :at: 0

.. symconv::

   xcorr image=3 kernel=3
   at=0 show=value

.. symconv:verify:: {ARRAYS}
   :label: sum

   y[1,1] &= x[0,0] \cdot i + x[1,0] \cdot h + x[2,0] \cdot g \\
   &\quad + x[0,1] \cdot f + x[1,1] \cdot e + x[2,1] \cdot d \\
   &\quad + x[0,2] \cdot c + x[1,2] \cdot b + x[2,2] \cdot a

See :eq:`sum` and :ref:`the example <example>`.

.. symconv:verify:: image=3 kernel=3

   Here :math:`y[0] = x[-1] h[1] + x[0] h[0] + x[1] h[-1]`, and

   .. math:: y[1] = x[0] h[1] + x[1] h[0]
"""
MD = rf"""# Second

```{{symconv}} {STRIDED}
:show: statement,table,picture
:detail: brief
```

:::{{symconv:verify}}
$$
y[n] = \sum_k x[k] h[n-k]
$$

Then $y[0] = x[0] h[0]$ is a *start*.
:::

> ```{{symconv:verify}} conv image=3 kernel=3
> \begin{{align*}}
> h[1-0] &= h[1] \\
> h[1-1] &= h[0]
> \end{{align*}}
> ```

```{{symconv:verify}} conv image=3 kernel=3
:label: one
$$ h[1-0] = h[1] $$
```

And {{eq}}`one`.
"""


class Built(NamedTuple):
    """What a build gave: its status, its warnings, and the folder of its output."""

    status: int
    said: str
    folder: Path

    def page(self, name: str = "index") -> str:
        """A page of an HTML site."""
        return (self.folder / f"{name}.html").read_text(encoding="utf-8")


def project(folder: Path, **files: str) -> Path:
    """A project of Sphinx; a name's last underscore stands for the dot before its ending."""
    folder.mkdir(exist_ok=True)
    for name, text in {"conf_py": CONF, **files}.items():
        stem, _, ending = name.rpartition("_")
        (folder / f"{stem}.{ending}").write_text(text, encoding="utf-8")
    return folder


def build(source: Path, builder: str = "html", *options: str, out: str = "") -> Built:
    """Run Sphinx, warnings being errors, and each file read anew."""
    folder = source / f"_{out or builder}"
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E", "-b", builder,
               "-d", str(source / "_trees"), *options, str(source), str(folder)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=source)
    return Built(done.returncode, done.stderr, folder)


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("notes") / "source", index_rst=RST, second_md=MD)


@pytest.fixture(scope="module")
def site(notes: Path) -> Built:
    built = build(notes, "html", "-j", "2")
    assert (built.status, built.said) == (0, "")
    return built


def displays(page: str) -> list[str]:
    """The displayed formulas of a page, as MathJax is given them."""
    found = re.findall(r'<div class="[^"]*\bmath [^"]*"[^>]*>(.*?)</div>', page, re.DOTALL)
    bare = [re.sub(r"<span.*?</span>", "", one, flags=re.DOTALL) for one in found]
    return [unescape(one).strip().removeprefix(r"\[").removesuffix(r"\]") for one in bare]


def expected(line: str, **options: str) -> list[str]:
    """The formulas that the engine gives for a request."""
    found = parts.shown(asked(line, options)).parts
    return [latex for part in found for step in part.steps for latex in parts.formulas(step)]


# What HTML shows


WANTED = {
    "index": [
        *expected(WORKED),
        *expected('conv image=5 kernel="[1 0 -1]" at=0'),
        *expected("xcorr image=3 kernel=3 at=0", show="value"),
    ],
    "second": expected(STRIDED, show="statement,table", detail="brief"),
}


def test_every_formula_of_the_engine_is_on_its_page(site: Built) -> None:
    for page, formulas in WANTED.items():
        shown = [one.replace(r"\begin{split}", "").replace(r"\end{split}", "")
                 for one in displays(site.page(page))]  # fmt: skip
        assert len(formulas) > 1
        assert [one for one in shown if one in formulas] == formulas
    assert "This is convolution, by definition." in site.page()
    assert "by definition" not in site.page("second")


def test_katex_reads_all_displays(
    site: Built, katex: Callable[[Sequence[str]], list[str]]
) -> None:
    formulas = displays(site.page()) + displays(site.page("second"))
    assert len(formulas) == len(WANTED["index"] + WANTED["second"]) + 5
    assert katex(formulas) == []


def pictures(page: str) -> list[dict[str, str]]:
    tags = re.findall(r'<img [^>]*symconv-picture[^>]*>', page)
    return [{k: unescape(v) for k, v in re.findall(r'([a-z]+)="([^"]*)"', tag)} for tag in tags]


def test_pictures_are_files_of_the_site_described_in_words(site: Built) -> None:
    overlay = make(Problem.parse(WORKED), "overlay")
    light, dark, arrays = pictures(site.page())
    assert light["alt"] == dark["alt"] == overlay.description
    assert arrays["alt"] == 'Three “arrays” & <more>'
    assert [picture["class"] for picture in (light, dark, arrays)] == [
        "symconv-picture symconv-on-article", "symconv-picture symconv-on-dark", "symconv-picture",
    ]  # fmt: skip
    for picture, line, name, theme in (
        (light, WORKED, "overlay", "article"),
        (dark, WORKED, "overlay", "dark"),
        (arrays, ARRAYS, "arrays", "print"),
    ):
        text = (site.folder / picture["src"]).read_text(encoding="utf-8")
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
        assert text == draw(Problem.parse(line), name, "svg", theme)


def test_building_again_gives_the_same_bytes(site: Built, notes: Path) -> None:
    again = build(notes, "html", out="again")
    for page in ("index.html", "second.html"):
        assert (again.folder / page).read_bytes() == (site.folder / page).read_bytes()
    names = sorted(path.name for path in (site.folder / "_images").iterdir())
    assert names == sorted(path.name for path in (again.folder / "_images").iterdir())
    assert len(names) == 5


def test_labels_names_and_classes_are_those_of_sphinx(site: Built) -> None:
    page = site.page()
    assert re.search(r'<div class="symconv wide docutils container" id="example">', page)
    assert re.search(r'<a class="reference internal" href="#equation-sum">\(1\)</a>', page)
    assert '<a class="reference internal" href="#example">' in page
    assert 'href="#equation-one"' in site.page("second")
    assert "is a <em>start</em>" in site.page("second")


def test_pictures_fit_the_page_and_dark_pages_have_dark_ones(
    site: Built, browser: Browser
) -> None:
    for width in (1200, 375):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark")
        page.route("https://**", lambda route: route.abort())
        page.goto((site.folder / "index.html").as_uri())
        seen = "() => [...document.querySelectorAll('.symconv-picture')].map(i => " \
               "[i.offsetWidth, i.naturalWidth > 0, i.parentElement.clientWidth])"  # fmt: skip
        light, dark, arrays = page.evaluate(seen)
        assert dark[0] == 0
        for shown, loaded, room in (light, arrays):
            assert loaded
            assert 100 < shown <= room <= width
        page.evaluate("document.body.dataset.theme = 'auto'")
        light, dark, arrays = page.evaluate(seen)
        assert light[0] == 0 < dark[0] <= dark[2]
        page.evaluate("document.body.dataset.theme = 'light'")
        assert page.evaluate(seen)[1][0] == 0
        page.close()


# Other formats


def test_latex_typesets_it_all(
    notes: Path, compile_in: Callable[[Path], Typeset], pdf_text: Callable[[Path], str]
) -> None:
    built = build(notes, "latex")
    assert (built.status, built.said) == (0, "")
    source = built.folder / "notes.tex"
    assert "\\usepackage{tikz}" in source.read_text(encoding="utf-8")
    made = compile_in(source)
    assert made.troubles == {}
    text = re.sub(r"\s", "", normalize("NFKC", pdf_text(made.pdf)))
    for product in ("x[0,0]·i", "x[1,0]·h", "x[2,0]·g", "x[0,1]·f", "x[1,1]·e", "x[2,1]·d",
                    "x[0,2]·c", "x[1,2]·b", "x[2,2]·a"):  # fmt: skip
        assert product in text
    assert "Convolution,y[1,1]" in text  # in the picture
    assert "Cross-correlation" in text


@pytest.fixture
def compile_in() -> Callable[[Path], Typeset]:
    from outside import compiled, tool

    program = tool("pdflatex")
    return lambda source: compiled(program, source, ["notes"], 1.0)


def test_other_formats_have_the_pictures_or_their_words(notes: Path) -> None:
    for builder in ("text", "epub", "man"):
        built = build(notes, builder)
        assert (built.status, built.said) == (0, "")
    words = make(Problem.parse(WORKED), "overlay").description
    text = (notes / "_text" / "index.txt").read_text(encoding="utf-8")
    assert "".join(words.split()) in "".join(text.split())
    package = (notes / "_epub" / "content.opf").read_text(encoding="utf-8")
    assert package.count('media-type="image/svg+xml"') == 3  # no dark ones
    assert "symconv-on-dark" not in (notes / "_epub" / "index.xhtml").read_text(encoding="utf-8")
    assert "The image x: columns" in (notes / "_man" / "notes.1").read_text(encoding="utf-8")


# What is wrong

WRONG = "h[2,1]"  # for h[1,1]
BAD_RST = f"""\
Bad
===

.. toctree::

   bad

.. symconv:verify:: conv

   h[1-0,1-0] &= h[1,1] \\\\
      &= {WRONG}

.. note::

   .. tip::

      - x

        .. symconv:verify:: conv image=7x7
           kernel=3x3
           :class: x

           h[1-0,1-0] = {WRONG}

.. symconv:verify:: conv

   Some words, and

   .. math::

      h[1-0,1-0] = {WRONG}

.. include:: part.inc
"""
BAD_MD = f"""\
# Bad

```{{symconv:verify}} conv
:class: a

h[1-0,1-0] &= h[1,1] \\\\
   &= {WRONG}
```

:::::{{note}}
Hello

::::{{tip}}
- x

  :::{{symconv:verify}} conv image=7x7 kernel=3x3
  ---
  class: b
  ---
  h[1-0,1-0] = {WRONG}
  :::
::::
:::::

:::{{symconv:verify}} conv
Words, and

$$
h[1-0,1-0] = {WRONG}
$$
:::

> - ```{{symconv:verify}} conv
>   h[1-0,1-0] = {WRONG}
>   ```

```{{include}} part.txt
```

```{{eval-rst}}
.. symconv:verify:: conv

   h[1-0,1-0] = {WRONG}
```
"""
PART_RST = f"""\
Included.

.. symconv:verify:: conv

   h[1-0,1-0] = {WRONG}
"""
PART_MD = f"""\
Included.

```{{symconv:verify}} conv

h[1-0,1-0] = {WRONG}
```
"""


def warned(said: str) -> list[tuple[str, int, str]]:
    """The file, the line and the words of each warning."""
    said = re.sub(r"\x1b\[[\d;]*m", "", said)  # some machines ask for colours
    found = re.findall(r"^(\S+?):(\d+): (?:WARNING|ERROR): (.*)$", said, re.MULTILINE)
    return [(Path(file).name, int(line), words) for file, line, words in found]


def test_a_wrong_term_fails_the_build_at_its_own_line(tmp_path: Path) -> None:
    files = {"index.rst": BAD_RST, "bad.md": BAD_MD, "part.inc": PART_RST, "part.txt": PART_MD}
    source = project(tmp_path / "bad", **{k.replace(".", "_"): v for k, v in files.items()})
    built = build(source, "html", "-j", "2")
    wrong = [
        (name, number)
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if WRONG in line
    ]
    assert len(wrong) == 10
    assert built.status == 1
    found = warned(built.said)
    # Older versions of myst-parser are one line off in files that are included.
    places = [(file, line - (file == "part.txt" and line == 6)) for file, line, _ in found]
    assert sorted(places) == sorted(wrong)
    for _, _, words in found:
        assert words == "refuted, wrong-statement 'h[2,1]': h[1-0,1-0] is h[1,1], not h[2,1]."
    # The source with carets below the term, and the type of the warning.
    assert built.said.count("h[1-0,1-0] = h[2,1]\n") == 8
    assert built.said.count("^^^^^^ [symconv.refuted]") == 10
    # A file that has not changed is warned about again.
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q",
               "-d", str(source / "_trees"), str(source), str(built.folder)]  # fmt: skip
    again = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=source)
    assert again.returncode == 1
    assert len(warned(again.stderr)) == 10


def test_all_formulas_of_all_files_are_checked_where_conf_asks_for_it(tmp_path: Path) -> None:
    rst = f"""Notes
=====

.. toctree::

   more
   bare

.. symconv: conv image=7x7 kernel=3x3

.. math::

   h[1-0,1-0] = {WRONG}

.. symconv: ignore

.. math:: h[1-0,1-0] = {WRONG}

.. symconv:: conv at=1,1
"""
    md = f"""# More

<!-- symconv: conv image=7x7 kernel=3x3 -->

Some $h[1-0,1-0] = {WRONG}$, and $$ e = m $$

:::{{symconv:verify}} xcorr image=3 kernel=3
It is $h[1-0] = h[2]$.
:::

> ```{{symconv:verify}} conv image=3 kernel=3
> h[1-0] = h[2]
> ```

And $h[1-0,1-0] = {WRONG}$.
"""
    bare = """Code
====

A paragraph, and a line under a title = x[0], y[1] = 3::

    y[0] = x[1] + 2

.. symconv:verify:: conv image=3 kernel=3

   h[1-0] = h[2]
"""
    source = project(tmp_path / "all", index_rst=rst, more_md=md, bare_rst=bare)
    built = build(source, "html", "-D", "symconv_verify=1")
    assert built.status == 1
    assert sorted((file, line) for file, line, _ in warned(built.said)) == [
        ("bare.rst", 10), ("index.rst", 13), ("more.md", 5), ("more.md", 8), ("more.md", 12),
        ("more.md", 15),
    ]  # fmt: skip
    assert built.said.count("[symconv.refuted]") == 6


OPEN = f"""\
Open
====

.. symconv:verify:: conv image=3 kernel=3

   y[0] = x[-1] h[1] + x[0] h[0] + x[1] h[-1] = 3

.. symconv:verify:: conv

   hello world

.. symconv:verify:: conv

   h[1-0,1-0] = {WRONG}
"""


def test_what_is_not_settled_can_be_silenced_and_what_is_wrong_still_warns(tmp_path: Path) -> None:
    source = project(tmp_path / "open", index_rst=OPEN)
    first = build(source)
    assert first.status == 1
    assert re.findall(r"\[symconv\.(\w+)\]", first.said) == ["undecided", "unread", "refuted"]
    silent = "suppress_warnings=symconv.undecided,symconv.unread"
    second = build(source, "html", "-D", silent)
    assert second.status == 1
    assert re.findall(r"\[symconv\.(\w+)\]", second.said) == ["refuted"]


TROUBLES = {
    ".. symconv:: conv image=0x7": "'0x7' is not a size for the image",
    ".. symconv:: conv\n   :show: wrked": "'show=wrked' is not known: use worked",
    ".. symconv:: conv at=9,9": "the output [9,9] does not exist",
    ".. symconv:: conv show=picture\n   :picture: pitur": "the picture 'pitur' is not known",
    ".. symconv:: conv\n   :theme: dark": "add picture to show=",
    ".. symconv:: conv image=file:secret.csv": "names a file, and notes read none",
    ".. symconv:verify:: convolve\n\n   h[1-0] = h[1]": "unknown operation 'convolve'",
    ".. symconv:verify:: conv": "there is nothing to check",
}


def test_directives_that_cannot_be_understood_are_named_with_what_to_write(tmp_path: Path) -> None:
    lines = {}
    text = (
        "Troubles\n========\n\n.. symconv:verify::\n\n"
        "   h[1-0] < h[1] \\text{</div><script>alert(1)</script>}\n\n"
    )
    for directive, words in TROUBLES.items():
        lines[words] = text.count("\n") + 1
        text += f"{directive}\n\n"
    built = build(project(tmp_path / "troubles", index_rst=text))
    assert built.status == 1
    found = warned(built.said)[1:]  # the first formula is unread
    assert len(found) == len(TROUBLES)
    for (file, line, said), (words, number) in zip(found, lines.items()):
        assert (file, line) == ("index.rst", number)
        assert words in said
    assert built.said.count("[symconv.problem]") == len(TROUBLES)
    assert "Traceback" not in built.said
    assert "&lt;script&gt;alert" in built.page()
    assert "<script>alert" not in built.page()


def test_importing_symconv_imports_neither_sphinx_nor_ipython() -> None:
    code = ("import sys, symconv, symconv.api, symconv.cli, symconv.embed; "
            "symconv.Problem.parse('conv').derive(at=(1, 1)).latex(); "
            "print([n for n in ('sphinx', 'docutils', 'IPython') if n in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
