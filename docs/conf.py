"""The configuration of the documentation site: ``sphinx-build -W docs docs/_build/html``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from symconv import __version__

project = "symconv"
author = "the authors of symconv"
copyright = author
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "symconv.embed.sphinx", "manual"]
exclude_patterns = ["_build", "manual"]
nitpicky = True
# Python and SymPy have sites of their own, which a build without a network cannot ask; some
# records of ours are told of in words.
nitpick_ignore_regex = [
    ("py:.*", r"(collections\.abc|sympy|core|symconv\.model|symconv\.verify\.report)\..*"),
    ("py:class", r"Any|(symconv\.(identities|exercise)\..*|)(Identity|Proof|Exercise)"),
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
smartquotes = False
symconv_verify = True  # every formula of these pages is checked; a wrong one stops the build

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = "symconv"
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
pygments_style = "github-light-high-contrast"
pygments_dark_style = "github-dark-high-contrast"
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#2c5c3f",
        "color-brand-content": "#0b57b7",
        "color-brand-visited": "#5a3fa0",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8fd0a5",
        "color-brand-content": "#8ab8ff",
        "color-brand-visited": "#c3a8ff",
    },
}
