// A box that shows a grid: it finds how large its cells can be, and scrolls where they are many.

import { make } from "./dom.js";

const READABLE = 7.5; // pixels
const NAME = 40; // pixels: the name of a slice, and the gap between two lines of them

/**
 * A box for a grid of `wide` by `high` cells: cells are as large as fits, within `sizes`, the
 * least and the most pixels; where the least is too much, the box scrolls. `reveal` brings
 * parts of the boards into view, given in cells.
 */
export function makeScroller(grid, wide, high, sizes) {
  const element = make("div", { class: "scroll" }, grid.element);
  const seen = { left: 0, top: 0, width: 0, height: 0, unit: 0, starts: [], wanted: null };
  element.addEventListener("scroll", () => {
    [seen.left, seen.top] = [element.scrollLeft, element.scrollTop];
  }, { passive: true });
  const observer = new ResizeObserver(fit);
  observer.observe(element);

  function fit() {
    const width = element.clientWidth;
    if (!width || !grid.boards.length) return;
    const [across, side] = division(grid.boards.length, width - 4);
    const lines = Math.ceil(grid.boards.length / across);
    const room = parseFloat(getComputedStyle(element).maxHeight) - (lines > 1 ? lines * NAME : 4);
    const whole = room > 0 ? Math.floor(room / (lines * high)) : Infinity; // all of it is seen
    const unit = Math.max(sizes[0], Math.min(sizes[1], side, whole));
    grid.element.style.setProperty("--across", across);
    grid.element.style.setProperty("--u", `${unit}px`);
    grid.element.dataset.size = unit < 17 ? "tiny" : unit < 27 ? "small" : "large";
    // An index in type that cannot be read is left out; the axes say it too.
    const index = unit * Math.min(0.27, 1.55 / grid.indexSigns);
    grid.element.classList.toggle("plain", index < READABLE);
    const { offsetLeft, offsetTop } = grid.element;
    const starts = grid.boards.map((board) =>
      [board.element.offsetLeft - offsetLeft, board.element.offsetTop - offsetTop]);
    Object.assign(seen, { unit, starts, width, height: element.clientHeight });
    seen.wide = Math.max(...starts.map(([left]) => left)) + wide * unit;
    seen.high = Math.max(...starts.map(([, top]) => top)) + high * unit;
    if (seen.wanted) show();
  }

  /** How many boards stand side by side, and how large a cell may then be. */
  function division(count, room) {
    let found = [1, 0];
    for (let rows = 1; rows <= count; rows += 1) {
      const across = Math.ceil(count / rows);
      const gap = parseFloat(getComputedStyle(grid.element).columnGap) || 0;
      found = [across, Math.floor((room - (across - 1) * gap) / (across * wide))];
      if (found[1] >= sizes[0]) break;
    }
    return found;
  }

  /** Parts are [left, top, right, bottom] for each board, or null. */
  function reveal(parts) {
    if (!seen.wanted && seen.unit) requestAnimationFrame(show);
    seen.wanted = parts;
  }

  function show() {
    const { unit, starts, wanted } = seen;
    seen.wanted = null;
    if (!wanted || (seen.wide <= seen.width && seen.high <= seen.height)) return;
    const inPixels = (part, at) => part.map((each, side) => each * unit + starts[at][side % 2]);
    const found = wanted.flatMap((part, at) => (part ? [inPixels(part, at)] : []));
    if (!found.length) return;
    const end = (side, choose) => choose(...found.map((part) => part[side]));
    const x = nearest(seen.left, seen.width, end(0, Math.min), end(2, Math.max));
    const y = nearest(seen.top, seen.height, end(1, Math.min), end(3, Math.max));
    if (x !== seen.left || y !== seen.top) element.scrollTo(x, y);
  }
  return { element, reveal };
}

/** Where to scroll to, so that what lies from `start` to `end` is seen; not at all if it is. */
function nearest(now, room, start, end) {
  if (start >= now && end <= now + room) return now;
  return Math.max(0, end - start > room ? start : (start + end - room) / 2);
}
