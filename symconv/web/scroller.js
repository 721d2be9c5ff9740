// A box that shows a grid: it finds how large its cells can be, and scrolls where they are many.

import { make } from "./dom.js";

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
    const unit = Math.max(sizes[0], Math.min(sizes[1], Math.floor((width - 4) / wide)));
    grid.element.style.setProperty("--u", `${unit}px`);
    grid.element.dataset.size = unit < 17 ? "tiny" : unit < 27 ? "small" : "large";
    const starts = grid.boards.map((board) => board.element.offsetLeft - grid.element.offsetLeft);
    Object.assign(seen, { unit, starts, width, height: element.clientHeight });
    seen.wide = starts.at(-1) + wide * unit;
    if (seen.wanted) show();
  }

  /** Parts are [left, top, right, bottom] for each board, or null. */
  function reveal(parts) {
    if (!seen.wanted && seen.unit) requestAnimationFrame(show);
    seen.wanted = parts;
  }

  function show() {
    const { unit, starts, wanted } = seen;
    seen.wanted = null;
    if (!wanted || (seen.wide <= seen.width && high * unit <= seen.height)) return;
    const inPixels = (part, at) =>
      part.map((each, side) => each * unit + (side % 2 ? 0 : starts[at]));
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
