// What a link to the page holds: #op=conv&at=1,1&pin=1&values=1,,0.5&theme=dark
//
// `op` is the operation that is shown alone, `at` the output, `pin` whether it is pinned,
// `values` the numbers typed for kernel entries, row by row, empty where a letter stays.
// What cannot be read is passed over, so that no link breaks the page.

import { isZero, numberText, typedNumber } from "./rational.js";

/** The state that a fragment asks for; only what it says and what the problem has. */
export function readFragment(problem, hash) {
  const words = new Map(
    hash.replace(/^#/, "").split("&").map((word) => {
      const [key, ...rest] = word.split("=");
      return [key, decoded(rest.join("="))];
    }),
  );
  const at = (words.get("at") ?? "").split(",").map((part) =>
    /^-?\d{1,6}$/.test(part) ? Number(part) : NaN,
  );
  const known = at.length === problem.order.length && !at.some(Number.isNaN);
  const op = words.get("op");
  return {
    op: problem.operations.some(({ name }) => name === op) ? op : "both",
    at: known && problem.operations.some(({ box }) => box.holds(at)) ? at : null,
    pinned: words.get("pin") === "1",
    values: readValues(problem, words.get("values")),
    theme: ["light", "dark"].includes(words.get("theme")) ? words.get("theme") : null,
  };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

function readValues(problem, text) {
  const parts = (text ?? "").split(",");
  if (!text || parts.length !== problem.kernel.count) return null;
  const empty = problem.given[0].kind === "access" ? typedNumber("0") : null;
  try {
    if (!parts.some((part) => part)) return null;
    return parts.map((part) => (part ? typedNumber(part) : empty));
  } catch {
    return null;
  }
}

/** The fragment that leads back to a state. */
export function writeFragment(state) {
  const words = [`at=${state.at.join(",")}`];
  if (state.op !== "both") words.unshift(`op=${state.op}`);
  if (state.pinned) words.push("pin=1");
  if (state.values) {
    words.push(`values=${state.values.map((each) => (each ? numberText(each) : "")).join(",")}`);
  }
  if (state.theme) words.push(`theme=${state.theme}`);
  return `#${words.join("&")}`;
}

/** All numbers from 1 on, one for each kernel entry: they show where each entry goes. */
export const counting = (problem) =>
  Array.from({ length: problem.kernel.count }, (_, at) => typedNumber(String(at + 1)));

/** The same part of a whole for each entry: the mean of the pixels. */
export const mean = (problem) =>
  Array.from({ length: problem.kernel.count }, () => typedNumber(`1/${problem.kernel.count}`));

/** Values with one changed; entries without letters are all numbers, or none. */
export function withValue(problem, values, place, number) {
  const next = values ? [...values] : Array(problem.kernel.count).fill(null);
  next[place] = number;
  if (!next.some((each) => each)) return null;
  if (problem.given[0].kind !== "access") return next;
  if (number === null && next.every((each) => !each || isZero(each))) return null;
  return next.map((each) => each ?? typedNumber("0"));
}
