// One operation: its image with the kernel on it, its outputs, and the worked example.

import { lanes, makeCards, makeLens } from "./board.js";
import { escaped, fragment, make, rewrite } from "./dom.js";
import { beyondEquations, covered, numberOf, pixelAt, steps, work } from "./engine.js";
import { makeGrid, writeIndex, writeScalar } from "./grid.js";
import { latex } from "./latex.js";
import { beyondMarkup, bounded, conditions, math, opened, outputOf, silent, solution, term } from "./mathml.js";
import { makeScroller } from "./scroller.js";
import { element, said, sentence, termWords, text } from "./words.js";

const MOST = 100; // terms that are shown before a button shows the rest
const LARGE = 14; // columns; a larger image stands above its outputs
const LONG = 4; // signs; a ghost with a longer entry shows only what it comes to
const MINUS = "−";

/**
 * The panel of an operation. `hooks` are pick(at, operation, how), light(entry, operation)
 * and copy(text); `how` is "hover", "click" or "key".
 */
export function makePanel(problem, operation, hooks) {
  const { order, names } = problem;
  const name = (which) => text(problem, { kind: "symbol", name: names[which] });
  const slice = (first) => (order.length > 2 ? `, slice ${first[order[0]]}` : "");
  const room = lanes(problem, operation);
  const image = makeGrid({
    kind: "image", box: problem.image, edge: room.edge,
    label: (first) => `image ${name("image")}, ${operation.title}${slice(first)}`,
    name: (index) => pixelName(index),
    fill: (cell, index) => {
      if (problem.pixels) writeScalar(problem, cell, problem.pixels[problem.image.place(index)]);
    },
  });
  const large = order.length === 2 && image.columns > LARGE;
  const outputEdge = large ? [2.6, 1.9, 0.4, 0.2] : [order.length > 1 ? 0.9 : 0.1, 0.9, 0.1, 0.1];
  const outputs = makeGrid({
    kind: "output", box: operation.box, edge: outputEdge,
    label: (first) => `output ${name("output")}, ${operation.title}${slice(first)}`,
    name: (index) => outputName(index), fill: fillOutput,
    onMove: (place) => hooks.pick(operation.box.index(place), operation, "key"),
  });
  const cards = makeCards(problem, image, room, operation.role, writeCard);
  const wide = image.columns + room.edge[0] + room.edge[2];
  const high = image.rows + room.edge[1] + room.edge[3];
  const several = order.length > 2;
  const imageBox = makeScroller(image, wide, high, several ? [26, 34] : [large ? 15 : 21, 46]);
  const outputBox = makeScroller(
    outputs, outputs.columns + outputEdge[0] + outputEdge[2],
    outputs.rows + outputEdge[1] + outputEdge[3],
    several ? [24, 24] : large ? [9, 9] : [14, 30],
  );
  const lens = large ? makeLens(problem, operation, writeCard) : null;
  const outputFigure = figure(`output ${name("output")}`, outputBox.element);
  const worked = make("div", { class: "worked" });
  const remark = make("p", { class: "remark", hidden: "" });
  const copy = make("button", { type: "button", class: "quiet" }, "Copy LaTeX");
  const state = { at: null, terms: new Map(), marked: [], lit: null, all: false };
  const title = operation.title[0].toUpperCase() + operation.title.slice(1);
  const heading = `${operation.name}-title`;
  const inside = make("div", { class: large ? "inside large" : "inside" },
    make("header", {},
      make("span", { class: "swatch", "aria-hidden": "true" }),
      make("div", {}, make("h2", { id: heading }, title), make("p", { class: "how" }, manner(operation))),
      definition(),
    ),
    make("div", { class: order.length === 2 && !large ? "arrays" : "arrays stacked" },
      figure(`image ${name("image")}; beyond its edge it ${problem.boundary.says}`, imageBox.element),
      lens
        ? make("div", { class: "pair-of-figures" }, outputFigure, figure("the patch, enlarged", lens.element))
        : outputFigure,
    ),
    make("div", { class: "example" }, remark, worked, make("div", { class: "buttons" }, copy)),
  );
  const root = make("section", { class: `panel ${operation.role}`, "aria-labelledby": heading }, inside);
  // The room for the terms stays the same, so that nothing jumps where there are fewer.
  root.style.setProperty("--kernel-rows", Math.min(7, problem.kernel.count / problem.kernel.lengths[order.at(-1)]));

  copy.addEventListener("click", () => hooks.copy(latex(problem, operation, state.at)));
  listen();

  function definition() {
    const [left, ...sides] = operation.definition;
    const parts = sides.map((side, at) =>
      make("span", { class: "side" }, fragment(math(`${at ? "" : left}<mo>=</mo>${side}`, "inline"))),
    );
    return make("div", { class: "definition" }, ...parts);
  }

  function listen() {
    let before = null;
    const indexOf = (event) => {
      const cell = event.target.closest?.(".cell");
      return cell ? operation.box.index(cell.place) : null;
    };
    outputs.element.addEventListener("pointerover", (event) => {
      const at = indexOf(event);
      if (at && event.pointerType !== "touch") hooks.pick(at, operation, "hover");
    });
    outputs.element.addEventListener("pointerdown", () => { before = hooks.pinnedAt(); });
    outputs.element.addEventListener("click", (event) => {
      const at = indexOf(event);
      if (!at) return;
      const again = before !== null && before.join() === at.join();
      hooks.pick(at, operation, again ? "unpin" : "click");
      before = null;
      outputs.setStop(operation.box.place(at));
    });
    outputs.element.addEventListener("keydown", (event) => {
      const at = indexOf(event);
      if (!at || ![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      const pinned = hooks.pinnedAt();
      hooks.pick(at, operation, pinned?.join() === at.join() ? "unpin" : "click");
    });
    const pixel = (event) => {
      const cell = event.target.closest?.(".cell");
      return cell ? entryOn(problem.image.index(cell.place)) : null;
    };
    lights(image.element, pixel);
    lights(worked, (event) => {
      const button = event.target.closest?.(".term");
      return button ? Number(button.dataset.entry) : null;
    });
    worked.addEventListener("keydown", walkTerms);
    worked.addEventListener("click", (event) => {
      if (!event.target.closest(".more")) return;
      state.all = true;
      writeWorked();
    });
  }

  /** Light the entry that `entry(event)` gives, while the pointer or the focus is on it. */
  function lights(on, entry) {
    on.addEventListener("pointerover", (event) => hooks.light(entry(event), operation));
    on.addEventListener("pointerleave", () => hooks.light(null, operation));
    on.addEventListener("focusin", (event) => hooks.light(entry(event), operation));
    on.addEventListener("focusout", () => hooks.light(null, operation));
  }

  /** The arrow keys walk through the terms; only one of them is a tab stop. */
  function walkTerms(event) {
    const all = [...worked.querySelectorAll(".term")];
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

  function entryOn(index) {
    for (const [entry, { cell }] of state.terms) if (cell?.join() === index.join()) return entry;
    return null;
  }

  function pixelName(index) {
    const value = problem.pixels?.[problem.image.place(index)];
    const start = element(problem, "image", index);
    return value ? `${start}, ${text(problem, value)}` : start;
  }

  function outputName(index) {
    const number = numberOf(problem, operation, index);
    const start = element(problem, "output", index);
    return number ? `${start}, ${text(problem, number)}` : start;
  }

  function fillOutput(cell, index) {
    const number = numberOf(problem, operation, index);
    if (number) writeScalar(problem, cell, number);
    else Object.assign(cell, { textContent: "", node: null });
    cell.setAttribute("aria-label", outputName(index));
  }

  function writeCard(card, { number, image: index, cell, inside }) {
    const [small, entry] = card.children;
    writeIndex(small, cell ?? []);
    const value = pixelAt(problem, index);
    const before = value.kind === "access" ? "" : text(problem, value);
    const node = problem.entries[number];
    const short = inside || text(problem, node).length <= LONG;
    if (short) writeScalar(problem, entry, node, before);
    else writeScalar(problem, entry, value.kind === "access" ? node : value);
  }

  /** Show an output; where this operation does not have it, say which ones it has. */
  function show(at, how) {
    state.at = at;
    const exists = operation.box.holds(at);
    const found = exists ? work(problem, operation, at) : null;
    state.work = found;
    state.terms = new Map(found?.terms.map((each) => [problem.kernel.place(each.kernel), each]) ?? []);
    light(null);
    for (const cell of state.marked) {
      cell.classList.remove("covered", "chosen");
      cell.removeAttribute("aria-selected");
      if (cell.covered) cell.setAttribute("aria-label", cell.covered);
      cell.covered = null;
    }
    state.marked = [];
    const laid = exists ? covered(problem, operation, at) : [];
    const bounds = cards.lay(laid);
    lens?.lay(laid);
    for (const each of state.terms.values()) {
      if (!each.cell) continue;
      const cell = image.cellAt(problem.image.place(each.cell));
      cell.classList.add("covered");
      cell.covered ??= cell.getAttribute("aria-label");
      const words = `${cell.getAttribute("aria-label")}, times ${said(problem, each.entry)}`;
      cell.setAttribute("aria-label", words);
      state.marked.push(cell);
    }
    if (exists) {
      const place = operation.box.place(at);
      const cell = outputs.cellAt(place);
      cell.classList.add("chosen");
      cell.setAttribute("aria-selected", "true");
      state.marked.push(cell);
      outputs.setStop(place);
      imageBox.reveal(bounds);
      if (how !== "hover") revealOutput(at);
    }
    remark.hidden = exists;
    copy.disabled = !exists;
    if (!exists) remark.textContent = absent();
    state.all = false;
    writeWorked();
  }

  function revealOutput(at) {
    const [across, down] = [order.at(-1), order.at(-2)];
    const x = outputEdge[0] + at[across] - operation.outputs[across][0];
    const y = outputEdge[1] + (down === undefined ? 0 : at[down] - operation.outputs[down][0]);
    const slice = outputs.sliceOf(operation.box.place(at));
    outputBox.reveal(outputs.boards.map((_, board) => (board === slice ? [x, y, x + 1, y + 1] : null)));
  }

  function absent() {
    if (!operation.box.count) return "No output exists here.";
    const ranges = problem.indices.map((letter, axis) => {
      const [low, high] = operation.outputs[axis];
      return `${text(problem, { kind: "symbol", name: letter })} from ${low} to ${high}`;
    });
    return `This output does not exist here: there is ${ranges.join(", ")}.`.replaceAll("-", MINUS);
  }

  function writeWorked() {
    const found = state.work;
    if (!found) {
      worked.replaceChildren();
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
    rewrite(worked, parts.join(""));
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
    const label = `the terms of ${element(problem, "output", found.at)}`;
    return `<div class="terms${columns > 3 ? " many" : ""}" style="--columns: ${columns}" role="group" ` +
      `aria-label="${escaped(label)}">${lines.join("")}${more}</div>`;
  }

  function termButton(each, first) {
    const entry = problem.kernel.place(each.kernel);
    const words = escaped(termWords(problem, each));
    return `<button type="button" class="term" tabindex="${first ? 0 : -1}" data-entry="${entry}">` +
      `${silent(term(problem, each))}<span class="unseen">${words}</span></button>`;
  }

  function resultRows(step) {
    const flat = step.rows.flat().slice(0, state.all ? Infinity : MOST);
    const words = flat.map((each, at) => {
      const [negative, body] = opened(problem, each);
      const sign = negative ? `<mo form="${at ? "infix" : "prefix"}">${MINUS}</mo>` : at ? '<mo form="infix">+</mo>' : "";
      return math(sign + body);
    });
    const more = step.rows.flat().length > flat.length ? math("<mo>+</mo><mo>⋯</mo>") : "";
    const equals = '<span class="sign">=</span>';
    return `<div class="step${flat.length > 1 ? "" : " result"}">${equals}${words.join("")}${more}</div>`;
  }

  function ranges(found) {
    const lines = problem.sums.map((_, axis) => {
      const [entry, pixel] = conditions(problem, found, axis).map((each) => math(each));
      const why = `${entry} the entry exists${pixel ? `, ${pixel} the pixel exists` : ""}`;
      return `<div class="range"><dt>${math(solution(problem, found, axis))}</dt><dd>${why}</dd></div>`;
    });
    const equations = beyondEquations(problem, found);
    if (equations?.length) {
      const shown = equations.map((each) => math(beyondMarkup(problem, each))).join(", ");
      lines.push(`<div class="range"><dt>beyond the edge</dt><dd>${shown}</dd></div>`);
    }
    return `<dl class="ranges">${lines.join("")}</dl>`;
  }

  /** Light an entry: its term, its card and its pixel; null puts all lights out. */
  function light(entry) {
    if (entry === state.lit) return;
    for (const [at, on] of [[state.lit, false], [entry, true]]) {
      if (at === null) continue;
      cards.cards[at].classList.toggle("lit", on);
      lens?.cards[at].classList.toggle("lit", on);
      worked.querySelector(`[data-entry="${at}"]`)?.classList.toggle("lit", on);
      const each = state.terms.get(at);
      if (each?.cell) image.cellAt(problem.image.place(each.cell)).classList.toggle("lit", on);
    }
    state.lit = entry;
  }

  /** Write everything anew, after the kernel's values have changed. */
  function refresh() {
    outputs.refresh();
    show(state.at, "hover");
  }

  function words() {
    if (!state.work) return absent();
    return `${title}: ${sentence(problem, state.work, numberOf(problem, operation, state.at))}`;
  }

  return { element: root, operation, show, light, refresh, words };
}

function manner(operation) {
  const [output, , kernel] = operation.relation[0];
  const lies = kernel < 0 ? "The kernel lies flipped on the image" : "The kernel lies as it is";
  return `${lies}${output < 0 ? ", and moves against the output." : "."}`;
}

function figure(caption, content) {
  return make("figure", {}, content, make("figcaption", {}, caption));
}
