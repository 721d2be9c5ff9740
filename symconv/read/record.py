"""Named tuples that are made quickly: the base of all nodes.

``typing.NamedTuple`` takes a fifth of a millisecond a class, and a reader has thirty;
these take a tenth of that. They have what a named tuple has (fields by name and by
place, defaults, ``_replace``, ``_fields``, matching by pattern) and are equal only to
their own kind: a sum is not a product of the same things. To the type checker they are
plain records, because it compares tuples field by field, which takes for ever where
twenty kinds hold one another.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self, dataclass_transform

    @dataclass_transform(frozen_default=True)
    class Record:
        """A named tuple."""

        _fields: tuple[str, ...]

        def _replace(self, **changes: Any) -> Self: ...
        def __iter__(self) -> Iterator[Any]: ...

else:
    try:
        from _collections import _tuplegetter as _getter
    except ImportError:  # not CPython

        def _getter(place, doc):
            return property(itemgetter(place), doc=doc)

    class _Fields(type):
        """Makes the annotated names of a class its fields."""

        def __new__(cls, name, bases, space):
            fields = tuple(space.get("__annotations__", ()))
            defaults = [space[field] for field in fields if field in space]
            space["__slots__"] = ()
            space["_fields"] = space["__match_args__"] = fields
            space["_defaults"] = tuple(defaults)
            space["_size"] = len(fields)
            for place, field in enumerate(fields):
                space[field] = _getter(place, None)
            return super().__new__(cls, name, bases, space)

    class Record(tuple, metaclass=_Fields):
        """A named tuple.

        >>> class Pair(Record):
        ...     left: int
        ...     right: int = 2
        >>> Pair(1), Pair(1)._replace(right=3).right, Pair(1) == (1, 2)
        (Pair(left=1, right=2), 3, False)
        """

        def __new__(cls, *values, **named):
            """Values in the order of the fields, or by name; defaults for those left out."""
            if named or len(values) != cls._size:
                values = cls._filled(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _filled(cls, values, named):
            fields, defaults = cls._fields, cls._defaults
            known = dict(zip(fields[len(fields) - len(defaults) :], defaults))
            known.update(zip(fields, values))
            for field in named:
                if field not in fields[len(values) :]:
                    raise TypeError(f"{cls.__name__} has no field {field!r} to give")
            known.update(named)
            if len(values) > len(fields) or len(known) < len(fields):
                raise TypeError(f"{cls.__name__} takes {', '.join(fields)}")
            return tuple([known[field] for field in fields])

        def _replace(self, **changes):
            cls = type(self)
            values = [changes.pop(field, value) for field, value in zip(cls._fields, self)]
            if changes:
                raise TypeError(f"{cls.__name__} has no field {next(iter(changes))!r}")
            return tuple.__new__(cls, values)

        def __eq__(self, other):
            return type(self) is type(other) and tuple.__eq__(self, other)

        def __ne__(self, other):
            return not self == other

        __hash__ = tuple.__hash__

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            inner = ", ".join(f"{field}={value!r}" for field, value in zip(self._fields, self))
            return f"{type(self).__name__}({inner})"
