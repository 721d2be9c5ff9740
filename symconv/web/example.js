// The worked example of an output: the sum, its terms as buttons, the number, the ranges.
//
// It is markup of names that Python has checked and of numbers; what stays alike from one
// output to the next is left as it is, so that it costs no layout and keeps the focus.

import { escaped, make, rewrite } from "./dom.js";
import {
  beyondMarkup, bounded, conditions, math, opened, outputOf, silent, solution, term,
} from "./mathml.js";
import { beyondEquations, steps } from "./steps.js";
import { elementWords, termWords } from "./words.js";

const MOST = 50; // terms that are shown before a button shows the rest
const MINUS = "−";

/** The worked example, which shows what `work` has found for an output, or nothing. */
export function makeExample(problem) {
  const element = make("div", { class: "worked" });
  const state = { found: null, all: false };
  element.addEventListener("keydown", walkTerms);
  element.addEventListener("click", (event) => {
    if (!event.target.closest(".more")) return;
    state.all = true;
    write();
  });

  function show(found) {
    Object.assign(state, { found, all: false });
    write();
  }

  /** The entry whose term an event is on. */
  function entryOf(event) {
    const button = event.target.closest?.(".term");
    return button ? Number(button.dataset.entry) : null;
  }

  function light(entry, on) {
    element.querySelector(`[data-entry="${entry}"]`)?.classList.toggle("lit", on);
  }

  /** The arrow keys walk through the terms; only one of them is a tab stop. */
  function walkTerms(event) {
    const all = [...element.querySelectorAll(".term")];
    const at = all.indexOf(event.target.closest(".term"));
    const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
      Home: 0, End: all.length - 1 };
    const next = all[steps[event.key]];
    if (at < 0 || !next) return;
    event.preventDefault();
    all[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function write() {
    const { found } = state;
    if (!found) {
      element.replaceChildren();
      return;
    }
    const left = outputOf(problem, found.at);
    const parts = [`<div class="left">${math(left)}</div>`];
    if (found.terms.length) {
      const sum = math(`<mo>=</mo>${bounded(problem, found)}`, "block");
      parts.push(`<div class="sum">${sum}</div>`, termRows(found));
    }
    for (const step of steps(problem, found)) {
      if (["products", "sum", "empty"].includes(step.rule)) parts.push(resultRows(step));
    }
    parts.push(ranges(found));
    rewrite(element, parts.join(""));
  }

  function termRows(found) {
    let left = state.all ? Infinity : MOST;
    const rows = [];
    for (const row of found.rows) {
      if (left <= 0) break;
      rows.push(row.slice(0, left).map((each, at) => termButton(each, !rows.length && !at)));
      left -= row.length;
    }
    const columns = Math.max(...rows.map((row) => row.length));
    const hidden = found.terms.length - rows.flat().length;
    const more = hidden > 0
      ? `<button type="button" class="quiet more">and ${hidden} more terms</button>` : "";
    const lines = rows.map((row, at) =>
      `<div class="row">${row.map((button, column) => {
        const sign = at || column ? "+" : "=";
        return `<span class="pair"><span class="sign">${sign}</span>${button}</span>`;
      }).join("")}</div>`);
    const label = `the terms of ${elementWords(problem, "output", found.at)}`;
    const many = columns > 3 ? " many" : "";
    const start = `<div class="terms${many}" style="--columns: ${columns}" role="group"`;
    return `${start} aria-label="${escaped(label)}">${lines.join("")}${more}</div>`;
  }

  function termButton(each, first) {
    const entry = problem.kernel.place(each.kernel);
    const words = escaped(termWords(problem, each));
    const stop = first ? 0 : -1;
    const shown = `${silent(term(problem, each))}<span class="unseen">${words}</span>`;
    const start = `<button type="button" class="term" tabindex="${stop}"`;
    return `${start} data-entry="${entry}">${shown}</button>`;
  }

  function resultRows(step) {
    const flat = step.rows.flat().slice(0, state.all ? Infinity : MOST);
    const words = flat.map((each, at) => {
      const [negative, body] = opened(problem, each);
      const form = at ? "infix" : "prefix";
      const space = at ? ' lspace=".22em" rspace=".22em"' : "";
      const sign = negative || at
        ? `<mo form="${form}"${space}>${negative ? MINUS : "+"}</mo>` : "";
      return math(sign + body);
    });
    const more = step.rows.flat().length > flat.length ? math("<mo>+</mo><mo>⋯</mo>") : "";
    const equals = '<span class="sign">=</span>';
    const kind = flat.length > 1 ? "step" : "step result";
    return `<div class="${kind}">${equals}${words.join("")}${more}</div>`;
  }

  function ranges(found) {
    const lines = problem.sums.map((_, axis) => {
      const [entry, pixel] = conditions(problem, found, axis).map((each) => math(each));
      const why = `${entry} the entry exists${pixel ? `, ${pixel} the pixel exists` : ""}`;
      const solved = math(solution(problem, found, axis));
      return `<div class="range"><dt>${solved}</dt><dd>${why}</dd></div>`;
    });
    const equations = beyondEquations(problem, found);
    if (equations?.length) {
      const shown = equations.map((each) => math(beyondMarkup(problem, each))).join(", ");
      lines.push(`<div class="range"><dt>beyond the edge</dt><dd>${shown}</dd></div>`);
    }
    return `<dl class="ranges">${lines.join("")}</dl>`;
  }

  return { element, show, entryOf, light };
}
