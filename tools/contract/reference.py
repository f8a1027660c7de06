"""Entries of the code tables: what a code of Stripe means, who must act and what may be done."""

from typing import Literal

from tools.contract.causes import ActionCode, Party
from tools.contract.record import Record

Retry = Literal["now", "later", "after_fix", "never", "with_other_method", "not_applicable"]


class CodeEntry(Record):
    """One code of one family ("decline", "advice", "payout_failure", ...).

    `source` is a public page, `as_of` the month it was read (`2026-11`). `show_customer` is false where a customer may
    only be told that the card was declined. `evidence` is what a dispute's reason calls for, by Stripe's names of its
    fields, the most telling first.
    """

    family: str
    code: str
    meaning: str
    party: Party
    retry: Retry
    next: list[ActionCode]
    show_customer: bool = True
    source: str
    as_of: str
    evidence: list[str] = []


class CodeEntries(Record):
    """What `explain_code` answers: one code may stand in several families; of an unknown one, what is spelled alike."""

    code: str
    entries: list[CodeEntry]
    nearest: list[str] = []
