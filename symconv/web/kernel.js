// The kernel: a grid whose entries can be changed to numbers and back to letters.
//
// Enter, a click, or a digit on an entry opens a field; Enter keeps what was typed, Escape
// does not, and an empty field brings the letter back.

import { make, ofFocus } from "./dom.js";
import { labelRoom, makeGrid, writeIndex, writeScalar } from "./grid.js";
import { typedNumber } from "./rational.js";
import { makeScroller } from "./scroller.js";
import { counting, mean, withValue } from "./state.js";
import { elementWords, text } from "./words.js";

const HINT = "Click an entry to type a number; leave it empty for its letter.";

/** The kernel's grid and its buttons. `hooks` are change(values) and light(place or null). */
export function makeKernel(problem, hooks) {
  const { order } = problem;
  const { count } = problem.kernel;
  const lettered = !problem.valued && problem.given[0].kind === "symbol";
  let values = null;
  let field = null;
  const side = Math.max(...problem.kernel.lengths) > 7 ? 32 : 44;
  const edge = [...labelRoom(problem.kernel, side), 0.1, 0.1];
  const grid = makeGrid({
    kind: "kernel", box: problem.kernel,
    edge,
    label: (first) => `kernel ${text(problem, { kind: "symbol", name: problem.names.kernel })}${
      order.length > 2 ? `, slice ${first[order[0]]}` : ""}`,
    name: () => null, fill,
    onMove: () => {},
  });
  const [wide, high] = [grid.columns + edge[0] + edge[2], grid.rows + edge[1] + edge[3]];
  const scroller = makeScroller(grid, wide, high, [side, side]);
  const message = make("p", { class: "message", role: "status" });
  const buttons = [
    [lettered ? "Letters" : "As given", () => change(null)],
    [count > 1 ? `1 … ${count}` : "1", () => change(counting(problem))],
    ["Mean", () => change(mean(problem))],
  ].map(([label, act]) => {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", act);
    return button;
  });

  grid.element.addEventListener("click", (event) => {
    const cell = event.target.closest(".cell");
    if (cell && !cell.contains(field)) open(cell.place);
  });
  grid.element.addEventListener("keydown", (event) => {
    const cell = event.target.closest(".cell");
    if (!cell || event.target !== cell || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === "F2") open(cell.place);
    else if (/^[-0-9.]$/.test(event.key)) open(cell.place, event.key);
    else if (event.key === "Delete" || event.key === "Backspace") keep(cell.place, "");
    else return;
    event.preventDefault();
  });
  const lit = (event) => event.target.closest?.(".cell")?.place ?? null;
  grid.element.addEventListener("pointerover", (event) => hooks.light(lit(event)));
  grid.element.addEventListener("pointerleave", () => hooks.light(ofFocus(grid.element, lit)));
  grid.element.addEventListener("focusin", (event) => hooks.light(lit(event)));
  grid.element.addEventListener("focusout", () => hooks.light(null));

  function fill(cell, index) {
    const entry = make("span", { class: "entry" });
    writeScalar(problem, entry, problem.entries[problem.kernel.place(index)]);
    cell.signs = entry.signs;
    const small = make("span", { class: "index", "aria-hidden": "true" });
    if (entry.classList.contains("indexed")) entry.setAttribute("aria-hidden", "true");
    writeIndex(small, entry.classList.contains("indexed") ? [] : index);
    const where = elementWords(problem, "kernel", index);
    const words = make("span", { class: "unseen" }, small.textContent ? `, ${where}` : where);
    cell.replaceChildren(small, entry, words);
    cell.classList.toggle("typed", Boolean(values?.[cell.place]));
  }

  function open(place, start = null) {
    if (field) close();
    const cell = grid.cellAt(place);
    grid.setStop(place);
    const index = problem.kernel.index(place);
    field = make("input", {
      class: "field", type: "text", inputmode: "text", autocomplete: "off", spellcheck: "false",
      "aria-label": `value of ${elementWords(problem, "kernel", index)}; empty for its letter`,
    });
    const entry = problem.entries[place];
    field.value = start ?? (entry.kind === "number" ? text(problem, entry) : "");
    cell.append(field);
    field.focus();
    if (start === null) field.select();
    const own = field;
    own.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && keep(place, own.value)) grid.focus(place);
      if (event.key === "Escape") {
        close();
        grid.focus(place);
      }
      event.stopPropagation();
    });
    own.addEventListener("blur", () => {
      if (field === own && !keep(place, own.value)) close();
    });
  }

  function close() {
    const old = field;
    field = null;
    old?.remove();
  }

  /** Take over what was typed; false where it is no number, and the field stays. */
  function keep(place, typed) {
    const entry = problem.entries[place];
    let number = null;
    try {
      const same = entry.kind !== "access" && typed.trim() === text(problem, entry);
      if (same && !values?.[place]) return done();
      if (typed.trim() && typed.trim() !== text(problem, problem.given[place])) {
        number = typedNumber(typed);
      }
    } catch (error) {
      message.textContent = error.message;
      field?.setAttribute("aria-invalid", "true");
      return false;
    }
    done();
    change(withValue(problem, values, place, number));
    return true;
  }

  function done() {
    message.textContent = "";
    close();
    return true;
  }

  function change(next) {
    message.textContent = "";
    hooks.change(next);
  }

  /** Show other values. */
  function show(next) {
    values = next;
    grid.refresh();
  }

  function light(place) {
    for (const cell of grid.element.querySelectorAll(".cell.lit")) cell.classList.remove("lit");
    if (place !== null) grid.cellAt(place).classList.add("lit");
  }

  const letter = text(problem, { kind: "symbol", name: problem.names.kernel });
  const name = make("span", { class: "letter" }, letter);
  const root = make("section", { class: "kernel-box", "aria-label": "Kernel" },
    scroller.element,
    make("div", { class: "beside" },
      make("h2", {}, "Kernel ", name),
      make("p", { class: "hint" }, HINT),
      make("div", { class: "buttons" }, ...buttons),
      message,
    ),
  );
  return { element: root, show, light };
}
