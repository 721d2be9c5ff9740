// What is shown as MathML Core: markup made of checked names and of digits.
//
// A pixel has the class "pixel", an entry the class "entry", so that they bear their colours.

import { follows, listedValues, summand } from "./engine.js";
import { decimalText, size } from "./rational.js";

const DOT = "<mo>⋅</mo>";
const TIMES = "<mo>\u2062</mo>";
const MINUS = "<mo>−</mo>";
const COMMA = "<mo>,</mo>";
const SLASH = '<mo lspace="0" rspace="0">/</mo>';
const MODULO = '<mo lspace=".3em" rspace=".3em">mod</mo>';

export const math = (inside, display = "inline") => `<math display="${display}">${inside}</math>`;
/** Mathematics in something that has its own name in words. */
export const silent = (inside) => `<math aria-hidden="true">${inside}</math>`;
export const row = (inside, kind = "") =>
  kind ? `<mrow class="${kind}">${inside}</mrow>` : `<mrow>${inside}</mrow>`;

/** A name: Greek macros as their letters, capital ones upright. */
export function letter(problem, name) {
  const shown = problem.letters[name] ?? name;
  const upright = shown !== name && shown === shown.toUpperCase() ? ' mathvariant="normal"' : "";
  return `<mi${upright}>${shown}</mi>`;
}

export function integer(value) {
  return value >= 0 ? `<mn>${value}</mn>` : `<mrow>${MINUS}<mn>${-value}</mn></mrow>`;
}

function fenced(inside, before = "", fences = "()", kind = "") {
  const flat = inside.includes("<mfrac") || inside.includes("<msup") ? "" : ' stretchy="false"';
  return row(`${before}<mo${flat}>${fences[0]}</mo>${inside}<mo${flat}>${fences[1]}</mo>`, kind);
}

/** An expression as one element. */
export function expression(problem, node) {
  switch (node.kind) {
    case "product":
      return row(node.factors.map((each) => factor(problem, each)).join(DOT));
    case "access":
      return accessed(problem, node);
    default: {
      const { whole } = node.given ?? node;
      if (whole) return whole;
      const [negative, body] = opened(problem, node);
      return negative ? row(MINUS + body) : body;
    }
  }
}

function accessed(problem, { array, index }, kind = "") {
  const inside = index.map((each) => indexed(problem, each)).join(COMMA);
  return fenced(inside, letter(problem, array), "[]", kind);
}

/** Whether an expression begins with a minus sign, and its element without that sign. */
export function opened(problem, node) {
  switch (node.kind) {
    case "number":
      if (node.given) return [node.given.negative, node.given.markup];
      return [node.top < 0n, numberMarkup(node)];
    case "formula":
      return [node.negative, node.markup];
    case "negative":
      return [true, factor(problem, node.term)];
    case "symbol":
      return [false, node.markup ?? letter(problem, node.name)];
    default:
      return [false, expression(problem, node)];
  }
}

function numberMarkup(number) {
  const { top, bottom } = size(number);
  if (number.decimal) return `<mn>${decimalText({ top, bottom })}</mn>`;
  if (bottom === 1n) return `<mn>${top}</mn>`;
  return `<mfrac><mn>${top}</mn><mn>${bottom}</mn></mfrac>`;
}

/** A factor of a product, in parentheses where it needs them. */
export function factor(problem, node) {
  const whole = expression(problem, node);
  if (node.kind !== "number" && node.kind !== "formula") return whole;
  return opened(problem, node)[0] || node.compound ? fenced(whole) : whole;
}

function indexed(problem, index) {
  if (typeof index === "number") return integer(index);
  let inside = "";
  for (const { sign, factors } of index.parts) {
    const word = indexFactors(problem, factors, inside !== "" || sign < 0);
    inside += (sign < 0 ? MINUS : inside ? "<mo>+</mo>" : "") + word;
  }
  const whole = inside.split("</m").length > 2 ? row(inside) : inside;
  if (index.modulus) {
    const several = index.parts.length > 1 || index.parts[0].sign < 0;
    return row(`${several ? fenced(whole) : whole}${MODULO}${integer(index.modulus)}`);
  }
  if (index.divisor === 1) return whole;
  return row(`${fenced(whole)}${SLASH}${integer(index.divisor)}`);
}

function indexFactors(problem, factors, after) {
  const words = factors.map((each, at) => {
    if (typeof each !== "number") return letter(problem, each);
    return each < 0 && (after || at > 0) ? fenced(integer(each)) : integer(each);
  });
  return words.join(typeof factors.at(-1) === "number" ? DOT : TIMES);
}

/** The sum signs with their solved bounds, and what they sum. */
export function bounded(problem, { at, operation, ranges }) {
  const signs = problem.order.map((axis) => {
    const { lower, upper, step } = ranges[axis];
    const by = step === 1 ? "" : `<mtext>\u00a0step\u00a0</mtext>${integer(step)}`;
    const equals = '<mo lspace="0" rspace="0">=</mo>';
    const under = row(`${letter(problem, problem.sums[axis])}${equals}${integer(lower)}${by}`);
    return `<munderover><mo>∑</mo>${under}${integer(upper)}</munderover>`;
  });
  const [pixel, entry] = summand(problem, operation, at).factors;
  const body = accessed(problem, pixel, "pixel") + DOT + accessed(problem, entry, "entry");
  return signs.join("") + row(body);
}

/** A term as two factors that bear their colours. */
export function term(problem, { pixel, entry }) {
  const factors = [coloured(problem, pixel, "pixel"), coloured(problem, entry, "entry")];
  return row(factors.join(DOT));
}

function coloured(problem, node, kind) {
  if (node.kind === "access") return accessed(problem, node, kind);
  return row(factor(problem, node), kind);
}

/** The valid values of the sum index on an axis: listed, or as bounds. */
export function solution(problem, { ranges }, axis) {
  const range = ranges[axis];
  const this_ = letter(problem, problem.sums[axis]);
  const values = listedValues(range);
  if (values && !values.length) return row(`${this_}<mo>∈</mo><mi>∅</mi>`);
  if (values) {
    const listed = fenced(values.map(integer).join(COMMA), "", "{}");
    return row(`${this_}<mo>∈</mo>${listed}`);
  }
  const by = range.step === 1 ? "" : `<mtext>\u00a0in steps of\u00a0</mtext>${integer(range.step)}`;
  return between(integer(range.lower), this_, integer(range.upper) + by);
}

/** What bounds the sum index on an axis: that the entry exists, and where it does the pixel. */
export function conditions(problem, { at, operation, ranges }, axis) {
  const range = ranges[axis];
  const own = [range.own, letter(problem, problem.sums[axis])];
  const tied = follows(operation, axis, at[axis], problem.sums[axis]);
  const other = [range.other, indexed(problem, tied)];
  const [entry, pixel] = range.overImage ? [other, own] : [own, other];
  return [entry, pixel].filter(([bounds]) => bounds).map(([[low, high], middle]) =>
    between(integer(low), middle, integer(high)));
}

/** An equation between a pixel beyond the edge and what it is. */
export function beyondMarkup(problem, [pixel, what]) {
  const constant = what.kind !== "access";
  const shown = constant ? expression(problem, what) : accessed(problem, what, "pixel");
  return row(`${accessed(problem, pixel, "pixel")}<mo>=</mo>${shown}`);
}

const between = (low, middle, high) => row(`${low}<mo>≤</mo>${middle}<mo>≤</mo>${high}`);

/** The output itself: y[1,1]. */
export function outputOf(problem, at) {
  return accessed(problem, { array: problem.names.output, index: at }, "output");
}
