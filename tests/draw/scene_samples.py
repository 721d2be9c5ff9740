"""Problems with pictures of them: hard ones, and random ones."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies as st
from strategies import cases, valued

from symconv.draw import PICTURES, make
from symconv.draw.scene import Scene
from symconv.errors import SymconvError
from symconv.model.problem import Problem

NAMES = tuple(picture.name for picture in PICTURES)


class Sample(NamedTuple):
    """A problem line, a picture of it, and the part that is shown."""

    line: str
    picture: str
    crop: str | None = None

    def scene(self) -> Scene:
        return make(Problem.parse(self.line), self.picture, self.crop)


USUAL = (
    *(Sample("conv at=1,1", name) for name in NAMES if name != "frames"),
    Sample("conv image=4x4 kernel=3x3 output=same", "frames"),
)
LONG = (
    r'image="[123456789 0.0000001 1/3; 1e9 {\frac{\sqrt{2}}{2\pi\sigma^2}} 7]" '
    r'kernel="[{e^{-\frac{t^2}{2\sigma^2}}} 1; 2 99999999]" at=0,0'
)
HARD = (
    *(Sample(f"conv {LONG}", name) for name in NAMES if name != "frames"),
    *(Sample("xcorr image=1 kernel=1 at=0", name) for name in NAMES),
    *(Sample("xcorr image=1x1x1 kernel=1x1x1 at=0,0,0", name) for name in NAMES),
    *(Sample("conv image=9x9@-1004,-10000 kernel=3x3@corner at=-1000,-9998", name)
      for name in ("overlay", "corner", "image", "outputs")),
    *(Sample("correlate image=9x8x3 kernel=2x2x2 at=0,0,0 axes=row,column", name)
      for name in NAMES if name != "frames"),
    Sample("conv image=60x9 kernel=3x3", "image"),
    Sample("conv image=300x300@corner kernel=3x3 at=100,100", "overlay", "97..103,97..103"),
    Sample("conv image=300x300 kernel=3x3 at=100,100", "corner", "-150..-147,97..103"),
    Sample("conv at=4,-4", "overlay"),
    Sample("xcorr at=4,-4", "patches"),
    Sample("conv at=-1,0", "overlay", "-3..0,-1..1"),
    Sample(r"conv names=\phi,\psi,\Omega at=-1,0", "overlay"),
    Sample(r"conv names=\phi,\psi,\Omega at=-1,0", "arrays"),
    Sample('conv image=5 kernel="[1 2 1]" at=1', "worked"),
    Sample("correlate image=7x7@corner kernel=3x3@corner stride=2 dilation=2 offset=1 at=1,1",
           "overlay"),
)  # fmt: skip


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """A random problem that has the picture."""
    found = draw(st.one_of(cases(1, 3, longest=4), valued(longest=3)))
    case = getattr(found, "case", found)
    places = case.outputs()
    line = found.line
    if places:
        line += f" at={','.join(map(str, draw(st.sampled_from(places))))}"
    sample = Sample(line, draw(st.sampled_from(NAMES)))
    try:
        sample.scene()
    except SymconvError:  # nothing to draw: the errors have tests of their own
        return Sample(line, "image")
    return sample
