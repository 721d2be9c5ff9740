// The image with the kernel laid on it: a card for each entry, and a frame around them all.
//
// Cards lie above the cells and move over them; entries that hang over the edge are ghosts,
// in narrower lanes around the image. Nothing is rebuilt when the kernel moves.

import { make, setSigns } from "./dom.js";
import { labelRoom } from "./grid.js";

const LANE = 0.8; // the width of a lane outside the image, in cells
const ROOM = 2.2; // the width of all lanes on one side
const MOST = 12; // lanes on one side
const FRAME = 0.2; // what a frame around the last cells needs
const SLACK = 0.01; // what lengths may differ by rounding
const LENS = 81; // entries of the largest kernel that is shown enlarged

/**
 * How many lanes there are before and after each axis (`counts`, of columns and of rows), how
 * wide a lane is, and with the axis labels the room around the image, where a cell has at
 * least `unit` pixels.
 */
export function lanes(problem, operation, unit) {
  const most = problem.order.map((axis) => {
    const [low, high] = problem.image.support[axis];
    const [slope, image, kernel, right] = operation.relation[axis];
    const ends = operation.outputs[axis].flatMap((m) =>
      problem.kernel.support[axis].map((k) => Math.round((right - slope * m - kernel * k) / image)),
    );
    return [axis, [low - Math.min(...ends), Math.max(...ends) - high]];
  });
  const beyond = Object.fromEntries(most);
  const [across, down] = [problem.order.at(-1), problem.order.at(-2)];
  const clip = (count) => Math.min(MOST, Math.max(0, count));
  const counts = [beyond[across], down === undefined ? [0, 0] : beyond[down]].map((pair) =>
    pair.map(clip),
  );
  const lane = Math.min(LANE, ROOM / Math.max(1, ...counts.flat()));
  const [[left, right], [top, bottom]] = counts;
  const labels = labelRoom(problem.image, unit, Math.max(left, top));
  const edge = [
    left * lane + labels[0], top * lane + labels[1], right * lane + FRAME, bottom * lane + FRAME,
  ];
  return { lane, counts, edge };
}

/** The cards of a kernel over the boards of a grid. `write(card, entry)` fills a card. */
export function makeCards(problem, grid, { lane, counts, edge }, role, write) {
  const [across, down] = [problem.order.at(-1), problem.order.at(-2)];
  const cards = Array.from({ length: problem.kernel.count }, makeCard);
  const frames = grid.boards.map(({ over }) => {
    const frame = make("div", { class: `frame ${role}` });
    frame.hidden = true;
    over.append(...(over === grid.boards[0].over ? cards : []), frame);
    return frame;
  });

  /** Where a column or a row begins, and how wide it is, in cells. */
  function lie(axis, index, start) {
    if (axis === undefined) return [start, 1];
    const [low, high] = problem.image.support[axis];
    if (index < low) return [start - (low - index) * lane, lane];
    if (index > high) return [start + (high - low + 1) + (index - high - 1) * lane, lane];
    return [start + index - low, 1];
  }

  function sliceOf(image) {
    const deep = problem.order.slice(0, -2);
    const inside = deep.every((axis) => {
      const [low, high] = problem.image.support[axis];
      return image[axis] >= low && image[axis] <= high;
    });
    if (!inside) return -1;
    return deep.reduce((at, axis) => {
      const [low, high] = problem.image.support[axis];
      return at * (high - low + 1) + image[axis] - low;
    }, 0);
  }

  const ends = counts.map(([before, after], at) => [
    edge[at] - before * lane, edge[at] + [grid.columns, grid.rows][at] + after * lane,
  ]);
  const placed = new Map();

  /** Lay the entries where `found` says; an empty list takes them all away. */
  function lay(found) {
    const bounds = frames.map(() => null);
    const used = new Set();
    for (const entry of found) {
      const slice = sliceOf(entry.image);
      const [x, wide] = lie(across, entry.image[across], edge[0]);
      const [y, high] = lie(down, entry.image[down], edge[1]);
      const sides = [[x, wide, ends[0]], [y, high, ends[1]]];
      const cut = ([from, length, [first, last]]) =>
        from < first - SLACK || from + length > last + SLACK;
      if (slice < 0 || sides.some(cut)) continue;
      const card = cards[entry.number];
      used.add(card);
      if (placed.get(card) !== slice) {
        grid.boards[slice].over.prepend(card);
        placed.set(card, slice);
      }
      card.hidden = false;
      card.classList.toggle("ghost", !entry.inside);
      card.classList.toggle("counts", problem.endless);
      card.dataset.image = entry.image.join(",");
      box(card, x, y, wide, high);
      write(card, entry);
      const [left, top, right, bottom] = bounds[slice] ?? [x, y, x, y];
      bounds[slice] = [
        Math.min(left, x), Math.min(top, y), Math.max(right, x + wide), Math.max(bottom, y + high),
      ];
    }
    for (const card of cards) if (!used.has(card)) card.hidden = true;
    level(used);
    bounds.forEach((bound, slice) => {
      frames[slice].hidden = bound === null;
      if (bound) box(frames[slice], bound[0], bound[1], bound[2] - bound[0], bound[3] - bound[1]);
    });
    return bounds;
  }

  return { cards, lay };
}

/** The patch enlarged, for images with small cells; null where it is large. */
export function makeLens(problem, operation, write) {
  const { kernel, order } = problem;
  if (kernel.count > LENS) return null;
  const board = make("div", { class: "board lens", "aria-hidden": "true" });
  const [across, down] = [order.at(-1), order.at(-2)];
  board.style.setProperty("--wide", kernel.lengths[across]);
  board.style.setProperty("--high", kernel.lengths[down]);
  const cards = Array.from({ length: kernel.count }, (_, number) => {
    const card = makeCard();
    const index = kernel.index(number);
    const [x, y] = [across, down].map((axis) => {
      const [low, high] = kernel.support[axis];
      return operation.relation[axis][2] > 0 ? index[axis] - low : high - index[axis];
    });
    box(card, x, y, 1, 1);
    board.append(card);
    return card;
  });
  const frame = make("div", { class: `frame ${operation.role}` });
  box(frame, 0, 0, kernel.lengths[across], kernel.lengths[down]);
  board.append(frame);

  function lay(found) {
    for (const card of cards) card.hidden = true;
    for (const entry of found) {
      const card = cards[entry.number];
      card.hidden = false;
      card.classList.toggle("ghost", !entry.inside);
      card.classList.toggle("counts", problem.endless);
      write(card, entry);
    }
    level(cards.filter((card) => !card.hidden));
  }
  return { element: board, cards, lay };
}

function makeCard() {
  const parts = [make("span", { class: "index" }), make("span", { class: "entry" })];
  return make("div", { class: "card", hidden: "" }, ...parts);
}

/** Give the entries on the image one size; those that hang over its edge have little room. */
function level(shown) {
  const hangs = (card) => card.classList.contains("ghost");
  const signs = [...shown].map((card) => (hangs(card) ? 1 : card.lastChild.signs));
  const most = Math.max(1, ...signs);
  for (const card of shown) setSigns(card, hangs(card) ? card.lastChild.signs : most);
}

/** Put an element over a board, in cells. Only its own style changes, not its children's. */
function box(element, x, y, wide, high) {
  const { style } = element;
  const sides = { left: x, top: y, width: wide, height: high };
  for (const [side, length] of Object.entries(sides)) {
    if (element[side] === length) continue;
    element[side] = length;
    style[side] = `calc(var(--u) * ${length})`;
    if (side === "width" || side === "height") style.setProperty(`--${side}`, length);
  }
}
