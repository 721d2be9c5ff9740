"""Identities of convolution and cross-correlation, proved step by step.

``prove`` makes a proof from a record of ``records``: every step is checked by ``same``, and
``counter`` searches for the smallest arrays on which it fails without a condition. To add an
identity, add a record to ``IDENTITIES``.

>>> from symconv.identities.prove import find, prove
>>> from symconv.identities.write import write
>>> print(write(prove(find("delta"), 1), "text").splitlines()[0][:40])
Convolution with the unit impulse, which
"""
