r"""What each LaTeX macro, word and Unicode sign is to the reader: one table each.

To teach the reader a macro, add it to one of these tables: ``MACROS`` (macro without
its backslash -> kind of token and its value), ``SIGNS`` (Unicode), ``WORDS`` (plain
text). A value of None means that the macro only changes the looks and is passed over.
Macros with an argument that is passed over, or is words, are in the sets at the end.

The kinds of token: ``n`` number, ``a`` name, ``+ -`` signs, ``*`` multiplication,
``/``, ``=`` relation, ``Z`` arrow between statements, ``( ) [ ] { }``, ``S s`` set
braces, ``, ; : | ! ' _ ^ &``, ``R`` row break, ``N`` newline, ``Q`` wide space, ``T``
words, ``#`` tag, ``B E`` begin and end, ``D`` dots, ``F`` fraction, ``G`` sum sign,
``I`` infinity, ``f`` function, ``X`` things above and below, ``P`` prefix of a name,
``H`` accent, ``M`` modulus, ``O C`` floor and ceiling brackets, ``K`` substack, ``A``
arrow mark, ``U`` not readable, ``$`` the end.
"""

from __future__ import annotations

_Entry = tuple[str, str]


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def _all(kind: str, names: str) -> dict[str, _Entry]:
    return {name: (kind, "\\" + name) for name in names.split()}


def _same(kind: str, value: str, names: str) -> dict[str, _Entry]:
    return dict.fromkeys(names.split(), (kind, value))


GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu "
    "xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta "
    "Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar imath jmath"
)

PASSED = (
    "left right middle big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm "
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hline "
    "hfill centering allowbreak nobreak noindent strut mathstrut null relax quad_ thinspace "
    "medspace thickspace negthinspace enspace ensuremath bf rm it sf tt cal mit boldmath "
    "unboldmath small large Large footnotesize normalsize tiny scriptsize boxed cancel bcancel "
    "xcancel fbox framebox smash mathclap mathop mathbin mathrel mathord mathopen mathclose "
    "mathinner displaylines eqalign toprule midrule bottomrule arraystretch par mathsurround "
    "num IEEEyesnumber IEEEnonumber IEEEyessubnumber IEEEnosubnumber displaylimits "
    "long global protected outer xspace checkmark qed qedhere Box square blacksquare qedsymbol "
    "uncover only visible onslide alert pause"
)

_FUNCTIONS = (
    "exp log ln lg sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan det dim gcd lim "
    "sup inf arg argmax argmin tr deg ker Pr limsup liminf lcm sgn"
)

