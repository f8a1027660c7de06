"""A daily summary of a day that could be read in part or not at all: what waits is told, and nothing is called fine."""

from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.test_refunds_and_disputes import dispute, disputes, refund, refunds
from tools.contract.causes import ActionCode, Verdict
from tools.contract.coverage import Coverage, Part
from tools.contract.money import Money
from tools.contract.outcome import Failure, FailureCode, FieldNote, Outcome
from tools.contract.record import Record

DAY = "daily summary of 2026-11-21"
REFUND = refund(
    1, status="failed", failed_at=datetime(2026, 11, 21, 12, tzinfo=UTC), amount=Money(currency="usd", minor=90_000)
)


async def summed(**records: Record) -> Driven:
    """The summary where of all that it reads these records alone could be read, each whole."""

    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        record = records.get(tool)
        if record is None:
            away = Failure(code=FailureCode.UNAVAILABLE, message="Stripe could not be reached.")
            bare = Coverage(account="demo", livemode=False, as_of=NOW, parts=[])
            return Outcome(status="error", tool=tool, arguments=arguments, coverage=bare, error=away)
        names = ("refunds", "disputes", "payments", "transfers")
        parts = [Part(name=name, resource=name, pages=1, rows=1) for name in names]
        coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=parts)
        data = record.to_json()
        notes = [FieldNote(path=path, part=_part(tool), aggregate=not isinstance(data[path], list)) for path in data]
        return Outcome(status="ok", tool=tool, arguments=arguments, coverage=coverage, data=data, fields=notes)

    driven = await drive(Playbook(), DAY, answer)
    assert verify(driven.draft, driven.evidence, DAY).refusals == []
    return driven


def _part(tool: str) -> str:
    return {"refund_status": "refunds", "dispute_file": "disputes"}.get(tool, "payments")


async def test_a_day_of_which_nothing_could_be_read_is_said_to_be_unknown_and_asks_for_nothing() -> None:
    driven = await summed()
    draft = driven.draft
    assert (draft.verdict, draft.cause, draft.next_steps) == (Verdict.INCONCLUSIVE, None, [])
    last = [one.label for one in driven.evidence if one.outcome.tool == "payment_health"][-1]
    assert draft.findings[0].facts == [f"{last}.error.code"]
    assert any("the figures of the day" in one.missing for one in draft.limits)


async def test_what_waits_is_told_the_dearest_first_though_the_day_has_no_figures() -> None:
    small = dispute(2, "needs_response", created=NOW - timedelta(days=1))
    driven = await summed(refund_status=refunds(REFUND), dispute_file=disputes(small))
    steps = [(one.code, one.subject) for one in driven.draft.next_steps]
    assert steps == [(ActionCode.REFUND_BY_OTHER_MEANS, "re_1one"), (ActionCode.RESPOND_TO_DISPUTE, "du_2one")]
    assert driven.draft.verdict is Verdict.INCONCLUSIVE
