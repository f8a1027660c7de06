"""The playbook's plan: what may be true of the question, which reads will tell, and how far they have come."""

from collections.abc import Set

from agent.playbook.connect.accounts import HEALTH
from agent.playbook.connect.of_accounts import OF_ACCOUNT
from agent.playbook.located import Located
from agent.playbook.locating import locate
from agent.playbook.lookups import Lookup, unread
from agent.playbook.notebook import Notebook
from agent.playbook.payment.branches import HYPOTHESES, OF_BOOK
from agent.playbook.router import GENERAL, METRICS
from agent.report import Plan, PlanStep

DECIDE = "Decide by Stripe's own fields who stopped the payment and why, and rule out what looks alike"
RECOMMEND = "Say what was made good, what is left to do, and who does it"
TOO_EARLY = "Say that this time has not come yet, and as of when the record was read"
_CLOSING = (DECIDE, RECOMMEND)

_OF_AHEAD = ["The time that the question names has not come yet, so that there can be no record of it"]
_OF_COUNTS = ["The counts of that time answer it, if all of its attempts can be read and there are enough of them"]
_OF_ALL = [
    "Some accounts can't be paid out, or a bank refused a payout of theirs: their own objects show it",
    "The account objects show no trouble, and only each account's payouts would tell more",
]
_OF_FIGURES = ["The figures of that time answer it, where there are enough payments, then and before, to tell by"]
_OF_NOTHING = ["The question names no payment that can be looked up; the newest ones may show which is meant"]


def first_plan(book: Notebook, lookups: list[Lookup], done: bool) -> Plan:
    """The plan before anything was read; `done` where an earlier question has read it all."""
    located = locate(book)
    book_name = located.route.name
    known = HYPOTHESES if book_name in (GENERAL, METRICS) else OF_BOOK.get(book_name, HYPOTHESES)
    if located.of_account:
        known = OF_ACCOUNT.get(book_name, OF_ACCOUNT[HEALTH])
    of_all = _OF_FIGURES if located.measuring else _OF_COUNTS if located.counts else [*known]
    of_all = _OF_ALL if located.of_all else of_all
    hypotheses = _OF_AHEAD if _is_ahead(located) else _OF_NOTHING if located.nothing_to_read else of_all
    return Plan(hypotheses=hypotheses, steps=_steps([_why(located)], lookups, frozenset(), done, _closing(located)))


def _why(located: Located) -> str:
    """Why the plan is what it is: the playbook that the question takes, or that there is nothing to take one for."""
    if _is_ahead(located):
        words = located.span.words if located.span else ""
        return f"No playbook: the time that the question names, {words}, has not come yet, and nothing is on record"
    return located.route.told


def _closing(located: Located) -> tuple[str, ...]:
    """The steps that come after all reading."""
    return (TOO_EARLY,) if _is_ahead(located) else _CLOSING


def _is_ahead(located: Located) -> bool:
    return located.span is not None and located.span.ahead and located.nothing_to_read


def revised(plan: Plan, book: Notebook, lookups: list[Lookup], supposed: str | None, done: bool) -> Plan | None:
    """The plan as it stands now, narrowed to what the evidence bears out; what could not be read is skipped, not done.

    None where nothing changed, or where another model made the plan.
    """
    texts = [step.text for step in plan.steps]
    if not {RECOMMEND, TOO_EARLY} & {*texts[-1:]}:
        return None
    made = [text for text in texts if text not in {*_CLOSING, TOO_EARLY}]
    skipped = unread(book)
    if all(one.outcome.data is None or one.outcome.reference for one in book.shown):
        skipped |= {DECIDE} if done and skipped else set()
    steps = _steps(made, lookups, skipped, done, _closing(locate(book)))
    now = Plan(hypotheses=[supposed] if supposed else plan.hypotheses, steps=steps)
    return now if now != plan else None


def _steps(
    made: list[str], lookups: list[Lookup], skipped: Set[str], done: bool, closing: tuple[str, ...]
) -> list[PlanStep]:
    open_now = list(dict.fromkeys(one.purpose for one in lookups))
    return [
        *(_closed(text, skipped) for text in made if text not in open_now),
        *(PlanStep(text=text) for text in open_now),
        *(_closed(text, skipped) if done else PlanStep(text=text) for text in closing),
    ]


def _closed(text: str, skipped: Set[str]) -> PlanStep:
    return PlanStep(text=text, state="skipped" if text in skipped else "done")
