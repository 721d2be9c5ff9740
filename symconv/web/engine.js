// What an output is: its solved ranges, its terms, and the steps to its value.
//
// `data` is the description that Python wrote of a problem. An operation in it ties, on
// each axis, the indices of output, image and kernel by a relation [output, image, kernel,
// rest]: output*m + image*i + kernel*k = rest. The sum runs over the image or the kernel;
// the other index follows. All of this mirrors the Python engine, and is tested against it.

import { addUp, isZero, multiply, readNumber, size } from "./rational.js";

const mod = (value, by) => ((value % by) + by) % by;
const LISTED = 12; // valid values, or pixels beyond the edge, that are listed one by one

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

/** The scalar that Python described: a number, a letter, or a formula with its markup. */
export function scalar(item) {
  if (typeof item === "string") return readNumber(item);
  if (item.kind === "number") return { ...readNumber(item.value), given: item };
  return item;
}

/** How many cells a support has, and the place of an index among them, in order of writing. */
export function layout(support, order) {
  const lengths = support.map(([low, high]) => high - low + 1);
  const count = lengths.reduce((product, length) => product * length, 1);
  const place = (index) =>
    order.reduce((at, axis) => at * lengths[axis] + index[axis] - support[axis][0], 0);
  const index = (at) => {
    const found = [];
    for (const axis of [...order].reverse()) {
      found[axis] = support[axis][0] + (at % lengths[axis]);
      at = Math.floor(at / lengths[axis]);
    }
    return found;
  };
  const holds = (cell) => cell.every((at, axis) => at >= support[axis][0] && at <= support[axis][1]);
  return { count, lengths, place, index, holds, support, order };
}

/** The problem as the page works with it; `typed` holds numbers put for kernel entries. */
export function openProblem(data) {
  const image = layout(data.image.support, data.order);
  const kernel = layout(data.kernel.support, data.order);
  const pixels = data.image.values?.map(scalar) ?? null;
  const given = Array.from({ length: kernel.count }, (_, at) => {
    if (data.kernel.values) return scalar(data.kernel.values[at]);
    if (data.kernel.letters) return { kind: "symbol", name: data.kernel.letters[at], subscript: "" };
    return access(data.names.kernel, kernel.index(at));
  });
  const valued = Boolean(data.kernel.values);
  const constant = scalar(data.boundary.constant);
  const endless = data.boundary.name !== "zero"; // the image goes on beyond its edge
  const problem = {
    ...data, image, kernel, pixels, given, valued, constant, endless, entries: given, typed: false,
  };
  problem.operations = data.operations.map((each) => ({
    ...each,
    box: layout(each.outputs, data.order),
  }));
  return problem;
}

/** Put numbers for kernel entries: an array with a number or null for each, or null for none. */
export function putEntries(problem, numbers) {
  const some = numbers?.some((each) => each) ?? false;
  problem.typed = some;
  problem.entries = some ? problem.given.map((each, at) => numbers[at] ?? each) : problem.given;
}

export const access = (array, index) => ({ kind: "access", array, index });

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

export const entryAt = (problem, index) => problem.entries[problem.kernel.place(index)];

/** Whether a pixel or an entry is called anything but its index. */
const isNamed = (problem) =>
  problem.pixels !== null || problem.typed || problem.given[0].kind !== "access";

/** Whether every pixel and entry is a number, so that outputs have numbers too. */
export function isNumeric(problem) {
  const numeric = (each) => each.kind === "number";
  problem.numericPixels ??= Boolean(problem.pixels?.every(numeric)) && numeric(problem.constant);
  return problem.numericPixels && problem.entries.every(numeric);
}

/**
 * How the index that is not summed follows from the one that is, on an axis for output m:
 * other = (sign*factor*t + rest) / divisor, where the division leaves no rest.
 */
function linkOn(operation, axis, m) {
  const [slope, image, kernel, right] = operation.relation[axis];
  const [own, other] = operation.over === "image" ? [image, kernel] : [kernel, image];
  const turn = Math.sign(other);
  return {
    sign: -turn * Math.sign(own), factor: Math.abs(own), divisor: turn * other,
    rest: turn * (right - slope * m), turn,
  };
}