MACROS: dict[str, _Entry | None] = {
    **dict.fromkeys(PASSED.split()),
    **_all("a", GREEK),
    **_all("a", "emptyset varnothing top bot perp dagger heartsuit spadesuit"),
    "Vert": ("|", "|"), "vert": ("|", "|"), "lvert": ("|", "|"), "rvert": ("|", "|"),
    "mid": ("|", "|"), "lVert": ("|", "|"), "rVert": ("|", "|"),
    "cdot": ("*", r"\cdot"), "times": ("*", r"\times"), "ast": ("*", r"\ast"),
    **_all("*", "star bigstar otimes odot circledast circ bullet boxtimes oast circledcirc"),
    **_all("*", "bigotimes bigodot wedge divideontimes cross"),
    "div": ("/", "/"), "slash": ("/", "/"), "over": ("U", r"\over"),
    **_same("=", "<=", "le leq leqslant leqq"), **_same("=", ">=", "ge geq geqslant geqq"),
    **_same("=", "!=", "ne neq"), **_same("=", "in", "in isin"), "notin": ("=", "notin"),
    "ni": ("=", "ni"), "lt": ("=", "<"), "gt": ("=", ">"), "equiv": ("=", "≡"),
    **_same("=", ":=", "coloneqq coloneq triangleq doteq eqdef"), "eqqcolon": ("=", "=:"),
    **_same("=", "~", "approx sim simeq cong propto approxeq"), "ll": ("=", "<"), "gg": ("=", ">"),
    **_same("=", "subset", "subset subseteq subsetneq"), "colon": (":", ":"),
    **_all("Z", "Rightarrow implies Longrightarrow iff Leftrightarrow Longleftrightarrow"),
    **_all("Z", "rightarrow to longrightarrow mapsto longmapsto leftarrow gets leadsto"),
    **_all("Z", "leftrightarrow longleftrightarrow therefore because Leftarrow impliedby"),
    **_all("Z", "hookrightarrow rightleftharpoons xrightarrow xleftarrow Longleftarrow land lor"),
    "lbrace": ("S", "{"), "rbrace": ("s", "}"), "lbrack": ("[", "["), "rbrack": ("]", "]"),
    "lparen": ("(", "("), "rparen": (")", ")"), "langle": ("(", "<"), "rangle": (")", ">"),
    "lfloor": ("O", "floor"), "rfloor": ("C", "floor"),
    "lceil": ("O", "ceil"), "rceil": ("C", "ceil"),
    **_same("R", "\\\\", "newline cr tabularnewline crcr"),
    **_same("Q", " ", "quad qquad enskip"),
    **_same("D", "...", "dots cdots ldots vdots ddots dotsc dotsb dotsm dotsi hdots iddots adots"),
    **_same("D", "...", "textellipsis mathellipsis"),
    **_same("F", "frac", "frac dfrac tfrac cfrac nicefrac sfrac"),
    **_all("G", "sum prod int iint iiint oint coprod bigoplus"), "infty": ("I", "oo"),
    **_same("f", "max", "max"), **_same("f", "min", "min"), "sqrt": ("f", "sqrt"),
    **{name: ("f", name) for name in _FUNCTIONS.split()},
    "binom": ("f", "binom"), "dbinom": ("f", "binom"), "tbinom": ("f", "binom"),
    **_all("X", "underset overset stackrel cancelto underbrace overbrace overbracket underbracket"),
    **_all("X", "underline uwave uline"),
    "partial": ("P", r"\partial"), "nabla": ("P", r"\nabla"), "bigtriangledown": ("P", r"\nabla"),
    "triangledown": ("P", r"\nabla"),
    **_all("H", "hat widehat bar overline tilde widetilde vec dot ddot check breve acute grave"),
    **_all("H", "mathring overrightarrow overleftarrow mathcal mathbb mathfrak mathscr"),
    **_all("H", "mathbf boldsymbol bm mathrm mathit mathsf mathtt mathnormal pmb bold symbf"),
    **_all("H", "operatorname"),
    "bmod": ("M", "bmod"), "mod": ("M", "bmod"), "pmod": ("M", "pmod"), "pod": ("M", "pmod"),
    "forall": ("T", "for all"), "exists": ("T", "there is"),
    "substack": ("K", "substack"),
    **_all("A", "uparrow Uparrow downarrow Downarrow updownarrow"), "prime": ("'", "'"),
    "colonequals": ("=", ":="), "Re": ("f", "Re"), "Im": ("f", "Im"),
    "pm": ("U", r"\pm"), "mp": ("U", r"\mp"), "backslash": ("U", "\\"),
}  # fmt: skip

FONTS = words(
    r"\mathbf \boldsymbol \bm \mathrm \mathit \mathsf \mathtt \mathnormal \pmb \bold \symbf "
    r"\operatorname"
)

_LETTERS = "αβγδϵζηθικλμνξπρστυφχψωΓΔΘΛΞΠΥΦΨΩεϕϑ∅ℓ"
_MACROS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Upsilon Phi Psi Omega "
    "varepsilon phi vartheta emptyset ell"
)

