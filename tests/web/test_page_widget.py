"""The page as a notebook widget: made in Python, driven in Chromium by a model of our own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from symconv.errors import OutputError
from symconv.model.problem import Problem
from symconv.web.widget import Page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MODEL = """
async ([esm, css, problem, at]) => {
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const url = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const module = await import(url);
  const listeners = {};
  window.saved = 0;
  window.state = { problem, at };
  window.model = {
    get: (key) => window.state[key],
    set: (key, value) => {
      window.state[key] = value;
      (listeners[`change:${key}`] ?? []).forEach((listener) => listener());
    },
    save_changes: () => { window.saved += 1; },
    on: (name, f) => { (listeners[name] ??= []).push(f); },
    off: (name) => { listeners[name] = []; },
  };
  const el = document.createElement("div");
  document.body.append(el);
  window.clean = module.default.render({ model: window.model, el });
}
"""


def test_the_widget_shows_the_page_and_follows_both_ways(browser: Browser) -> None:
    pytest.importorskip("anywidget")
    widget = Page("conv image=7x7 kernel=3x3 at=1,1")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("about:blank")

    page.evaluate(MODEL, [widget._esm, widget._css, widget.problem, widget.at])
    first = page.locator(".panel.conv .term math").first
    assert first.text_content() == "x[0,0]⋅i"

    page.hover('.panel.conv .output .cell[data-index="2,-1"]')
    assert page.evaluate("window.state.at") == [2, -1]
    assert page.evaluate("window.saved") > 0
    page.evaluate("window.model.set('at', [0, 0])")
    assert first.text_content() == "x[−1,−1]⋅i"
    assert page.evaluate("location.href") == "about:blank"
    page.evaluate("window.clean()")
    page.evaluate("window.model.set('at', [1, 0])")
    assert first.text_content() == "x[−1,−1]⋅i"
    page.close()
    assert complaints == []


def test_the_widget_takes_problems_and_lines() -> None:
    pytest.importorskip("anywidget")

    widget = Page(Problem.parse("conv image=5 kernel=3 at=2"))

    assert widget.at == [2]
    assert widget.problem == Page("conv image=5 kernel=3 at=2").problem
    with pytest.raises(OutputError, match="at most 3 axes"):
        Page("conv image=2x2x2x2 kernel=1x1x1x1")


def test_without_anywidget_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from symconv.web import widget

    widget._kind.cache_clear()
    monkeypatch.setitem(sys.modules, "anywidget", None)

    with pytest.raises(OutputError, match="pip install anywidget"):
        Page("conv image=5 kernel=3")
