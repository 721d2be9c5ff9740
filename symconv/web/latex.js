// The worked example as LaTeX, and the problem line that it belongs to.
//
// It is what `symconv derive --detail brief` writes, so `symconv verify` reads and proves it.

import { summand, work } from "./engine.js";
import { decimalText, numberText, size } from "./rational.js";
import { beyondEquations, steps } from "./steps.js";

const TIMES = " \\cdot ";
const TALLEST = 30; // lines in a display; half of it where lines hold fractions
const WIDEST = 96; // signs on a line, without those that are not seen

/** An expression as LaTeX; a negative one begins with a minus sign. */
export function tex(node) {
  switch (node.kind) {
    case "product":
      return node.factors.map(factor).join(TIMES);
    case "access":
      return `${node.array}[${node.index.map(indexTex).join(",")}]`;
    case "symbol":
      return node.subscript ? `${node.name}_{${node.subscript}}` : node.name;
    case "number":
      return numberTex(node);
    case "formula":
      return node.tex;
    case "negative":
      return `-${factor(node.term)}`;
    default:
      throw new Error(`unknown kind of node: ${node.kind}`);
  }
}

function numberTex(number) {
  if (number.given) return number.given.tex;
  if (number.decimal) return decimalText(number);
  if (number.bottom === 1n) return String(number.top);
  return `${number.top < 0n ? "-" : ""}\\frac{${size(number).top}}{${number.bottom}}`;
}

function factor(node) {
  const text = tex(node);
  if (node.kind === "number" && text.startsWith("-")) {
    return text.includes("\\frac") ? `\\left(${text}\\right)` : `(${text})`;
  }
  if (node.kind === "formula" && (node.compound || text.startsWith("-"))) {
    return `\\left(${text}\\right)`;
  }
  return text;
}

/** An index: a number, or parts such as 2·0+i-1 with a divisor. */
function indexTex(index) {
  if (typeof index === "number") return String(index);
  let text = "";
  for (const { sign, factors } of index.parts) {
    const inner = indexFactors(factors, text !== "" || sign < 0);
    text = text || sign < 0 ? `${text}${sign < 0 ? "-" : "+"}${inner}` : inner;
  }
  if (index.modulus) {
    const several = index.parts.length > 1 || text.startsWith("-");
    return `${several ? `(${text})` : text} \\bmod ${index.modulus}`;
  }
  return index.divisor === 1 ? text : `(${text})/${index.divisor}`;
}

function indexFactors(factors, after) {
  const words = factors.map((each, at) =>
    each < 0 && (after || at > 0) ? `(${each})` : String(each),
  );
  return words.join(typeof factors.at(-1) === "number" ? TIMES : " ");
}

/** The sum signs with their solved bounds. */
function sums(problem, worked) {
  return problem.order.map((axis) => {
    const { lower, upper, step } = worked.ranges[axis];
    const by = step === 1 ? "" : `\\text{ step }${step}`;
    return `\\sum_{${problem.sums[axis]}=${lower}${by}}^{${upper}}`;
  });
}

/** The worked example of an output as a LaTeX fragment. */
export function latex(problem, operation, at) {
  const worked = work(problem, operation, at);
  const left = tex({ kind: "access", array: problem.names.output, index: at });
  const line = problemLine(problem, operation, at);
  const parts = [`% symconv: ${line ?? operation.line.whole + place(at)}\n`];
  for (const step of steps(problem, worked)) {
    // No problem line can hold numbers on three axes, so there is nothing to judge them by.
    const unstated = line === null && step.rows ? "% symconv: ignore\n" : "";
    parts.push(`${step.because}\n${unstated}${display(problem, worked, step, left)}\n`);
  }
  return parts.join("\n");
}

/** What a step shows: a display, or several where one would be taller than a page. */
function display(problem, worked, step, left) {
  if (step.rule === "boundary") {
    const equations = beyondEquations(problem, worked);
    if (!equations) return worked.operation.beyond[1];
    return environment(equations.map(([pixel, what]) => `${tex(pixel)} &= ${tex(what)}`));
  }
  const [first, ...others] = step.rows
    ? step.rows.flatMap((row, number) => folded(signed(row, number === 0)))
    : [[...sums(problem, worked), tex(summand(problem, worked.operation, worked.at))].join(" ")];
  const lines = [`${left} &= ${first}`, ...others.map((line) => `&\\quad ${line}`)];
  const most = lines.some((line) => line.includes("\\frac")) ? TALLEST / 2 : TALLEST;
  const size = Math.ceil(lines.length / Math.ceil(lines.length / most));
  const found = [];
  for (let start = 0; start < lines.length; start += size) {
    const [top, ...rest] = lines.slice(start, start + size);
    found.push(environment([start ? `\\phantom{${left}} ${top}` : top, ...rest]));
  }
  return found.join("\n");
}

const environment = (lines) => `\\begin{align*}\n${lines.join(" \\\\\n")}\n\\end{align*}`;

/** Terms with their signs; the very first bears no plus. */
function signed(terms, first) {
  return terms.map((term, at) => {
    const text = tex(term);
    if (first && at === 0) return text;
    return text.startsWith("-") ? `- ${text.slice(1)}` : `+ ${text}`;
  });
}

/** Words on as few lines as fit, about as many on each; further lines are indented. */
function folded(words) {
  const wide = words.map((word) => word.replace(/\\[a-z]+|[{}]/g, "").length + 1);
  const total = wide.reduce((sum, each) => sum + each, 0);
  const lines = Math.ceil(total / WIDEST);
  const count = Math.ceil(words.length / lines);
  const found = [];
  for (let start = 0; start < words.length; start += count) {
    const line = words.slice(start, start + count).join(" ");
    found.push(start ? `\\quad ${line}` : line);
  }
  return found;
}

const place = (at) => ` at=${at.join(",")}`;

/** The problem line of what is shown; null where a line cannot state it. */
export function problemLine(problem, operation, at) {
  const { whole, before, after, suffix } = operation.line;
  if (!problem.typed) return whole + place(at);
  if (before === null) return null;
  const words = problem.entries.map(scalarWord);
  const columns = problem.kernel.lengths[problem.order.at(-1)];
  const rows = [];
  for (let start = 0; start < words.length; start += columns) {
    rows.push(words.slice(start, start + columns).join(" "));
  }
  const end = problem.order.length > 1 && rows.length === 1 ? ";]" : "]";
  const block = `[${rows.join("; ")}${end}${suffix}`;
  return `${before}kernel=${/\s/.test(block) ? `"${block}"` : block}${after}${place(at)}`;
}

function scalarWord(node) {
  if (node.kind === "number") return node.given ? `{${node.given.tex}}` : numberText(node);
  if (node.kind === "formula") return `{${node.tex}}`;
  const word = node.subscript ? `${node.name}_{${node.subscript}}` : node.name;
  return node.name.startsWith("\\") ? `{${word}}` : word;
}