SIGNS: dict[str, _Entry] = {
    **{letter: ("a", "\\" + name) for letter, name in zip(_LETTERS, _MACROS.split())},
    "−": ("-", "-"), "–": ("-", "-"), "‒": ("-", "-"), "﹣": ("-", "-"), "－": ("-", "-"),
    "＋": ("+", "+"), "·": ("*", r"\cdot"), "⋅": ("*", r"\cdot"), "∙": ("*", r"\cdot"),
    "•": ("*", r"\cdot"), "×": ("*", r"\times"), "✕": ("*", r"\times"), "∗": ("*", r"\ast"),
    "⋆": ("*", r"\star"), "★": ("*", r"\star"), "⊗": ("*", r"\otimes"), "⊙": ("*", r"\odot"),
    "⊛": ("*", r"\circledast"), "∘": ("*", r"\circ"), "÷": ("/", "/"), "⁄": ("/", "/"),
    "≤": ("=", "<="), "⩽": ("=", "<="), "≥": ("=", ">="), "⩾": ("=", ">="), "≠": ("=", "!="),
    "∈": ("=", "in"), "∉": ("=", "notin"), "≡": ("=", "≡"), "≈": ("=", "~"), "∼": ("=", "~"),
    "≔": ("=", ":="), "≜": ("=", ":="), "⊂": ("=", "subset"), "⊆": ("=", "subset"),
    "⇒": ("Z", r"\Rightarrow"), "⟹": ("Z", r"\implies"), "⇔": ("Z", r"\iff"),
    "⟺": ("Z", r"\iff"), "→": ("Z", r"\to"), "↦": ("Z", r"\mapsto"), "∴": ("Z", r"\therefore"),
    "∑": ("G", r"\sum"), "Σ": ("G", r"\sum"), "∏": ("G", r"\prod"), "∫": ("G", r"\int"),
    "∞": ("I", "oo"), "∂": ("P", r"\partial"), "∇": ("P", r"\nabla"), "…": ("D", "..."),
    "⋯": ("D", "..."), "⋮": ("D", "..."), "⋱": ("D", "..."), "′": ("'", "'"), "’": ("'", "'"),
    "⌊": ("O", "floor"), "⌋": ("C", "floor"), "⌈": ("O", "ceil"), "⌉": ("C", "ceil"),
    "（": ("(", "("), "）": (")", ")"), "，": (",", ","), "；": (";", ";"), "：": (":", ":"),
    "＝": ("=", "="), "、": (",", ","), "。": (",", "."), "↑": ("A", r"\uparrow"),
    "⟨": ("(", "<"), "⟩": (")", ">"),
}  # fmt: skip

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ᵢⱼₖₗₘₙₚₛₜᵤᵥₓₐₑₕₒᵣ₌", "0123456789+-()ijklmnpstuvxaehor="))
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱʲᵏˡᵐᵀ", "0123456789+-()nijklmT"))

ENTITIES = {
    "lt": "<", "gt": ">", "amp": "&", "le": "≤", "ge": "≥", "ne": "≠", "times": "×", "minus": "−",
    "middot": "·", "sdot": "⋅", "lowast": "∗", "ast": "*", "sum": "∑", "infin": "∞", "nbsp": " ",
    "isin": "∈", "hellip": "…", "plus": "+", "equals": "=", "rarr": "→", "rArr": "⇒", "divide": "÷",
    "otimes": "⊗", "part": "∂", "prime": "′", "ensp": " ", "emsp": " ", "thinsp": " ",
}  # fmt: skip
"""Signs by their names in HTML, as they stand in Markdown that was made by a machine."""

WORDS: dict[str, _Entry] = {
    "max": ("f", "max"), "min": ("f", "min"), "floor": ("f", "floor"), "ceil": ("f", "ceil"),
    "exp": ("f", "exp"), "sqrt": ("f", "sqrt"), "abs": ("f", "abs"), "mod": ("M", "bmod"),
    "log": ("f", "log"), "sin": ("f", "sin"), "cos": ("f", "cos"),
    "dots": ("D", "..."), "cdots": ("D", "..."), "ldots": ("D", "..."), "cdot": ("*", r"\cdot"),
    "sum": ("G", r"\sum"), "Sum": ("G", r"\sum"), "infty": ("I", "oo"),
}  # fmt: skip
"""Words read without a backslash, and reported as a repair where LaTeX would not read them."""

REPAIRED = words("dots cdots ldots cdot sum infty")

HIDDEN = words(
    "color textcolor colorbox hspace vspace phantom hphantom vphantom label cline hskip eqref "
    "mathstyle class cssId style href require"
)
"""Their argument is passed over; what a colour applies to is not an argument here."""

UPRIGHT = words("operatorname mathbf mathrm mathit mathsf mathtt mathnormal boldsymbol bm")
"""One word in them is a name."""

SPOKEN = words(
    "text textrm textbf textit textsf texttt textup textnormal textsc mbox hbox intertext "
    "shortintertext mathrm operatorname"
)
"""What is in them is words."""

OVERLAYS = words("uncover only visible onslide alert")
"""Beamer's: ``<2->`` behind them says on which slides."""

SIZES = words("left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm")
"""A full stop behind them is no full stop."""

COLUMNED = words("array darray tabular subarray alignat alignedat xalignat xxalignat")
"""Environments with an argument that says their columns."""

FAULTS = {
    chr(0x10FF00 + place): reason
    for place, reason in enumerate((
        "the macro {} contains itself",
        "the macro {} comes to too much when it is expanded",
        "an argument of the macro {} is missing",
        "the definition of {} is not read: only arguments such as #1#2 are",
        "the macro {} defines macros, which is not read",
    ))
}  # fmt: skip
"""Characters that stand for a writer's macro that could not be expanded, and why."""
