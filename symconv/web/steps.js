// The steps of a worked example: the sum, what lies beyond the edge, the terms, the number.
//
// They are the steps that Python writes with the detail "brief".

import { access, placeOn } from "./boundary.js";
import { LISTED, letterIndex, work } from "./engine.js";
import { addUp, isZero, multiply, readNumber, size } from "./rational.js";

/** Whether a pixel or an entry is called anything but its index. */
const isNamed = (problem) =>
  problem.pixels !== null || problem.typed || problem.given[0].kind !== "access";

/** Whether every pixel and entry is a number, so that outputs have numbers too. */
export function isNumeric(problem) {
  const numeric = (each) => each.kind === "number";
  problem.numericPixels ??= Boolean(problem.pixels?.every(numeric)) && numeric(problem.constant);
  return problem.numericPixels && problem.entries.every(numeric);
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
    const indices = problem.sums.map(letterIndex);
    indices[axis] = index;
    return access(problem.names.image, indices);
  };
  return met.map(({ axis, index, place }) => [
    pixel(axis, index), place === null ? problem.constant : pixel(axis, place),
  ]);
}

/** The steps of the worked example: the sum, the terms, the products, the number. */
export function steps(problem, worked) {
  const { operation, terms, rows } = worked;
  if (!terms.length) {
    const because = "No term is left, and an empty sum is 0.";
    return [{ rule: "empty", because, rows: [[readNumber("0")]] }];
  }
  const found = [{ rule: "bounds", because: operation.defined }];
  if (beyond(problem, worked).length) {
    found.push({ rule: "boundary", because: operation.beyond[0] });
  }
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
