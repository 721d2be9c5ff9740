// An array as an ARIA grid: cells that the keyboard walks through, one of them a tab stop.
//
// Of three axes the slowest gives slices, each a grid of its own. The rows of a large array
// get their cells when they come into view.

import { fragment, make, setSigns } from "./dom.js";
import { expression, factor, silent } from "./mathml.js";
import { text } from "./words.js";

const MANY = 40; // rows, from which on cells are made as they come into view
const LEAP = 5; // cells that a page key passes
const SIGN = 0.68; // the width of a sign of an axis label, in parts of its type size
const APART = 7; // pixels: between an axis label and the cells, with room for a frame
const ROOMY = 0.3; // of a cell: what a sign of a lane's label needs

/** An index as a short text. */
const words = (index) => index.join(",").replaceAll("-", "−");

/**
 * The room in cells that axis labels need before and above the cells of a box, whose side has
 * at least `unit` pixels; `beyond` is how far the labels go on beyond the box.
 */
export function labelRoom(box, unit, beyond = 0) {
  const [low, high] = box.support[box.order.at(-2)] ?? [0, 0];
  const signs = Math.max(String(low - beyond).length, String(high + beyond).length);
  const size = Math.min(12.8, Math.max(9.6, 0.3 * unit)); // as the style sheet has it
  const before = box.order.length > 1 ? (signs * SIGN * size + APART) / unit : 0.2;
  return [before, (1.2 * size + APART) / unit];
}

/** Write an index into an element. */
export function writeIndex(element, index) {
  const shown = words(index);
  if (element.textContent !== shown) element.textContent = shown;
}

/**
 * Write a scalar into a cell: letters slanted, formulas as MathML. How many signs it has is
 * noted, so that those beside each other can have one size. With `before` it is the second
 * factor of a product.
 */
export function writeScalar(problem, element, node, before = "") {
  if (element.node === node && element.before === before) return;
  Object.assign(element, { node, before });
  const indexed = node.kind === "access";
  let shown = indexed ? words(node.index) : text(problem, node);
  if (before) shown = /^−|,/.test(shown) ? `${before}·(${shown})` : `${before}·${shown}`;
  element.classList.toggle("letter", node.kind === "symbol");
  element.classList.toggle("indexed", indexed);
  const marked = node.markup || node.given;
  element.signs = marked ? Math.min(shown.length, 4) : shown.length;
  if (marked) {
    const factors = before ? `<mtext>${before}</mtext><mo>⋅</mo>` : "";
    const written = (before ? factor : expression)(problem, node);
    element.replaceChildren(fragment(silent(factors + written)));
  } else element.textContent = shown;
}

/** Give elements with scalars in them one size, in which the longest fits. */
export function levelScalars(elements) {
  const most = Math.max(1, ...elements.map((element) => element.signs ?? 1));
  for (const element of elements) setSigns(element, most);
}

/**
 * A grid for the cells of `box`. `label(slice)` names it, `name(index)` a cell, and
 * `fill(cell, index)` writes what a cell shows. `edge` is the room around the cells, in
 * cells: [left, top, right, bottom]; part of it are the `lanes` that lie between the cells
 * and their axis labels.
 */
