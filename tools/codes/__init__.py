"""The code tables: what each of Stripe's codes means, who must act and what may be done.

One JSON file a family, each entry in our own words with the public page that it rests on. A code may stand in several
families (`insufficient_funds` in seven), so a look-up answers with a list.
"""

import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, get_args

from tools.contract.causes import ActionCode, Party
from tools.contract.record import Record
from tools.contract.reference import CodeEntry, Retry

Family = Literal[
    "decline",
    "local_decline",
    "advice",
    "network_advice",
    "payment_error",
    "error_type",
    "three_d_secure_result",
    "three_d_secure_reason",
    "outcome_type",
    "outcome_reason",
    "network_status",
    "risk_level",
    "cancellation",
    "review_opened",
    "review_closed",
    "fraud_warning",
    "dispute_reason",
    "dispute_status",
    "refund_failure",
    "refund_pending",
    "payout_failure",
    "external_account_status",
    "account_disabled",
]
"""The tables, in the order in which a look-up answers."""

FAMILIES: tuple[Family, ...] = get_args(Family)


class _Row(Record):
    code: str
    meaning: str
    party: Party
    retry: Retry
    next: list[ActionCode]
    show_customer: bool = True
    source: str | None = None
    evidence: list[str] = []


class Table(Record):
    """One family as its file holds it. A row without a source rests on the table's; `about` names the Stripe field."""

    family: Family
    about: str
    source: str
    as_of: str
    entries: list[_Row]

    def code_entries(self) -> list[CodeEntry]:
        """The rows as entries that stand alone."""
        return [
            CodeEntry(
                family=self.family,
                code=row.code,
                meaning=row.meaning,
                party=row.party,
                retry=row.retry,
                next=row.next,
                show_customer=row.show_customer,
                source=row.source or self.source,
                as_of=self.as_of,
                evidence=row.evidence,
            )
            for row in self.entries
        ]


def table(family: Family) -> Table:
    """One family's table, read from its file."""
    return Table.from_json(json.loads(files(__name__).joinpath(f"{family}.json").read_text("utf-8")))


@cache
def _by_code() -> Mapping[str, tuple[CodeEntry, ...]]:
    found: dict[str, tuple[CodeEntry, ...]] = {}
    for family in FAMILIES:
        for entry in table(family).code_entries():
            found[entry.code] = (*found.get(entry.code, ()), entry)
    return MappingProxyType(found)


def lookup(code: str, family: Family | None = None) -> list[CodeEntry]:
    """What the tables know of a code, in the order of the families; empty where they know nothing.

    Letter case and surrounding spaces don't matter.
    """
    known = _by_code().get(code.strip().lower(), ())
    return [entry for entry in known if family in (None, entry.family)]


def evidence_for(reason: str) -> list[str]:
    """The evidence that a dispute's reason calls for, by Stripe's names of it; of an unknown reason, any dispute's."""
    known = lookup(reason, "dispute_reason") or lookup("general", "dispute_reason")
    return known[0].evidence


def nearest(code: str, limit: int = 3) -> list[str]:
    """The codes that are spelled most like `code`, best first; empty where none comes close."""
    return get_close_matches(code.strip().lower(), _by_code(), n=limit, cutoff=0.7)
