// The page: the kernel, the choice of an output, and a panel for each operation.
//
// All state is one record, `state`; whatever changes it calls `update`.

import { makeControls } from "./controls.js";
import { openProblem, putEntries } from "./engine.js";
import { make } from "./dom.js";
import { makeKernel } from "./kernel.js";
import { makePanel } from "./panel.js";
import { readFragment, writeFragment } from "./state.js";

const QUIET = 250; // milliseconds until a change is read out and written to the address

/**
 * Show the page in `root`. `page` is the element that bears the colours; `inAddress` says
 * whether the state is kept in the address; `onChange` is told the output that is shown.
 * Returns what lets others drive the page.
 */
export function mount(root, data, { page = root, inAddress = false, onChange = () => {} } = {}) {
  const problem = openProblem(data);
  const [given] = problem.operations;
  const state = {
    op: "both", at: data.at, pinned: false, values: null, theme: null, active: given,
  };
  const live = make("p", { class: "unseen", "aria-live": "polite" });
  const kernel = makeKernel(problem, { change: putValues, light: (entry) => light(entry, null) });
  const hooks = { pick, light, copy, pinnedAt: () => (state.pinned ? state.at : null) };
  const panels = problem.operations.map((operation) => makePanel(problem, operation, hooks));
  const controls = makeControls(problem, {
    go, pin, show: (op) => set({ op }), theme: (theme) => set({ theme }), link: copyLink,
  });
  const note = data.note ? [make("p", { class: "note" }, `Note: ${data.note}.`)] : [];
  const deck = make("div", { class: "deck" }, kernel.element, controls.element);
  const row = make("div", { class: "panels" }, ...panels.map(({ element }) => element));
  root.append(deck, ...note, row, live);
  let waiting = 0;

  update("start");
  if (inAddress) {
    if (location.hash) take(readFragment(problem, location.hash));
    addEventListener("hashchange", () => {
      if (location.hash !== writeFragment(state)) take(readFragment(problem, location.hash));
    });
  }
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.pinned) pin(false);
  });

  /** Take over a state that was read from the address. */
  function take(read) {
    Object.assign(state, { ...read, at: read.at ?? data.at });
    state.active = problem.operations.find(({ name }) => name === state.op) ?? given;
    putEntries(problem, state.values);
    kernel.show(state.values);
    update("start");
    for (const panel of panels) panel.refresh();
  }

  function pick(at, operation, how) {
    if (how === "hover" && state.pinned) return;
    if (how === "click") state.pinned = true;
    if (how === "unpin") state.pinned = false;
    state.active = operation;
    go(at, how);
  }

  /** Show an output. */
  function go(at, how = "set") {
    const same = at.join() === state.at.join();
    state.at = at;
    update(same ? "same" : how);
  }

  function pin(on) {
    set({ pinned: on });
  }

  function set(changes) {
    Object.assign(state, changes);
    if (changes.op) {
      state.active = problem.operations.find(({ name }) => name === state.op) ?? state.active;
    }
    update("same");
  }

  function putValues(values) {
    state.values = values;
    putEntries(problem, values);
    kernel.show(values);
    for (const panel of panels) panel.refresh();
    update("same");
  }

  function light(entry, operation) {
    kernel.light(entry);
    for (const panel of panels) {
      if (!operation || panel.operation === operation || entry === null) panel.light(entry);
    }
  }

  function update(how) {
    const shown = panels.filter(({ operation }) => ["both", operation.name].includes(state.op));
    for (const panel of panels) {
      panel.element.hidden = !shown.includes(panel);
      if (how !== "same") panel.show(state.at, how);
    }
    row.classList.toggle("alone", shown.length === 1);
    root.classList.toggle("pinned", state.pinned);
    if (state.theme) page.dataset.theme = state.theme;
    else delete page.dataset.theme;
    controls.show(state);
    onChange(state.at);
    clearTimeout(waiting);
    waiting = setTimeout(() => settle(how), QUIET);
  }

  /** What a change leaves behind once it is over: words to hear, and an address to link to. */
  function settle(how) {
    const panel = panels.find(({ operation }) => operation === state.active);
    const words = panel.words();
    if (how !== "start" && live.textContent !== words) live.textContent = words;
    if (!inAddress || how === "start") return;
    const fragment = writeFragment(state);
    if (fragment !== location.hash) history.replaceState(null, "", fragment);
  }

  function copyLink() {
    copy(location.href.replace(/#.*/, "") + writeFragment(state));
  }

  /** Copy text; where the browser does not let us, show it to be copied by hand. */
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      live.textContent = "Copied.";
      controls.say("Copied.");
    } catch {
      controls.byHand(text);
    }
  }

  return { go: (at) => go(at, "set"), state };
}
