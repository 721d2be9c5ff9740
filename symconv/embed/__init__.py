"""Notes: what symconv writes into a lecturer's own files, and keeps up to date.

``blocks`` finds the blocks of a text, ``request`` reads what a block asks for, ``body``
writes it in the file's language, and ``notes`` renews a whole file in memory. ``replace``
is the only module here that writes files.

``parts`` is what a request shows in no language yet; from it come the directives of Sphinx
(``sphinx``) and of mystmd (``myst``) and the magics of notebooks (``magics``). ``package`` is
``symconv.sty``.
"""
