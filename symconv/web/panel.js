// One operation: its image with the kernel on it, its outputs, and the worked example.

import { lanes, makeCards, makeLens } from "./board.js";
import { pixelAt } from "./boundary.js";
import { fragment, make, ofFocus, setAttribute } from "./dom.js";
import { covered, work } from "./engine.js";
import { makeExample } from "./example.js";
import { labelRoom, makeGrid, writeIndex, writeScalar } from "./grid.js";
import { latex } from "./latex.js";
import { math } from "./mathml.js";
import { makeScroller } from "./scroller.js";
import { numberOf } from "./steps.js";
import { elementWords, said, sentence, text } from "./words.js";

const LARGE = 14; // columns; a larger image stands above its outputs
const LONG = 4; // signs; a ghost with a longer entry shows only what it comes to
const LONG_TITLE = 20; // signs; the definition stands below a longer one
const MINUS = "−";

/**
 * The panel of an operation. `hooks` are pick(at, operation, how), light(entry, operation)
 * and copy(text); `how` is "hover", "click" or "key".
 */
export function makePanel(problem, operation, hooks) {
  const { order, names } = problem;
  const name = (which) => text(problem, { kind: "symbol", name: names[which] });
  const slice = (first) => (order.length > 2 ? `, slice ${first[order[0]]}` : "");
  const several = order.length > 2;
  const large = order.length === 2 && problem.image.lengths[order.at(-1)] > LARGE;
  const sizes = several ? [20, 34] : [large ? 12 : 21, 46];
  const outputSizes = several ? [14, 24] : large ? [9, 9] : [12, 30];
  const room = lanes(problem, operation, sizes[0]);
  const image = makeGrid({
    kind: "image", box: problem.image, edge: room.edge, lanes: room,
    label: (first) => `image ${name("image")}, ${operation.title}${slice(first)}`,
    name: (index) => pixelName(index),
    fill: (cell, index) => {
      if (problem.pixels) writeScalar(problem, cell, problem.pixels[problem.image.place(index)]);
    },
  });
  const outputEdge = [...labelRoom(operation.box, outputSizes[0]), 0.2, 0.2];
  const outputs = makeGrid({
    kind: "output", box: operation.box, edge: outputEdge,
    label: (first) => `output ${name("output")}, ${operation.title}${slice(first)}`,
    name: (index) => outputName(index), fill: fillOutput,
    onMove: (place) => hooks.pick(operation.box.index(place), operation, "key"),
  });
  const cards = makeCards(problem, image, room, operation.role, writeCard);
  const wide = image.columns + room.edge[0] + room.edge[2];
  const high = image.rows + room.edge[1] + room.edge[3];
  const imageBox = makeScroller(image, wide, high, sizes);
  const outputBox = makeScroller(
    outputs, outputs.columns + outputEdge[0] + outputEdge[2],
    outputs.rows + outputEdge[1] + outputEdge[3],
    outputSizes,
  );
  const lens = large ? makeLens(problem, operation, writeCard) : null;
  lens?.element.style.setProperty("--index-signs", image.indexSigns);
  const lensFigure = lens ? figure("the patch, enlarged", lens.element) : null;
  const outputFigure = figure(`output ${name("output")}`, outputBox.element);
  const example = makeExample(problem);
  const remark = make("p", { class: "remark", hidden: "" });
  const copy = make("button", { type: "button", class: "quiet" }, "Copy LaTeX");
  const state = { at: null, terms: new Map(), marked: [], lit: null };
  const title = operation.title[0].toUpperCase() + operation.title.slice(1);
  const caption = `image ${name("image")}; beyond its edge it ${problem.boundary.says}`;
  const inside = make("div", { class: large ? "inside large" : "inside" },
    make("header", { class: title.length > LONG_TITLE ? "long" : "" },
      make("span", { class: "swatch", "aria-hidden": "true" }),
      make("div", {}, make("h2", {}, title), make("p", { class: "how" }, manner(operation))),
      definition(),
    ),
    make("div", { class: order.length === 2 && !large ? "arrays" : "arrays stacked" },
      figure(caption, imageBox.element),
      lens ? make("div", { class: "pair-of-figures" }, outputFigure, lensFigure) : outputFigure,
    ),
    make("div", { class: "example" }, remark, example.element,
      make("div", { class: "buttons" }, copy)),
  );
  const root = make("section", {
    class: `panel ${operation.role}`, "data-operation": operation.name, "aria-label": title,
  }, inside);
  // The room for the terms stays the same, so that nothing jumps where there are fewer.
  const { count, lengths } = problem.kernel;
  root.style.setProperty("--kernel-rows", Math.min(7, count / lengths[order.at(-1)]));

  copy.addEventListener("click", () => hooks.copy(latex(problem, operation, state.at)));
  listen();

  function definition() {
    const [left, ...sides] = operation.definition;
    const parts = sides.map((side, at) =>
      make("span", { class: "side" }, fragment(math(`${at ? "" : left}<mo>=</mo>${side}`))),
    );
    const shown = make("div", {
      class: "definition", role: "group", "aria-label": `definition of ${operation.title}`,
    }, ...parts);
    // Where it is too wide it is scrolled, also with the keyboard.
    new ResizeObserver(() => {
      setAttribute(shown, "tabindex", shown.scrollWidth > shown.clientWidth ? "0" : null);
    }).observe(shown);
    return shown;
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
    lights(example.element, example.entryOf);
  }

  /** Light the entry that `entry(event)` gives, while the pointer or the focus is on it. */
  function lights(on, entry) {
    on.addEventListener("pointerover", (event) => hooks.light(entry(event), operation));
    on.addEventListener("pointerleave", () => hooks.light(ofFocus(on, entry), operation));
    on.addEventListener("focusin", (event) => hooks.light(entry(event), operation));
    on.addEventListener("focusout", () => hooks.light(null, operation));
  }

  function entryOn(index) {
    for (const [entry, { cell }] of state.terms) if (cell?.join() === index.join()) return entry;
    return null;
  }

  function pixelName(index) {
    const value = problem.pixels?.[problem.image.place(index)];
    const start = elementWords(problem, "image", index);
    return value ? `${start}, ${text(problem, value)}` : start;
  }

  function outputName(index) {
    const number = numberOf(problem, operation, index);
    const start = elementWords(problem, "output", index);
    return number ? `${start}, ${text(problem, number)}` : start;
  }

  function fillOutput(cell, index) {
    const number = numberOf(problem, operation, index);
    if (number) writeScalar(problem, cell, number);
    else Object.assign(cell, { textContent: "", node: null, signs: 1 });
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
    const terms = found?.terms ?? [];
    state.terms = new Map(terms.map((each) => [problem.kernel.place(each.kernel), each]));
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
    example.show(found);
  }

  function revealOutput(at) {
    const [across, down] = [order.at(-1), order.at(-2)];
    const x = outputEdge[0] + at[across] - operation.outputs[across][0];
    const y = outputEdge[1] + (down === undefined ? 0 : at[down] - operation.outputs[down][0]);
    const slice = outputs.sliceOf(operation.box.place(at));
    const cell = [x, y, x + 1, y + 1];
    outputBox.reveal(outputs.boards.map((_, board) => (board === slice ? cell : null)));
  }

  function absent() {
    if (!operation.box.count) return "No output exists here.";
    const ranges = problem.indices.map((letter, axis) => {
      const [low, high] = operation.outputs[axis];
      return `${text(problem, { kind: "symbol", name: letter })} from ${low} to ${high}`;
    });
    return `This output does not exist here: there is ${ranges.join(", ")}.`.replaceAll("-", MINUS);
  }

  /** Light an entry: its term, its card and its pixel; null puts all lights out. */
  function light(entry) {
    if (entry === state.lit) return;
    for (const [at, on] of [[state.lit, false], [entry, true]]) {
      if (at === null) continue;
      cards.cards[at].classList.toggle("lit", on);
      lens?.cards[at].classList.toggle("lit", on);
      example.light(at, on);
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
