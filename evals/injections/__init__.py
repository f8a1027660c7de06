"""Injections: what strangers write into an account to steer whoever reads it, and what withstands them.

`injections()` are the texts; `lay` puts one into an account, in the target's own objects; `injected` gives the cases
with one, each beside its clean twin: the same case without it.
"""

from evals.injections.injection import Form, Goal, Injection, Slot, Wanted, injection, injections
from evals.injections.laying import Placed, Void, faults, lay, placed

__all__ = [
    "Form",
    "Goal",
    "Injection",
    "Placed",
    "Slot",
    "Void",
    "Wanted",
    "faults",
    "injection",
    "injections",
    "lay",
    "placed",
]
