"""Random relations in random notations: ``relate`` finds what was done to them."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from specs import Axis, Change, Notation, Spec, applied, changes, notations, specs, written

from symconv.relate import relate
from symconv.relate.write_json import as_data

OTHER = (("y", "x", "h"), ("g", "f", "w"), ("C", "A", "B"), ("S", "I", "K"))


def mapped(array: dict[str, Any], cell: tuple[int, ...]) -> tuple[int, ...]:
    found = [0] * len(cell)
    for one in array["indices"]:
        found[one["second"]] = one["sign"] * cell[one["first"]] + int(one["move"])
    return tuple(found)


def check(left: Spec, right: Spec, found: dict[str, Any]) -> None:
    """The products of one are the products of the other, as the mapping says, in a window."""
    by_name = {array["first"]: array for array in found["arrays"]}
    arrays = [by_name[name] for name in left.names]
    roles = [right.names.index(array["second"]) for array in arrays]
    if found["conditions"]:  # that an array is zero outside the bounds of the other formula
        right = unbounded(right)
    rank = len(left.axes)
    small = list(product(range(-3, 4), repeat=rank))
    seen = 0
    for a, b in product(small[::2], small[1::2] if rank > 1 else small):
        for o in outputs(left, a, b):
            cells = [(), (), ()]
            for role, array, cell in zip(roles, arrays, (o, a, b)):
                cells[role] = mapped(array, cell)  # type: ignore[call-overload]
            assert right.meets(*cells), (o, a, b)
            seen += 1
    assert seen or any(axis.bounds for axis in left.axes) or abs(left.axes[0].out) > 1


def unbounded(spec: Spec) -> Spec:
    return spec._replace(axes=tuple(axis._replace(bounds=None) for axis in spec.axes))


def outputs(spec: Spec, a: tuple[int, ...], b: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The output in which two elements meet, if there is one."""
    found = [0] * len(spec.axes)
    for axis in spec.axes:
        p, q, r = axis.places
        total = axis.rest - axis.image * a[q] - axis.kernel * b[r]
        if total % axis.out:
            return []
        found[p] = total // axis.out
    return [tuple(found)] if spec.meets(tuple(found), a, b) else []


def both(left: Spec, right: Spec, one: Notation, other: Notation) -> dict[str, Any]:
    return as_data(relate(written(left, one), written(right, other)))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_was_done_is_found_with_no_more_kinds_of_change(data: st.DataObject) -> None:
    spec = data.draw(specs())
    change = data.draw(changes(len(spec.axes)))
    names = data.draw(st.sampled_from(OTHER))
    changed = applied(spec, change, names)
    one, other = data.draw(notations()), data.draw(notations())
    if not one.left:
        spec = spec._replace(names=("y", *spec.names[1:]))
    if not other.left:
        assume("y" not in names[1:])
        changed = changed._replace(names=("y", *names[1:]))
        # Without a left side the output's indices come in the order in which letters are met.
        assume(not any(change.exchanged))
    if not one.left:
        assume(one.over == "kernel" or not one.kernel_first)
    found = both(spec, changed, one, other)
    assert found["verdict"] != "different"
    words = set(found["words"]) - {"renaming", "equal"}
    assert len(words) <= len(change.kinds)
    check(spec, changed, found)
    check(changed, spec, both(changed, spec, other, one))
    assert found["products"] > 0


def single(axis: Axis) -> bool:
    """Whether the kernel has one entry, so that its step does not matter."""
    return axis.bounds is not None and axis.bounds[0] == axis.bounds[1]


def same(one: Axis, other: Axis) -> bool:
    steps = abs(one.kernel) == abs(other.kernel) or (single(one) and single(other))
    return abs(one.out) == abs(other.out) and steps


@settings(max_examples=80, deadline=None)
@given(specs(rank=1), specs(rank=1), notations(left=True), notations(left=True))
def test_two_formulas_are_related_exactly_where_steps_and_sizes_agree(
    left: Spec, right: Spec, one: Notation, other: Notation
) -> None:
    """On one axis, with the image free to move, nothing else can keep two formulas apart."""
    (first,), (second,) = left.axes, right.axes
    found = both(left, right, one, other)
    plain = same(first, second) and sized(first, second)
    # With roles exchanged kernel and image change places; that needs both without bounds.
    loose = not first.bounds and not second.bounds
    crossed = loose and same(first, second) and abs(first.kernel) == 1
    assert (found["verdict"] != "different") == (plain or crossed), found["says"]
    if found["verdict"] == "different":
        assert found["example"] is not None
        check_example(left, right, found["example"])
    elif all(array["second"] != "" for array in found["arrays"]):
        check(left, right, found)


def sized(first: Axis, second: Axis) -> bool:
    """Whether the kernels can be of one size; one without bounds is as large as the other."""
    if not first.bounds or not second.bounds:
        return True
    return first.bounds[1] - first.bounds[0] == second.bounds[1] - second.bounds[0]


def check_example(left: Spec, right: Spec, example: dict[str, Any]) -> None:
    values = []
    for spec, key in ((left, "first"), (right, "second")):
        arrays = {array[key]: array["values"] for array in example["arrays"]}
        total = 0
        for a, pixel in arrays[spec.names[1]]:
            for b, entry in arrays[spec.names[2]]:
                if spec.meets(tuple(example["output"]), tuple(a), tuple(b)):
                    total += pixel * entry
        assert str(total) == example[key]
        values.append(total)
    assert values[0] != values[1]


def test_the_changes_are_of_every_kind() -> None:
    change = Change(((-1, 1, -1),), ((1, 0, 0),), (True, False, False))
    assert change.kinds == {
        "origin", "reversing the output", "flipping the kernel", "exchanging axes",
    }  # fmt: skip
