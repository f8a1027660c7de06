"""The shares of many providers that are late: how many there are, what is due beside them, and whose they are."""

from collections.abc import Iterator

from agent.playbook.connect.escrow_sums import partial
from agent.playbook.connect.shares import ShareAt, SharesAt, each
from agent.playbook.router.reading import read
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding

LATE = frozenset({"missing", "leg_missing"})
_ASKED = frozenset({"owed", "late", "held"})
_MOST = 6


def late_first(at: SharesAt, question: str) -> list[ShareAt]:
    """The shares, those first that need somebody most; asked of what is owed or late, those that were not sent."""
    rows = each(at)
    if _ASKED.isdisjoint(read(question).signs):
        return rows
    return sorted(rows, key=lambda one: one.one.state not in LATE)


def late_to(row: ShareAt) -> Iterator[tuple[str, str]]:
    """The providers to whom a late share was not sent, each with the slot that names it."""
    if row.one.state not in LATE:
        return
    if not row.one.legs and row.one.provider:
        yield row.one.provider, row.slot("provider")
    for place, leg in enumerate(row.one.legs):
        if leg.missing:
            yield leg.provider, row.slot(f"legs[{place}].provider")


def providers_late(at: SharesAt, question: str) -> list[str]:
    """The providers to whom shares of a time are late, those first to whom the first steps would send.

    Of many, where the question is of what is late or owed; of one that it names, always.
    """
    if not at.of_time or (at.found.provider is None and _ASKED.isdisjoint(read(question).signs)):
        return []
    rows = late_first(at, question)
    return list(dict.fromkeys(name for row in rows for name, _ in late_to(row)))[:_MOST]


def asked_of_late(at: SharesAt, question: str) -> tuple[DraftFinding, ...]:
    """How many are late, and due and not late yet, where that is asked and all of it was read: it answers first."""
    if "late" not in read(question).signs or not at.of_time or partial(at) or not at.found.overdue_count:
        return ()
    text = f"Past their date and not sent: late bookings {at.slot('overdue_count')}"
    text += f", {late} by the rule" if (late := at.sums("overdue_total")) else ""
    for place, one in enumerate(at.found.ageing):
        if one.age == "in_grace":
            due = at.sums_of(f"ageing[{place}].amount", one.amount)
            text += f"; due and not yet late {at.slot(f'ageing[{place}].count')}" + (f", {due}" if due else "")
    subject = at.found.provider.provider if at.found.provider else at.outcome.coverage.account
    return (finding("total", subject, f"{text}.", severity="warning"),)
