// Elements: making them, and changing them as little as can be.

/** An element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Write a text; the same text again costs nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Set an attribute, or take it away where the value is null; the same again costs nothing. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Say how many signs a text has, by which its size is chosen. */
export function setSigns(element, signs) {
  if (element.level === signs) return;
  element.level = signs;
  element.style.setProperty("--signs", signs);
}

/** Elements from markup that holds no text of a user. */
export function fragment(markup) {
  return document.createRange().createContextualFragment(markup);
}

export const escaped = (words) =>
  words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** What `found(event)` gives for the element that the keyboard is on; null where it is elsewhere. */
export function ofFocus(inside, found) {
  const target = inside.getRootNode().activeElement;
  const on = target && inside.contains(target) && target.matches(":focus-visible");
  return on ? found({ target }) : null;
}

/** Make an element's children those of `markup`; what is alike stays, and costs no layout. */
export function rewrite(element, markup) {
  match(element, fragment(markup));
}

function match(old, next) {
  const [before, after] = [[...old.childNodes], [...next.childNodes]];
  after.forEach((child, at) => {
    const known = before[at];
    if (!known) old.append(child);
    else if (known.nodeName !== child.nodeName) known.replaceWith(child);
    else if (child.nodeType !== Node.ELEMENT_NODE) {
      if (known.data !== child.data) known.data = child.data;
    } else {
      matchAttributes(known, child);
      match(known, child);
    }
  });
  for (const extra of before.slice(after.length)) extra.remove();
}

function matchAttributes(old, next) {
  for (const name of old.getAttributeNames()) {
    if (!next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const name of next.getAttributeNames()) {
    setAttribute(old, name, next.getAttribute(name));
  }
}
