"""One module a command: ``add`` gives the parser its options, ``run`` does the work."""
