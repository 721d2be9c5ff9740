// What an image index stands for: a pixel, or beyond the edge what the boundary gives there.
//
// The rules are those of Python's `model/boundaries.py`; to add one, add it to `BEYOND`.

export const mod = (value, by) => ((value % by) + by) % by;
export const access = (array, index) => ({ kind: "access", array, index });

/** What an index beyond the edge stands for, for the boundaries of Python's `boundaries.py`. */
const BEYOND = {
  zero: () => null,
  constant: () => null,
  nearest: (index, low, high) => Math.min(Math.max(index, low), high),
  wrap: (index, low, high) => low + mod(index - low, high - low + 1),
  symmetric: (index, low, high) => {
    const length = high - low + 1;
    const place = mod(index - low, 2 * length);
    return low + Math.min(place, 2 * length - 1 - place);
  },
  mirror: (index, low, high) => {
    const last = high - low;
    const place = last ? mod(index - low, 2 * last) : 0;
    return low + Math.min(place, 2 * last - place);
  },
};

/** The index of the pixel that an index stands for on an axis; null where it is none. */
export function placeOn(problem, axis, index) {
  const [low, high] = problem.image.support[axis];
  if (index >= low && index <= high) return index;
  return BEYOND[problem.boundary.name](index, low, high);
}

/** The pixel that an image index stands for; null where it is the boundary's constant. */
export function cellOf(problem, index) {
  const cell = index.map((each, axis) => placeOn(problem, axis, each));
  return cell.includes(null) ? null : cell;
}

/** What is called at an image index: a value, an element, or the boundary's constant. */
export function pixelAt(problem, index) {
  const cell = cellOf(problem, index);
  if (cell === null) return problem.constant;
  return problem.pixels?.[problem.image.place(cell)] ?? access(problem.names.image, cell);
}
