"""``assert_never`` for Python 3.10: the type checker proves that it is not reached."""

from __future__ import annotations

from typing import NoReturn


def assert_never(value: NoReturn) -> NoReturn:
    """Fail where a ``match`` met a node that it does not know."""
    raise AssertionError(f"a node that nothing here can write: {value!r}")