/** The range of the sum index on one axis for output m, and the indices that meet. */
export function solveAxis(problem, operation, axis, m) {
  const { sign, factor, divisor, rest } = linkOn(operation, axis, m);
  const overImage = operation.over === "image";
  const [image, kernel] = [problem.image.support[axis], problem.kernel.support[axis]];
  const bounding = [problem.endless ? null : image, kernel];
  const [own, other] = overImage ? bounding : bounding.reverse();
  const common = divisorOf(factor, divisor);
  const step = divisor / common;
  const turn = -sign * inverse(factor / common, step);
  const reached = (from) => from + mod(turn * Math.floor(rest / common) - from, step);
  const found = { lower: [], upper: [] };
  if (own) {
    found.lower.push(reached(own[0]));
    found.upper.push(own[1]);
  }
  if (other) {
    const ends = other.map((end) => (sign > 0 ? divisor * end - rest : rest - divisor * end));
    const [low, high] = sign > 0 ? ends : [ends[1], ends[0]];
    found.lower.push(factor === 1 ? low : reached(Math.ceil(low / factor)));
    found.upper.push(Math.floor(high / factor));
  }
  const [lower, upper] = [Math.max(...found.lower), Math.min(...found.upper)];
  const follow = (value) => (sign * factor * value + rest) / divisor;
  const pairs = [];
  for (let value = lower; value <= upper && !mod(rest, common); value += step) {
    pairs.push(overImage ? [value, follow(value)] : [follow(value), value]);
  }
  return { own, other, lower, upper, step, pairs, overImage };
}

/** The greatest common divisor of two positive numbers. */
function divisorOf(a, b) {
  while (b) [a, b] = [b, a % b];
  return a;
}

/** What times `factor` leaves 1 when divided by `step`. */
function inverse(factor, step) {
  for (let found = 0; found < step; found += 1) if (mod(found * factor - 1, step) === 0) return found;
  return 0;
}

/** The valid values of a solved range, where they are few. */
export function listedValues(range) {
  const found = range.pairs.map(([image, kernel]) => (range.overImage ? image : kernel));
  return found.length <= LISTED ? found : null;
}

/** The terms of an output in the order written, in rows, and its ranges. */
export function work(problem, operation, at) {
  const ranges = at.map((m, axis) => solveAxis(problem, operation, axis, m));
  const fast = problem.order.at(-1);
  let rows = [{ image: [], kernel: [] }];
  for (const axis of problem.order.slice(0, -1)) {
    rows = rows.flatMap((row) =>
      ranges[axis].pairs.map(([i, k]) => ({
        image: withIndex(row.image, axis, i),
        kernel: withIndex(row.kernel, axis, k),
      })),
    );
  }
  const found = rows.map((row) =>
    ranges[fast].pairs.map(([i, k]) => {
      const image = withIndex(row.image, fast, i);
      const kernel = withIndex(row.kernel, fast, k);
      const [pixel, entry] = [pixelAt(problem, image), entryAt(problem, kernel)];
      return { image, kernel, cell: cellOf(problem, image), pixel, entry };
    }),
  );
  const kept = found.filter((row) => row.length);
  return { at, operation, ranges, rows: kept, terms: kept.flat() };
}

function withIndex(index, axis, value) {
  const copy = [...index];
  copy[axis] = value;
  return copy;
}

/** The image indices beyond the edge that an output meets, on each axis, and their pixels. */
export function beyond(problem, { operation, ranges }) {
  if (!problem.endless || operation.modular) return [];
  return ranges.flatMap(({ pairs }, axis) => {
    const [low, high] = problem.image.support[axis];
    const outside = pairs.map(([image]) => image).filter((each) => each < low || each > high);
    outside.sort((a, b) => a - b);
    return outside.map((index) => ({ axis, index, place: placeOn(problem, axis, index) }));
  });
}

/** The same as equations, where they are few: a pixel beyond the edge, and what it is. */
export function beyondEquations(problem, worked) {
  const met = beyond(problem, worked);
  if (met.length > LISTED) return null;
  const pixel = (axis, index) => {
    const indices = problem.sums.map((name) => ({ parts: [{ sign: 1, factors: [name] }], divisor: 1 }));
    indices[axis] = index;
    return access(problem.names.image, indices);
  };
  return met.map(({ axis, index, place }) => [
    pixel(axis, index), place === null ? problem.constant : pixel(axis, place),
  ]);
}

/** Where the kernel lies for an output: every entry that covers a cell, and that cell. */
export function covered(problem, operation, at) {
  const found = [];
  for (let number = 0; number < problem.kernel.count; number += 1) {
    const kernel = problem.kernel.index(number);
    const image = kernel.map((k, axis) => {
      const [slope, strided, part, right] = operation.relation[axis];
      return (right - slope * at[axis] - part * k) / strided;
    });
    // A strided image is spread out, and an entry may lie between its pixels.
    if (!image.every(Number.isInteger)) continue;
    const cell = cellOf(problem, image);
    found.push({ number, kernel, image, cell, inside: problem.image.holds(image) });
  }
  return found;
}

