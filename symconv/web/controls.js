// The controls: the output as numbers, a slider that plays through all outputs, what is shown.

import { make, setAttribute, setText } from "./dom.js";
import { elementWords, text } from "./words.js";

const PACE = 900; // milliseconds for one output
const HINT =
  "Point at an output, or walk through it with the arrow keys. A click or Enter pins it.";

/** The controls. `hooks` are go(at), pin(on), show(op), theme(name) and link(). */
export function makeControls(problem, hooks) {
  const letter = (name) => text(problem, { kind: "symbol", name });
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const state = { now: null, playing: 0 };

  const fields = problem.indices.map((name, axis) =>
    make("input", {
      type: "number", step: "1", class: "place", inputmode: "numeric",
      "aria-label": `${letter(name)}, ${problem.axes[axis]} of the output`,
    }),
  );
  const name = make("span", { class: "letter" }, letter(problem.names.output));
  const place = make("div", { class: "output-place" }, name, "[");
  fields.forEach((field, at) => place.append(...(at ? [","] : []), field));
  place.append("]");
  const pin = make("button", { type: "button", class: "pin", "aria-pressed": "false" }, "Pin");
  const play = make("button", { type: "button", class: "play" });
  const slider = make("input", {
    type: "range", min: "0", step: "1", "aria-label": "all outputs, one after the other",
  });
  const each = problem.operations.map((operation) => [operation.name, short(operation.title)]);
  const choices = [["both", "Both"], ...each];
  const radios = choices.map(([value, label]) => {
    const input = make("input", { type: "radio", name: "symconv-show", value });
    input.addEventListener("change", () => hooks.show(value));
    return make("label", {}, input, make("span", {}, label));
  });
  const link = make("button", { type: "button", class: "quiet" }, "Copy link");
  const theme = make("button", { type: "button", class: "quiet theme" });
  const message = make("p", { class: "message" });
  const area = make("textarea", {
    class: "by-hand", readonly: "", rows: "6", "aria-label": "text to copy", hidden: "",
  });

  for (const field of fields) field.addEventListener("input", typed);
  pin.addEventListener("click", () => hooks.pin(!state.now.pinned));
  slider.addEventListener("input", () => { stop(); hooks.go(box().index(Number(slider.value))); });
  play.addEventListener("click", pressed);
  link.addEventListener("click", hooks.link);
  theme.addEventListener("click", () => hooks.theme(isDark() ? "light" : "dark"));
  dark.addEventListener("change", () => show(state.now));
  calm.addEventListener("change", () => { stop(); show(state.now); });

  const isDark = () => (state.now?.theme ? state.now.theme === "dark" : dark.matches);

  /** The outputs that the slider goes through: those of the operation in use. */
  const box = () => state.now.active.box;

  function typed() {
    const at = fields.map((field) => (/^-?\d{1,6}$/.test(field.value) ? Number(field.value) : NaN));
    const known = problem.operations.some((each) => each.box.holds(at));
    for (const field of fields) field.setAttribute("aria-invalid", String(!known));
    if (known) {
      say("");
      stop();
      hooks.go(at);
    } else say(outside());
  }

  function outside() {
    const { outputs } = state.now.active;
    const words = problem.indices.map(
      (index, axis) => `${letter(index)} goes from ${outputs[axis].join(" to ")}`,
    );
    return `${words.join(", ")}.`.replaceAll("-", "−");
  }

  /** Play, or where the reader wants no motion, one step on. */
  function pressed() {
    if (state.playing) stop();
    else if (calm.matches) step();
    else {
      if (Number(slider.value) === box().count - 1) hooks.go(box().index(0));
      state.playing = setInterval(step, PACE);
    }
    show(state.now);
  }

  function step() {
    const next = Number(slider.value) + 1;
    if (next < box().count) hooks.go(box().index(next));
    else if (calm.matches) hooks.go(box().index(0));
    else {
      stop();
      show(state.now);
    }
  }

  function stop() {
    clearInterval(state.playing);
    state.playing = 0;
  }

  /** Show a state of the page. */
  function show(now) {
    state.now = now;
    fields.forEach((field, axis) => {
      const [low, high] = range(axis);
      setAttribute(field, "min", low);
      setAttribute(field, "max", high);
      if (field.value !== String(now.at[axis])) field.value = now.at[axis];
      setAttribute(field, "aria-invalid", "false");
    });
    setAttribute(slider, "max", Math.max(0, box().count - 1));
    if (box().holds(now.at)) slider.value = box().place(now.at);
    slider.setAttribute("aria-valuetext", elementWords(problem, "output", now.at));
    setAttribute(pin, "aria-pressed", now.pinned);
    setText(pin, now.pinned ? "Pinned" : "Pin");
    setText(play, calm.matches ? "Next output" : state.playing ? "Pause" : "Play");
    for (const { control } of radios) control.checked = control.value === now.op;
    setText(theme, isDark() ? "Light" : "Dark");
  }

  function range(axis) {
    const ends = problem.operations.flatMap(({ outputs }) => outputs[axis]);
    return [Math.min(...ends), Math.max(...ends)];
  }

  function say(words) {
    setText(message, words);
  }

  /** Show text that the reader is to copy. */
  function byHand(words) {
    say("The browser does not let this page copy. Copy the text here:");
    area.hidden = false;
    area.value = words;
    area.focus();
    area.select();
  }

  const root = make("section", { class: "controls", "aria-label": "Output" },
    make("div", { class: "bar" }, make("h2", {}, "Output"), place, pin),
    make("p", { class: "hint" }, HINT),
    make("div", { class: "bar" }, play, slider),
    make("div", { class: "bar" },
      // A form of its own keeps the choice apart from that of another page in a notebook.
      make("form", {}, make("fieldset", { class: "choice" },
        make("legend", { class: "unseen" }, "Show"), ...radios)),
      link, theme),
    message, area,
  );
  return { element: root, show, say, byHand };
}

const short = (title) => {
  const plain = title.split(" as ")[0];
  return plain[0].toUpperCase() + plain.slice(1);
};
