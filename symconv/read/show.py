"""Trees as short text, for tests and for looking at what was read.

    y[1] = x[0]·h[1] + …      as      y[1] = (+ (x[0] h[1]) ...)

One function with one branch for each node; a new node needs one more.
"""

from __future__ import annotations

from symconv.never import assert_never
from symconv.read.syntax import (
    Access,
    BigSum,
    Blank,
    Bound,
    Call,
    Cases,
    Chain,
    Derivative,
    Dots,
    Function,
    Infinity,
    Listing,
    Matrix,
    Mod,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Text,
    Unread,
)

_CLOSERS = {"{": "}", "[": "]", "(": ")", "|": "|", "": "", "<": ">"}


def show(node: Node) -> str:
    r"""A node as text.

    >>> from symconv.read.formula import parse
    >>> print(show(parse(r"2 \cdot x_{i+1}", 0, 15).chains[0].sides[0]))
    (2 \cdot x_{(+ i 1)})
    """
    match node:
        case Number():
            return node.text
        case Name():
            return node.name
        case Access():
            inner = ",".join(map(show, node.indices))
            if node.style == "bracket":
                return f"{node.name}[{inner}]"
            if node.style == "paren":
                return f"{node.name}({inner})"
            if node.style == "run":
                return f"{node.name}_{{{inner.replace(',', '')}}}"
            return f"{node.name}_{{{inner}}}"
        case Call():
            return f"{show(node.head)}?({','.join(map(show, node.arguments))})"
        case Function():
            return f"{node.name}({','.join(map(show, node.arguments))})"
        case Derivative():
            top = "" if node.top is None else show(node.top)
            return f"d{top}/d{show(node.bottom)}"
        case Infinity():
            return "oo"
        case Dots():
            return "..."
        case Text():
            return repr(node.text)
        case Negative():
            return f"-{show(node.term)}"
        case Sum():
            return f"(+ {' '.join(map(show, node.terms))})"
        case Product():
            words = [show(node.factors[0])]
            for sign, factor in zip(node.signs, node.factors[1:]):
                words += [sign, show(factor)] if sign else [show(factor)]
            return f"({' '.join(words)})"
        case Quotient():
            return f"(/ {show(node.top)} {show(node.bottom)})"
        case Power():
            return f"(^ {show(node.base)} {show(node.exponent)})"
        case Mod():
            return f"(mod {show(node.value)} {show(node.modulus)})"
        case BigSum():
            return _big_sum(node)
        case Listing():
            items = [
                ("^" if place == node.origin else "") + show(item)
                for place, item in enumerate(node.items)
            ]
            return f"{node.fence or '<'}{', '.join(items)}{_CLOSERS[node.fence or '<']}"
        case Matrix():
            rows = "; ".join(" ".join(map(show, row)) for row in node.rows)
            mark = "" if node.origin is None else f"@{node.origin[0]},{node.origin[1]}"
            return f"matrix{node.fence or '<'}{rows}{_CLOSERS[node.fence or '<']}{mark}"
        case Cases():
            rows = "; ".join(
                " if ".join([show(row.value), *map(show_chain, row.conditions)])
                + "".join(f" #{remark.text.strip()}" for remark in row.remarks)
                for row in node.rows
            )
            return f"cases({rows})"
        case Blank():
            return "_"
        case Unread():
            return f"<unread: {node.reason}>"
        case _:
            return assert_never(node)


def _big_sum(node: BigSum) -> str:
    bounds = [_bound(bound) for bound in node.bounds] + [
        show_chain(chain) for chain in node.constraints
    ]
    return f"({node.sign}[{'; '.join(bounds)}] {show(node.body)})"


def _bound(bound: Bound) -> str:
    text = bound.letter
    if bound.values is not None:
        text += f" in {show(bound.values)}"
    if bound.lower is not None or bound.upper is not None:
        lower = "" if bound.lower is None else show(bound.lower)
        upper = "" if bound.upper is None else show(bound.upper)
        text += f"={lower}..{upper}"
    return text if bound.step is None else f"{text} by {show(bound.step)}"


def show_chain(chain: Chain) -> str:
    """A chain as text: its sides and relations, then conditions, remarks and link."""
    text = ""
    for place, side in enumerate(chain.sides):
        text += f" {chain.relations[place - 1].sign} {show(side)}" if place else show(side)
    if chain.link:
        text = f"{chain.link} {text}"
    for condition in chain.conditions:
        text += f" if {show_chain(condition)}"
    for remark in chain.remarks:
        text += f" #{remark.text.strip()}"
    return text
