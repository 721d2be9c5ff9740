// What an output is: its solved ranges, its terms, and the steps to its value.
//
// `data` is the description that Python wrote of a problem. An operation in it ties, on
// each axis, the indices of output, image and kernel by a relation [output, image, kernel,
// rest]: output*m + image*i + kernel*k = rest. The sum runs over the image or the kernel;
// the other index follows. All of this mirrors the Python engine, and is tested against it.

import { access, cellOf, mod, pixelAt } from "./boundary.js";
import { readNumber } from "./rational.js";

export const LISTED = 12; // valid values, or pixels beyond the edge, that are listed one by one

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
  const holds = (cell) =>
    cell.every((at, axis) => at >= support[axis][0] && at <= support[axis][1]);
  return { count, lengths, place, index, holds, support, order };
}

/** The problem as the page works with it; `typed` holds numbers put for kernel entries. */
export function openProblem(data) {
  const image = layout(data.image.support, data.order);
  const kernel = layout(data.kernel.support, data.order);
  const pixels = data.image.values?.map(scalar) ?? null;
  const given = Array.from({ length: kernel.count }, (_, at) => {
    if (data.kernel.values) return scalar(data.kernel.values[at]);
    const name = data.kernel.letters?.[at];
    if (name) return { kind: "symbol", name, subscript: "" };
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


export const entryAt = (problem, index) => problem.entries[problem.kernel.place(index)];

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
  let found = 0;
  while (found < step - 1 && mod(found * factor - 1, step)) found += 1;
  return found;
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

/** An index that is one letter. */
export const letterIndex = (letter) => ({ parts: [{ sign: 1, factors: [letter] }], divisor: 1 });

/** The summand with the sum indices as letters: the two factors of the defining sum. */
export function summand(problem, operation, at) {
  const own = problem.sums.map(letterIndex);
  const other = problem.sums.map((letter, axis) => follows(operation, axis, at[axis], letter));
  const [image, kernel] = operation.over === "image" ? [own, other] : [other, own];
  const factors = [access(problem.names.image, image), access(problem.names.kernel, kernel)];
  return { kind: "product", factors };
}