/** The index that follows from the sum index, as parts with signs and factors. */
export function follows(operation, axis, output, letter) {
  const [slope, , , right] = operation.relation[axis];
  const { sign, factor, divisor, turn } = linkOn(operation, axis, 0);
  const scale = Math.abs(slope);
  const own = { sign, factors: factor === 1 ? [letter] : [factor, letter] };
  const out = { sign: -turn * Math.sign(slope), factors: scale === 1 ? [output] : [scale, output] };
  const parts = out.sign < 0 && sign > 0 ? [own, out] : [out, own];
  if (right !== 0) parts.push({ sign: turn * Math.sign(right), factors: [Math.abs(right)] });
  return { parts, divisor, modulus: operation.modular?.[axis] ?? 0 };
}

/** The summand with the sum indices as letters: the two factors of the defining sum. */
export function summand(problem, operation, at) {
  const own = problem.sums.map((letter) => ({ parts: [{ sign: 1, factors: [letter] }], divisor: 1 }));
  const other = problem.sums.map((letter, axis) => follows(operation, axis, at[axis], letter));
  const [image, kernel] = operation.over === "image" ? [own, other] : [other, own];
  const factors = [access(problem.names.image, image), access(problem.names.kernel, kernel)];
  return { kind: "product", factors };
}

/** The steps of the worked example: the sum, the terms, the products, the number. */
export function steps(problem, worked) {
  const { operation, terms, rows } = worked;
  if (!terms.length) {
    const because = "No term is left, and an empty sum is 0.";
    return [{ rule: "empty", because, rows: [[readNumber("0")]] }];
  }
  const found = [{ rule: "bounds", because: operation.defined }];
  if (beyond(problem, worked).length) found.push({ rule: "boundary", because: operation.beyond[0] });
  const products = rows.map((row) => row.map(({ pixel, entry }) => product(pixel, entry)));
  if (!isNamed(problem)) {
    found.push({ rule: "collect", because: "Add up the terms that exist.", rows: products });
    return [...found, ...workedOut(products)];
  }
  const values = problem.pixels !== null || problem.typed || problem.valued;
  const naming = values
    ? "Put in the values."
    : "Write the kernel entries by their letters, and add up the terms that exist.";
  found.push({ rule: "names", because: naming, rows: products });
  return [...found, ...workedOut(products)];
}

const product = (...factors) => ({ kind: "product", factors });

function workedOut(products) {
  const flat = products.flat();
  const numbers = flat.flatMap(({ factors }) => factors.filter(({ kind }) => kind === "number"));
  if (!numbers.length) return [];
  const numeric = numbers.length === 2 * flat.length;
  const simple = products
    .map((row) => row.map(simplified).map((each) => each ?? (numeric ? readNumber("0") : null)))
    .map((row) => row.filter((each) => each))
    .filter((row) => row.length);
  const found = [];
  const terms = simple.flat();
  if (!terms.length) {
    return [{ rule: "products", because: "Every term is zero.", rows: [[readNumber("0")]] }];
  }
  if (terms.length !== flat.length || flat.some((each, at) => !onlyTurned(each, terms[at]))) {
    found.push({ rule: "products", because: "Work out the products.", rows: simple });
  }
  if (terms.length > 1 && terms.every(({ kind }) => kind === "number")) {
    found.push({ rule: "sum", because: "Add up the numbers.", rows: [[addUp(terms)]] });
  }
  return found;
}

/** Whether a term differs from its product only by standing with its number first. */
function onlyTurned(before, after) {
  if (after.kind !== "product" || after.factors.length !== before.factors.length) return false;
  const first = before.factors.filter(({ kind }) => kind === "number");
  const turned = [...first, ...before.factors.filter(({ kind }) => kind !== "number")];
  return turned.every((factor, at) => factor === after.factors[at]);
}

/** A term with its numbers multiplied and put first; null where it is zero. */
function simplified({ factors }) {
  const numbers = factors.filter(({ kind }) => kind === "number");
  const rest = factors.filter(({ kind }) => kind !== "number");
  const total = numbers.reduce(multiply, readNumber("1"));
  if (isZero(total)) return null;
  if (!rest.length) return total;
  const positive = size(total);
  const one = positive.top === positive.bottom;
  if (total.top > 0n && one) return rest.length === 1 ? rest[0] : product(...rest);
  if (total.top > 0n && numbers.length === 1) return product(numbers[0], ...rest);
  const kept = one ? rest : [positive, ...rest];
  const term = kept.length === 1 ? kept[0] : product(...kept);
  return total.top < 0n ? { kind: "negative", term } : term;
}

/** The output as a number; null where a letter remains. */
export function numberOf(problem, operation, at) {
  if (!isNumeric(problem)) return null;
  const { terms } = work(problem, operation, at);
  return addUp(terms.map(({ pixel, entry }) => multiply(pixel, entry)));
}
