r"""Scalars written in LaTeX, such as ``\frac{1}{2\pi\sigma^2}``, vetted before use.

A formula comes from a user, so it is read by a small recursive descent that knows
a fixed list of commands, bounds its length, its depth and the size of every number
in it, and rewrites it with safe names (each letter becomes ``v_{1}``, ``v_{2}``, …).
Only that rewritten form is ever given to latex2sympy2 (in ``algebra.py``).

How it is read where LaTeX leaves it open: ``e^{…}`` is the exponential function, a
bare ``e``, ``i`` or ``d`` is a letter like any other, what stands side by side
after a slash belongs together, so ``x^2/2\sigma^2`` is x² / (2σ²), a function without
parentheses takes what follows up to the next function, and ``\log`` is to the base 10.
To allow another function of one argument, add it to ``FUNCTIONS``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import log10
from typing import NamedTuple

from symconv.errors import ScalarError, quote
from symconv.model.names import GREEK
from symconv.model.tree import Formula, Number, Scalar, Symbol

MAX_LENGTH = 400
MAX_DEPTH = 12
MAX_DIGITS = 60
FUNCTIONS = (r"\exp", r"\ln", r"\log", r"\sin", r"\cos", r"\tan", r"\sinh", r"\cosh", r"\tanh")

_TOKEN = re.compile(
    r"\\left\s*\(|\\right\s*\)|\\[A-Za-z]+|\\[,;:!]|\d+\.\d*|\.\d+|\d+|[A-Za-z]|[-+*/^_{}()!]|\s+",
    re.ASCII,
)
_UNICODE = {"·": r" \cdot ", "×": r" \times ", "−": "-"}
_SPACES = (r"\,", r"\;", r"\:", r"\!", r"\quad")
_TIMES = ("*", r"\cdot", r"\times")
_CLOSING = {"(": ")", r"\left(": r"\right)", "{": "}"}
_POWER_OF_TEN = re.compile(r"[\d.][eE][-+]?\d", re.ASCII)


class _Part(NamedTuple):
    """A piece that was read: rewritten LaTeX, its value if rational, its size in digits."""

    safe: str
    value: Fraction | None
    digits: float
    loose: bool  # a sum or a negative at its top: needs parentheses in a product


class Vetted(NamedTuple):
    r"""A formula that passed: safe LaTeX, and which letter each safe name stands for.

    ``constants`` are the letters in it that stand for a number: ``e`` and ``\pi``.
    """

    safe: str
    letters: tuple[Symbol, ...]
    value: Fraction | None
    compound: bool
    constants: tuple[str, ...]


def parse_formula(text: str) -> Scalar:
    r"""Read a LaTeX scalar: a Number if it is rational, a Symbol if it is one letter.

    >>> parse_formula(r"\frac{1}{16}")
    Number(value=Fraction(1, 16), decimal=False, written='')

    Raises ScalarError for what cannot be read, is too long, too deep or too large.
    """
    vetted = vet(text)
    if vetted.value is not None:
        value = vetted.value
        number = Number(value.numerator if value.denominator == 1 else value)
        plain = str(value) if value.denominator == 1 else _fraction(value)
        shown = _portable(text)
        return number if shown == plain or vetted.compound else number._replace(written=shown)
    if vetted.safe == "v_{1}":
        return vetted.letters[0]
    return Formula(_portable(text), vetted.compound)


def vet(text: str) -> Vetted:
    """Check a formula token by token and rewrite it with safe names."""
    if len(text) > MAX_LENGTH:
        raise ScalarError(
            f"the value {quote(text)} is too long: "
            f"{len(text)} characters, at most {MAX_LENGTH} are read"
        )
    reader = _Reader(text)
    part = reader.sum()
    if reader.next is not None:
        raise reader.trouble(f"{quote(reader.next)} is not expected there")
    constants = tuple(sorted(reader.constants))
    return Vetted(part.safe, tuple(reader.letters), part.value, part.loose, constants)


def _portable(text: str) -> str:
    """The text on one line, its signs written as every LaTeX reads them."""
    for sign, command in _UNICODE.items():
        text = text.replace(sign, command)
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """The tokens of a formula without its spaces; ScalarError for one that is not known."""
    if _POWER_OF_TEN.search(text):
        raise ScalarError(
            f"the value {quote(text)} cannot be read: write a power of ten as 10^{{5}}, "
            r"and a product with e as 2 \cdot e"
        )
    text = _portable(text)
    found, end = [], 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            break
        end = match.end()
        token = "".join(match.group().split())
        if token and token not in _SPACES:
            found.append(token)
    if end != len(text):
        raise ScalarError(
            f"the value {quote(text)} cannot be read at {quote(text[end : end + 12])}"
        )
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.place = 0
        self.depth = 0
        self.rest = -1  # the place of a number whose first digit was taken by a command
        self.letters: list[Symbol] = []
        self.constants: set[str] = set()

    @property
    def next(self) -> str | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def trouble(self, what: str) -> ScalarError:
        return ScalarError(f"the value {quote(self.text)} cannot be read: {what}")

    def take(self, wanted: str) -> None:
        if self.next != wanted:
            found = "the end" if self.next is None else quote(self.next)
            raise self.trouble(f"{quote(wanted)} is missing before {found}")
        self.place += 1

    def deeper(self, read: Callable[[], _Part]) -> _Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ScalarError(
                f"the value {quote(self.text)} is nested too deeply: "
                f"at most {MAX_DEPTH} levels are read"
            )
        part = read()
        self.depth -= 1
        return part

    def sized(self, safe: str, value: Fraction | None, digits: float, loose: bool) -> _Part:
        if value is not None:
            digits = float(len(str(max(abs(value.numerator), value.denominator))))
        if digits > MAX_DIGITS:
            raise ScalarError(
                f"the value {quote(self.text)} is too large: "
                f"numbers of at most {MAX_DIGITS} digits are worked with"
            )
        return _Part(safe, value, digits, loose)

    def sum(self) -> _Part:
        sign = self.sign()
        total = self.product()
        loose = sign < 0
        safe = f"-{total.safe}" if loose else total.safe
        value = total.value if total.value is None else sign * total.value
        digits = total.digits
        while self.next in ("+", "-"):
            sign = self.sign()
            term = self.product()
            loose = True
            safe += (" - " if sign < 0 else " + ") + term.safe
            value = None if value is None or term.value is None else value + sign * term.value
            digits = max(digits, term.digits) + 0.31
            self.sized(safe, value, digits, loose)
        return self.sized(safe, value, digits, loose)

    def sign(self) -> int:
        sign = 1
        while self.next in ("+", "-"):
            sign = -sign if self.next == "-" else sign
            self.place += 1
        return sign

    def product(self) -> _Part:
        left = self.run()
        while self.next is not None and (self.next in _TIMES or self.next == "/"):
            over = self.next == "/"
            self.place += 1
            right = self.run()
            left = self.quotient(left, right) if over else self.times(left, right)
        return left

    def run(self) -> _Part:
        """Factors side by side."""
        left = self.power()
        while self.starts_factor():
            left = self.times(left, self.power())
        return left

    def taken(self, function: str) -> _Part:
        r"""What a function takes: a group, or factors up to the next function."""
        if self.next in ("(", r"\left("):
            return self.atom()
        left = self.power()
        while self.starts_factor():
            if self.next in FUNCTIONS or (self.next == "e" and self.following() == "^"):
                break
            if self.next in ("(", r"\left("):
                raise self.trouble(f"put all that {quote(function)} takes in parentheses")
            left = self.times(left, self.power())
        return left

    def starts_factor(self) -> bool:
        token = self.next
        if token is None or token in _TIMES or token in "+-/)}^_!" or token == r"\right)":
            return False
        if self.place == self.rest:
            raise self.trouble("put braces around a number of more than one digit, as in ^{12}")
        if token[0].isdigit() or token[0] == ".":
            previous = self.tokens[self.place - 1]
            if previous[0].isdigit() or previous[0] == ".":
                raise self.trouble(f"two numbers side by side, {previous} and {token}")
        return True

    def times(self, left: _Part, right: _Part) -> _Part:
        value = None if left.value is None or right.value is None else left.value * right.value
        safe = rf"{left.safe} \cdot {right.safe}"
        return self.sized(safe, value, left.digits + right.digits, False)

    def quotient(self, top: _Part, bottom: _Part) -> _Part:
        if bottom.value == 0:
            raise self.trouble("it divides by zero")
        value = None if top.value is None or bottom.value is None else top.value / bottom.value
        safe = rf"\frac{{{top.safe}}}{{{bottom.safe}}}"
        return self.sized(safe, value, top.digits + bottom.digits, False)

    def power(self) -> _Part:
        if self.next == "e" and self.following() == "^":
            self.place += 2
            self.constants.add("e")
            exponent = self.argument()
            return self.sized(rf"\exp({exponent.safe})", None, exponent.digits, False)
        base = self.atom()
        while self.next == "!":
            self.place += 1
            if base.value is None or base.value.denominator != 1 or not 0 <= base.value <= 20:
                raise self.trouble("a factorial is only worked out for whole numbers up to 20")
            base = self.constant(_factorial(int(base.value)))
        if self.next != "^":
            return base
        self.place += 1
        exponent = self.argument()
        if self.next == "^":
            raise self.trouble("a double exponent")
        return self.raised(base, exponent)

    def raised(self, base: _Part, exponent: _Part) -> _Part:
        safe = f"{_grouped(base.safe)}^{{{exponent.safe}}}"
        if exponent.value is None:
            return self.sized(safe, None, base.digits + exponent.digits, False)
        size = abs(exponent.value)
        each = max(base.digits, 0.31)
        if base.value is not None:
            each = log10(max(abs(base.value.numerator), base.value.denominator))
        digits = each * min(float(size), 1e6) if size > 1 else base.digits
        self.sized(safe, None, digits, False)
        whole = exponent.value.denominator == 1
        if base.value is None or not whole:
            return self.sized(safe, None, digits, False)
        if base.value == 0 and exponent.value < 0:
            raise self.trouble("it divides by zero")
        return self.sized(safe, base.value ** int(exponent.value), digits, False)

    def argument(self) -> _Part:
        """What a command or an exponent takes: a group, or one token (a digit of a number)."""
        token = self.next
        if token == "{":
            self.place += 1
            inner = self.deeper(self.sum)
            self.take("}")
            return inner
        if token is not None and "." in token:
            raise self.trouble(f"put braces around {quote(token)}")
        if token is not None and token[0].isdigit() and len(token) > 1:
            self.tokens[self.place] = token[1:]
            self.rest = self.place
            return self.constant(Fraction(int(token[0])))
        if token == "-":
            raise self.trouble("put braces around the exponent: ^{-…}")
        return self.deeper(self.atom)

    def constant(self, value: Fraction) -> _Part:
        safe = str(value.numerator)
        if value.denominator != 1:
            safe = rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
        return self.sized(safe, value, 0.0, False)

    def atom(self) -> _Part:
        token = self.next
        if token is None:
            raise self.trouble("it ends too early" if self.tokens else "it is empty")
        if token[0].isdigit() or token[0] == ".":
            if len(token) > MAX_DIGITS:
                raise self.trouble(f"a number has more than {MAX_DIGITS} digits")
            self.place += 1
            return self.constant(Fraction(token))
        if token in _CLOSING:
            self.place += 1
            inner = self.deeper(self.sum)
            self.take(_CLOSING[token])
            return inner._replace(safe=_grouped(inner.safe), loose=False)
        if token == r"\pi":
            self.place += 1
            self.constants.add(token)
            return _Part(r"\pi", None, 1.0, False)
        if token.isalpha() or token in GREEK:
            return self.letter()
        if token in (r"\frac", r"\dfrac", r"\tfrac"):
            self.place += 1
            top = self.argument()
            return self.quotient(top, self.argument())
        if token == r"\sqrt":
            self.place += 1
            inner = self.argument()
            return _Part(rf"\sqrt{{{inner.safe}}}", None, inner.digits, False)
        if token == r"\binom":
            return self.binomial()
        if token in FUNCTIONS:
            self.place += 1
            inner = self.deeper(lambda: self.taken(token))
            return _Part(f"{token}{_grouped(inner.safe)}", None, inner.digits, False)
        raise self.trouble(f"{quote(token)} is not expected there")

    def binomial(self) -> _Part:
        self.place += 1
        top, bottom = self.argument().value, self.argument().value
        if top is None or bottom is None or top.denominator != 1 or bottom.denominator != 1:
            raise self.trouble("a binomial coefficient is only worked out for whole numbers")
        if not 0 <= bottom <= top <= 60:
            raise self.trouble("a binomial coefficient is only worked out up to 60 over k")
        n, k = int(top), int(bottom)
        return self.constant(_factorial(n) / (_factorial(k) * _factorial(n - k)))

    def letter(self) -> _Part:
        name = self.tokens[self.place]
        self.place += 1
        subscript = ""
        if self.next == "_":
            self.place += 1
            subscript = self.subscript()
        symbol = Symbol(name, subscript)
        if symbol not in self.letters:
            self.letters.append(symbol)
        return _Part(f"v_{{{self.letters.index(symbol) + 1}}}", None, 0.0, False)

    def subscript(self) -> str:
        if self.next != "{":
            token = self.next
            if token is None or not token.isalnum():
                raise self.trouble("a subscript is one letter or digit, or stands in braces")
            if len(token) > 1:
                self.tokens[self.place] = token[1:]
                self.rest = self.place
            else:
                self.place += 1
            return token[0]
        self.place += 1
        inside = ""
        while self.next is not None and self.next != "}":
            inside += self.next
            self.place += 1
        self.take("}")
        if not inside.isalnum() or len(inside) > 12:
            raise self.trouble("a subscript is made of letters and digits")
        return inside

    def following(self) -> str | None:
        return self.tokens[self.place + 1] if self.place + 1 < len(self.tokens) else None


def _grouped(safe: str) -> str:
    """The text in parentheses, once: the reader's time grows with every pair."""
    depth = 0
    for place, character in enumerate(safe):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return safe if character == ")" and place == len(safe) - 1 else f"({safe})"
    return f"({safe})"


def _fraction(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def _factorial(n: int) -> Fraction:
    product = Fraction(1)
    for k in range(2, n + 1):
        product *= k
    return product
