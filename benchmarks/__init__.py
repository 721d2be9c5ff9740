"""How fast symconv is beside other ways to the same result: ``python -m benchmarks``.

Every measurement is one record in ``records.py``. It names two readings, ours and the
rival's, which are taken in turns in the same run; medians are compared, as ratios,
because times say more about the machine than about the program.
"""
