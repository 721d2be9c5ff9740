"""The interactive page: one self-contained HTML file, and the same page in notebooks.

``describe.py`` says in plain data what a problem is; the JavaScript beside it computes and
shows everything else in the browser. ``document.py`` puts both into a file. To change
what is computed, change ``engine.js``: a test holds it against the Python engine.
"""
