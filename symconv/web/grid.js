// An array as an ARIA grid: cells that the keyboard walks through, one of them a tab stop.
//
// Of three axes the slowest gives slices, each a grid of its own. The rows of a large array
// get their cells when they come into view.

import { fragment, make } from "./dom.js";
import { expression, factor, silent } from "./mathml.js";
import { text } from "./words.js";

const MANY = 40; // rows, from which on cells are made as they come into view
const LEAP = 5; // cells that a page key passes

/** Write an index into an element, in a size that fits. */
export function writeIndex(element, index) {
  const words = index.join(",").replaceAll("-", "−");
  if (element.textContent === words) return;
  element.style.setProperty("--signs", words.length);
  element.textContent = words;
}

/**
 * Write a scalar into a cell: letters slanted, formulas as MathML, all in a size that fits.
 * With `before` it is the second factor of a product.
 */
export function writeScalar(problem, element, node, before = "") {
  if (element.node === node && element.before === before) return;
  Object.assign(element, { node, before });
  const indexed = node.kind === "access";
  let words = indexed ? node.index.join(",").replaceAll("-", "−") : text(problem, node);
  if (before) words = /^−|,/.test(words) ? `${before}·(${words})` : `${before}·${words}`;
  element.classList.toggle("letter", node.kind === "symbol");
  element.classList.toggle("indexed", indexed);
  const marked = node.markup || node.given;
  element.style.setProperty("--signs", marked ? Math.min(words.length, 4) : words.length);
  if (marked) {
    const factors = before ? `<mtext>${before}</mtext><mo>⋅</mo>` : "";
    const written = (before ? factor : expression)(problem, node);
    element.replaceChildren(fragment(silent(factors + written)));
  } else element.textContent = words;
}

/**
 * A grid for the cells of `box`. `label(slice)` names it, `name(index)` a cell, and
 * `fill(cell, index)` writes what a cell shows. `edge` is the room around the cells, in
 * cells: [left, top, right, bottom].
 */
export function makeGrid({ kind, box, edge, label, name, fill, onMove }) {
  const { order } = box;
  const [across, down] = [order.at(-1), order.at(-2)];
  const columns = box.lengths[across];
  const rows = down === undefined ? 1 : box.lengths[down];
  const cells = new Array(box.count);
  const lines = [];
  const boards = [];
  const watcher = rows > MANY ? new IntersectionObserver(seen, { rootMargin: "300px" }) : null;
  let stop = 0;

  const element = make("div", { class: `slices ${kind}${order.length > 2 ? " several" : ""}` });
  for (let slice = 0; slice * rows * columns < box.count; slice += 1) {
    element.append(makeBoard(slice));
  }
  if (box.count) cellAt(0).tabIndex = 0;
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
    const board = make("div", { class: `board ${kind}` }, ...axisLabels(first), grid, over);
    if (order.length > 2) board.prepend(make("div", { class: "slice-name" }, sliceName(first)));
    const [left, top, right, bottom] = edge;
    board.style.setProperty("--wide", left + columns + right);
    board.style.setProperty("--high", top + rows + bottom);
    board.style.setProperty("--left", left);
    board.style.setProperty("--top", top);
    board.style.setProperty("--columns", columns);
    boards.push({ element: board, over });
    return board;
  }

  function axisLabels(first) {
    const found = [
      labels("across", box.support[across][0], columns, columns > 20 ? LEAP : 1),
    ];
    if (down !== undefined) {
      found.push(labels("down", box.support[down][0], rows, rows > 20 ? LEAP : 1));
    }
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
    }
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
  }

  const sliceOf = (place) => Math.floor(place / (rows * columns));
  return { element, boards, cellAt, setStop, focus, refresh, sliceOf, columns, rows };
}

function labels(side, first, count, every) {
  const element = make("div", { class: `labels ${side}`, "aria-hidden": "true" });
  for (let at = 0; at < count; at += 1) {
    const shown = every === 1 || (first + at) % every === 0;
    const words = shown ? String(first + at).replace("-", "−") : "";
    const label = make("span", { class: "axis" }, words);
    label.style.setProperty("--at", at);
    element.append(label);
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
