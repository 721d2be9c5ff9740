// What is shown, in words: for screen readers, and as the names of cells.

import { numberText } from "./rational.js";

const SPOKEN = 12; // terms that are read out

const plain = (problem, name) => problem.letters[name] ?? name;
const minus = (value) => String(value).replace("-", "−"); // a hyphen may go unsaid

/** A place: "column 1, row 1", or "1" where there is one axis. */
export function place(problem, index) {
  if (index.length === 1) return minus(index[0]);
  return index.map((at, axis) => `${problem.axes[axis]} ${minus(at)}`).join(", ");
}

/** A short text of a scalar or an element, as a cell shows it. */
export function text(problem, node) {
  switch (node.kind) {
    case "number":
      return (node.given?.text ?? numberText(node)).replace("-", "−");
    case "symbol":
      return node.text ?? plain(problem, node.name);
    case "formula":
      return node.text;
    default:
      return `${plain(problem, node.array)}[${node.index.join(",")}]`;
  }
}

/** A scalar or an element as it is said. */
export function said(problem, node) {
  if (node.kind === "access") {
    return `${plain(problem, node.array)} at ${node.index.map(minus).join(", ")}`;
  }
  return text(problem, node).replace("−", "minus ").replace("/", " over ");
}

/** The name of an element: "x at column 0, row 0". */
export function elementWords(problem, role, index) {
  return `${plain(problem, problem.names[role])} at ${place(problem, index)}`;
}

/** A term as it is said: "x at 0, 0 times i". */
export function termWords(problem, { pixel, entry }) {
  return `${said(problem, pixel)} times ${said(problem, entry)}`;
}

/** The whole sentence: "y at column 1, row 1 is …". */
export function sentence(problem, worked, number) {
  const start = `${elementWords(problem, "output", worked.at)} is `;
  if (!worked.terms.length) return `${start}0: no term is left.`;
  if (number) return `${start}${said(problem, number)}, the sum of ${count(worked.terms)}.`;
  const terms = worked.terms.slice(0, SPOKEN).map((term) => termWords(problem, term));
  const more = worked.terms.length - terms.length;
  return `${start}${terms.join(", plus ")}${more ? `, and ${more} more terms` : ""}.`;
}

function count(terms) {
  return terms.length === 1 ? "one term" : `${terms.length} terms`;
}
