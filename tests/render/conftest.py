"""The problems whose output every writer is tried on."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from symconv import Derivation, Problem, render

SOBEL = "[1 0 -1; 2 0 -2; 1 0 -1]"
GAUSSIAN = (
    r"[{\frac{1}{2\pi\sigma^2}e^{-1/\sigma^2}} {\frac{1}{2\pi\sigma^2}} {\frac{2}{16}}; "
    r"{a+b} {-\alpha} {\sqrt{2}}; {e^{-x^2/2\sigma^2}} 1/3 0.25]"
)
ORDINARY = (
    "conv image=7x7 kernel=3x3 at=1,1",
    "xcorr image=7x7 kernel=3x3 at=-1,-1",
    "conv image=7x7 kernel=5x5 at=1,1",
    "conv image=15x15 kernel=11x11 at=1,1",
    "conv image=5x5x5 kernel=3x3x3 at=1,1,1",
    "conv image=31 kernel=25 at=1",
    f'conv image="[1 2 3; 4 5 6; 7 8 9]" kernel="{SOBEL}" at=0,0',
)
UNUSUAL = (
    "conv image=7 kernel=3 at=0",
    "conv image=7x7 kernel=1x1 at=-3,3",
    "conv image=7x7 kernel=3x3 at=4,-4",
    "conv image=4x6 kernel=2x4 at=1,-1",
    "conv image=3x3x3x3 kernel=2x2x2x2 at=0,0,0,0",
    "conv image=7x7 kernel=3x3 sum=kernel at=1,1",
    "xcorr image=7x7 kernel=3x3 sum=kernel at=1,1",
    "correlate image=7x7 kernel=3x3 sum=image at=1,1",
    "correlate image=6x6@corner kernel=3x3@corner stride=2 at=1,1",
    "correlate image=20x20@corner kernel=5x5@corner stride=2 dilation=3 offset=1 at=4,4",
    "conv image=20x20@corner kernel=3x3@corner stride=2 dilation=3 offset=1 at=4,4",
    "conv image=9x9 kernel=3x3 stride=1,2 dilation=2,1 offset=-1,1 sum=kernel at=1,1",
    "conv image=9x9 kernel=3x3 dilation=1,2 at=1,1",
    "correlate image=7x7 kernel=3x3 output=same axes=row,column at=3,3",
    "correlate image=7x5@corner kernel=3x2@corner output=valid axes=row,column at=2,2",
    "conv image=3x3 kernel=3x3 stride=3 output=-5..5,-5..5 at=5,5",
    "conv image=7x7 kernel=3x3 entries=indexed at=1,1",
    "conv image=1000x1000@corner kernel=3x3@corner at=500,500",
    "conv image=1000x1000@corner kernel=11x11@corner at=500,500",
    r"conv image=7x7 kernel=3x3 names=\phi,\psi,\Omega indices=\alpha,\beta;\mu,\nu at=1,1",
    f'conv image=5x5 kernel="{GAUSSIAN}" names=f,g,y at=0,0',
    'conv image="[0.125 2.5 -3.75; 4 5 6; 7 8 9]" '
    'kernel="[1/9 1/9 1/9; 1/9 -1/9 1/9; 1/9 1/9 1/9]" at=0,0',
    r'xcorr image="[w_1 {w_{12}} {-\alpha}]" kernel="[{\beta_1} q -1/2]" at=0',
    'conv image="[0 0 0; 0 5 0; 0 0 0]" kernel="[1 2 3; 4 5 6; 7 8 9]" at=0,0',
    'conv image="[0 0 0]" kernel="[1 2 3]" at=0',
    "conv image=7x7 kernel=3x3 boundary=nearest at=-3,3",
    "conv image=7x7 kernel=5x5 boundary=mirror entries=indexed at=4,4",
    "correlate image=4x6@corner kernel=3x3@corner boundary=wrap at=3,5",
    "correlate image=3x3 kernel=9x9 boundary=symmetric at=0,0",
    r"conv image=3x3 kernel=3x3 boundary=constant:{\frac{1}{2\sigma}} at=1,1",
    'conv image="[1 2; 3 4]" kernel="[1 2; 3 4]" boundary=constant:-1/2 at=-1,-1',
    "transposed image=4x4@corner kernel=3x3@corner stride=2 at=3,2",
    "transposed image=5x5 kernel=3x3 stride=2 dilation=3 offset=1 sum=kernel at=2,2",
    "conv image=4x4 kernel=3x3 channels=3 at=1,1",
    "correlate image=4x4@corner kernel=3x3@corner channels=4,8 groups=2 batch=3 offset=1 "
    "axes=row,column at=2,5,1,1",
    "xcorr image=4x4 kernel=3x3 channels=4,8 groups=4 boundary=nearest at=5,2,-2",
    r"conv image=3x3x3 kernel=3x3x3 channels=12,12 groups=2 batch=12 "
    r"indices=\beta,\phi,m,n,o;\mu,i,j,l at=11,11,1,1,1",
    "transposed image=4 kernel=3 stride=2 channels=3,3 groups=3 sum=kernel at=2,2",
    "conv image=5x5 kernel=3x3 batch=2 boundary=mirror at=1,2,2",
)
GENERAL = (
    "conv image=7x7 kernel=3x3",
    "xcorr image=7x7 kernel=3x3",
    "correlate image=8x8@corner kernel=3x3@corner stride=2 output=valid",
    "conv image=-K..K,-K..K kernel=-k..k,-k..k",
    "correlate image=N@corner kernel=k@corner stride=s dilation=d offset=p",
    "correlate image=NxN@corner kernel=kxk@corner stride=s dilation=d offset=p",
    "conv image=7 kernel=3 stride=2 dilation=2 offset=1",
    "xcorr image=0..2*K,-N..N+1 kernel=3x3 output=same",
    "conv image=5x5x5 kernel=3x3x3 stride=1,2,1",
    "conv image=-K..K,-N..N kernel=-k..k,3..5 boundary=symmetric",
    "conv image=-K..K,1..N-1 kernel=3x3 boundary=constant:c",
    "conv image=NxM@corner kernel=3x3@corner boundary=wrap",
    "correlate image=0..N,0..M kernel=3x3@corner boundary=wrap",
    "transposed image=9x9 kernel=3x3 stride=s offset=p",
    "transposed image=9 kernel=3 stride=2 dilation=2",
)
LINES = ORDINARY + UNUSUAL + GENERAL
DETAILS = ("brief", "normal", "full")


class Case(NamedTuple):
    """A problem, the name under which it is reported, and its derivation."""

    line: str
    detail: str
    derived: Derivation

    @property
    def name(self) -> str:
        return f"{self.line} ({self.detail})"

    def written(self, to: str) -> str:
        """The text of this case; ``range`` for a detail means the solved range."""
        if self.detail == "range":
            return render.write_range(self.derived.problem, to)
        return render.write_derivation(self.derived, to, self.detail)


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    """Every problem at every detail, and its solved range."""
    found = []
    for line in LINES:
        derived = Problem.parse(line).derive()
        found += [Case(line, detail, derived) for detail in (*DETAILS, "range")]
    return found


@pytest.fixture(scope="session")
def worked() -> list[Derivation]:
    """The problems with an output, derived."""
    return [Problem.parse(line).derive() for line in ORDINARY + UNUSUAL]
