"""Graders put to the test: answers made wrong on purpose, every one of which a scorer has to notice.

`python -m evals.mutations` prints how many of each kind were.
"""
