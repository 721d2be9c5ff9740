"""The page in a notebook, as an ``anywidget``: ``Page(problem)`` shows itself.

    from symconv.web.widget import Page
    page = Page("conv image=7x7 kernel=3x3")
    page.at = [0, 1]        # what is shown follows, and follows back

It needs the optional package anywidget, which is imported when a page is made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from symconv.errors import OutputError
from symconv.model.problem import Problem

SHOW = """
export default {
  render({ model, el }) {
    const root = document.createElement("div");
    root.className = "symconv-page";
    el.append(root);
    const page = mount(root, JSON.parse(model.get("problem")), {
      onChange: (at) => {
        if (at.join() === model.get("at").join()) return;
        model.set("at", [...at]);
        model.save_changes();
      },
    });
    const follow = () => page.go(model.get("at"));
    model.on("change:at", follow);
    return () => model.off("change:at", follow);
  },
};
"""


class Page:
    """The interactive page of a problem, or of a problem line, as a notebook widget.

    ``at`` is the output that is shown; it can be read, set and observed. Raises OutputError
    where anywidget is not installed, and for what no page can show.
    """

    def __new__(cls, problem: Problem | str) -> Any:
        """A widget; its class is made with the first one, when anywidget is imported."""
        from symconv.web.describe import paired
        from symconv.web.document import data_text

        pair = paired(Problem.parse(problem) if isinstance(problem, str) else problem)
        return _kind()(problem=data_text(pair), at=list(pair.at))


@lru_cache(maxsize=1)
def _kind() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError as error:
        raise OutputError(
            "a page in a notebook needs anywidget: install it with "
            "'pip install anywidget', or write a file with 'symconv page'"
        ) from error
    from symconv.web.palette import variables
    from symconv.web.script import joined, read

    traits = {
        "_esm": f"{joined()}{SHOW}",
        "_css": f"{variables()}{read('page.css')}",
        "problem": traitlets.Unicode().tag(sync=True),
        "at": traitlets.List(traitlets.Int()).tag(sync=True),
    }
    return type("PageWidget", (anywidget.AnyWidget,), traits)
