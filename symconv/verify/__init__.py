"""Judging what people wrote: which lines are proved, which are wrong, where, and why."""
