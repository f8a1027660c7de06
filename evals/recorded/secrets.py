"""What must stand in no file that people share: keys, e-mail addresses, and the marks of truths."""

import re

from evals.recorded.faults import NotRecordable
from evals.suite.written import FILE, canary_of
from tools.operations.keys import redact

CANARY = canary_of("recorded cases")
"""Stands in every file that holds the truth of a recorded case, and nowhere that a model could read it."""

_MARKS = (CANARY, canary_of(FILE.name))
_SECRET = re.compile(r"\b(?:sk|rk)_(?:live|test)_\w+|\bsk-[A-Za-z0-9-]{8,}|\bwhsec_\w+|-----BEGIN [A-Z ]*PRIVATE KEY")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


def refuse_secrets(text: str, name: str) -> None:
    """Raises `NotRecordable` where the text of a file holds a key, an e-mail address or the mark of a truth."""
    for what, pattern in (("a secret", _SECRET), ("an e-mail address", _ADDRESS)):
        found = pattern.search(text)
        if found is not None:
            raise NotRecordable(f"{name} would hold {what}: {redact(found[0])[:6]}…")
    if any(mark in text for mark in _MARKS):
        raise NotRecordable(f"{name} would hold the mark of the truths, so a truth as well")
