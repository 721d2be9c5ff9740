"""Single changes to right derivations, and how many of them the verifier judges as it should.

``python -m benchmarks.mutants --count 2000 --seed 1`` prints the rates. The terms, the
wrong terms and the texts are all made here, by loops over small boxes: nothing is shared
with the engine except, for one family of texts, what it emits.
"""