export function makeGrid({ kind, box, edge, lanes = null, label, name, fill, onMove }) {
  const { order } = box;
  const [across, down] = [order.at(-1), order.at(-2)];
  const columns = box.lengths[across];
  const rows = down === undefined ? 1 : box.lengths[down];
  const cells = new Array(box.count);
  const lines = [];
  const boards = [];
  const watcher = rows > MANY ? new IntersectionObserver(seen, { rootMargin: "300px" }) : null;
  let stop = 0;
  const [[before, after], [above, below]] = (lanes?.counts ?? [[0, 0], [0, 0]]).map((pair) =>
    pair.map((count) => count * lanes?.lane || 0));

  const element = make("div", { class: `slices ${kind}${order.length > 2 ? " several" : ""}` });
  for (let slice = 0; slice * rows * columns < box.count; slice += 1) {
    element.append(makeBoard(slice));
  }
  if (box.count) cellAt(0).tabIndex = 0;
  if (!watcher) level();
  element.addEventListener("keydown", pressed);

  function makeBoard(slice) {
    const first = box.count ? box.index(slice * rows * columns) : [];
    const grid = make("div", {
      class: "cells", role: "grid", "aria-label": label(first),
      "aria-rowcount": rows, "aria-colcount": columns,
    });
    for (let at = 0; at < rows; at += 1) {
      const line = make("div", { class: "line" });
      const number = slice * rows + at;
      lines[number] = line;
      line.number = number;
      grid.append(line);
      if (watcher) watcher.observe(line);
      else fillLine(number);
    }
    const over = make("div", { class: "over", "aria-hidden": "true" });
    const board = make("div", { class: `board ${kind}` }, ...axisLabels(), grid, over);
    if (before || above || after || below) board.prepend(make("div", { class: "beyond" }));
    if (order.length > 2) board.prepend(make("div", { class: "slice-name" }, sliceName(first)));
    const [left, top, right, bottom] = edge;
    for (const [side, room] of Object.entries({ before, above, after, below })) {
      board.style.setProperty(`--${side}`, room);
    }
    board.style.setProperty("--wide", left + columns + right);
    board.style.setProperty("--high", top + rows + bottom);
    board.style.setProperty("--left", left);
    board.style.setProperty("--top", top);
    board.style.setProperty("--columns", columns);
    boards.push({ element: board, over });
    return board;
  }

  function axisLabels() {
    const found = [labels("across", box.support[across], lanes, 0)];
    if (down !== undefined) found.push(labels("down", box.support[down], lanes, 1));
    return found;
  }

  function sliceName(first) {
    return `slice ${first[order[0]]}`.replace("-", "−");
  }

  function seen(entries) {
    for (const { target, isIntersecting } of entries) if (isIntersecting) fillLine(target.number);
  }

  function fillLine(number) {
    const line = lines[number];
    if (line.filled) return;
    line.filled = true;
    const own = [];
    watcher?.unobserve(line);
    line.setAttribute("role", "row");
    line.setAttribute("aria-rowindex", (number % rows) + 1);
    for (let column = 0; column < columns; column += 1) {
      const place = number * columns + column;
      const index = box.index(place);
      const cell = make("div", {
        class: "cell", role: "gridcell", tabindex: "-1", "data-index": index.join(","),
        "aria-label": name(index),
      });
      cell.place = place;
      cells[place] = cell;
      fill(cell, index);
      line.append(cell);
      own.push(cell);
    }
    if (watcher) levelScalars(own);
  }

  /** The cell at a place, made now if it was not. */
  function cellAt(place) {
    if (!cells[place]) fillLine(Math.floor(place / columns));
    return cells[place];
  }

  /** Make a cell the one that Tab leads to. */
  function setStop(place) {
    if (place === stop) return;
    cellAt(stop).tabIndex = -1;
    cellAt(place).tabIndex = 0;
    stop = place;
  }

  function pressed(event) {
    const cell = event.target.closest?.(".cell");
    if (!cell || event.target !== cell) return;
    const next = moved(event, box, cell.place);
    if (next === null) return;
    event.preventDefault();
    focus(next);
    onMove?.(next);
  }

  function focus(place) {
    setStop(place);
    cellAt(place).focus();
  }

  /** Write the cells that are there anew. */
  function refresh() {
    for (const cell of cells) {
      if (cell) fill(cell, box.index(cell.place));
    }
    level();
  }

  /** Give what the cells show one size. */
  function level() {
    levelScalars(cells.filter((cell) => cell));
  }

  const ends = [0, 1].map((end) => words(box.support.map((bounds) => bounds[end])).length);
  const indexSigns = Math.max(...ends);
  element.style.setProperty("--index-signs", indexSigns);
  const sliceOf = (place) => Math.floor(place / (rows * columns));
  return { element, boards, indexSigns, cellAt, setStop, focus, refresh, sliceOf, columns, rows };
}

/** The indices along an axis, and in quieter type those of the lanes where they have room. */
function labels(side, [low, high], lanes, which) {
  const element = make("div", { class: `labels ${side}`, "aria-hidden": "true" });
  const every = high - low + 1 > 20 ? LEAP : 1;
  const put = (index, at, span) => {
    const odd = every === 1 && index % 2 ? " odd" : ""; // left out where cells are tiny
    const label = make("span", { class: `axis${span < 1 ? " lane" : ""}${odd}` }, words([index]));
    label.style.setProperty("--at", at);
    label.style.setProperty("--span", span);
    element.append(label);
  };
  for (let index = low; index <= high; index += 1) {
    if (index % every === 0) put(index, index - low, 1);
  }
  const { lane = 0, counts = null } = lanes ?? {};
  const [before, after] = counts?.[which] ?? [0, 0];
  const signs = Math.max(String(low - before).length, String(high + after).length);
  if (lane < signs * ROOMY || every > 1) return element;
  for (let step = 1; step <= before; step += 1) put(low - step, -step * lane, lane);
  for (let step = 1; step <= after; step += 1) {
    put(high + step, high - low + 1 + (step - 1) * lane, lane);
  }
  return element;
}

/** The place that a key leads to; null for keys that lead nowhere. */
function moved(event, box, place) {
  const { support, order } = box;
  const [across, down, deep] = [order.at(-1), order.at(-2), order.at(-3)];
  const leap = deep ?? down ?? across;
  const far = deep === undefined ? LEAP : 1;
  const steps = {
    ArrowRight: [across, 1], ArrowLeft: [across, -1],
    ArrowDown: [down, 1], ArrowUp: [down, -1],
    PageDown: [leap, far], PageUp: [leap, -far],
    Home: [across, -Infinity], End: [across, Infinity],
  };
  if (event.altKey || event.metaKey || !(event.key in steps)) return null;
  const index = box.index(place);
  const whole = event.ctrlKey && ["Home", "End"].includes(event.key);
  if (event.ctrlKey && !whole) return null;
  const [axis, step] = steps[event.key];
  for (const each of whole ? order : [axis]) {
    if (each === undefined) continue;
    const [low, high] = support[each];
    index[each] = Math.min(high, Math.max(low, index[each] + step));
  }
  return box.place(index);
}
