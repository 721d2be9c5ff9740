"""Reading: a document to its formulas with exact places, and these to syntax trees.

    read("notes.md's text", "md").formulas[0].chains[0].sides

``document`` finds and parses, ``resolve`` settles what only the whole file can, and
``syntax`` holds the nodes. The core never imports this room.
"""
