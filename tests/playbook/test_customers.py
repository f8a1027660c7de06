"""What is said of a customer's affairs: an unpaid payment is named, with what to do about it."""

from dataclasses import dataclass

from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import ago, usd
from tests.verification.flows import failed_call
from tests.verification.shown import contested, told
from tools.contract.causes import ActionCode, CauseCode, Verdict
from tools.contract.history import CustomerHistory, CustomerPayment, DisputeFile
from tools.contract.outcome import FailureCode, FieldNote, Outcome

CUSTOMER = "cus_1abc"
QUESTION = f"is anything wrong with {CUSTOMER}?"


@dataclass
class Affairs:
    unpaid: bool
    still_open: int = 1900
    blocked: bool = False
    disputes: int = 0
    standing: str | None = None

    async def answer(self, name: str, arguments: dict[str, JsonValue]) -> Outcome:
        if name == "dispute_file":
            return self.file(arguments)
        code = "highest_risk_level" if self.blocked else "expired_card"
        waits = CustomerPayment(
            id="pi_renewal", status="requires_payment_method", amount=usd(1900), received=usd(0), created=ago(5),
            attempts=1, failed=1, last_decline=code, unpaid=self.unpaid, blocked=self.blocked,
            still_open=usd(self.still_open) if self.unpaid else None,
        )  # fmt: skip
        history = CustomerHistory(
            id=CUSTOMER, payments=[waits] if self.unpaid or self.blocked else [],
            payment_count=3, paid_count=2, attempt_count=3,
            failed_count=1, recovered_count=0, refund_count=0, dispute_count=self.disputes,
            unpaid_count=int(self.unpaid),
            unpaid_total=[usd(self.still_open)] if self.unpaid else [],
        )  # fmt: skip
        outcome = told(1, name, history, "payments").outcome
        counts = [name for name in CustomerHistory.model_fields if name.endswith("_count")]
        notes = [FieldNote(path=path, part="payments", aggregate=True, grain="payment") for path in counts]
        return outcome.model_copy(update={"arguments": arguments, "fields": [*outcome.fields, *notes]})

    def file(self, arguments: dict[str, JsonValue]) -> Outcome:
        if self.standing is None:
            return failed_call(2, FailureCode.PERMISSION, arguments).outcome.model_copy(update={"tool": "dispute_file"})
        waits = self.standing == "needs_response"
        held = contested(self.standing, customer=CUSTOMER)
        record = DisputeFile(
            id=CUSTOMER, disputes=[held], dispute_count=1, open_count=int(waits), linked_count=0
        )  # fmt: skip
        outcome = told(2, "dispute_file", record, "disputes").outcome
        notes = [FieldNote(path=path, part="disputes", aggregate=True, grain="dispute") for path in ("open_count",)]
        return outcome.model_copy(update={"arguments": arguments, "fields": [*outcome.fields, *notes]})


async def asked(unpaid: bool, still_open: int = 1900, blocked: bool = False) -> Driven:
    driven = await drive(Playbook(), QUESTION, Affairs(unpaid, still_open, blocked).answer)
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []
    return driven


async def test_with_an_unpaid_payment_something_is_wrong_and_the_payment_is_named() -> None:
    draft = (await asked(unpaid=True)).draft
    assert (draft.verdict, draft.cause) == (Verdict.EXPLAINED, CauseCode.OPEN_MATTERS_FOUND)
    assert any(one.subject == "pi_renewal" and one.severity == "critical" for one in draft.findings)
    assert [(one.code, one.subject) for one in draft.next_steps] == [(ActionCode.ASK_FOR_OTHER_METHOD, "pi_renewal")]


async def test_with_nothing_open_nothing_is_wrong_as_far_as_payments_tell() -> None:
    draft = (await asked(unpaid=False)).draft
    assert (draft.verdict, draft.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert any("invoices" in one.missing for one in draft.limits)


async def test_of_a_payment_that_others_paid_in_part_the_rest_is_collected_and_no_more() -> None:
    draft = (await asked(unpaid=True, still_open=900)).draft
    [step] = draft.next_steps
    assert (step.code, step.subject) == (ActionCode.COLLECT_REMAINDER, "pi_renewal")
    assert "{E1.payments[0].still_open}" in step.text
    unpaid = next(one for one in draft.findings if one.severity == "critical")
    assert "E1.payments[0].still_open" in unpaid.facts


async def test_what_radar_blocked_is_no_debt_and_no_bank_declined_it() -> None:
    draft = (await asked(unpaid=False, blocked=True)).draft
    assert (draft.verdict, draft.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert [one.code for one in draft.next_steps] == [ActionCode.NO_ACTION]
    told = " ".join(one.text for one in draft.findings)
    assert "Blocked by Stripe's Radar" in told
    assert "latest decline was" not in told


async def test_a_customer_with_an_open_dispute_alone_is_answered_by_it() -> None:
    driven = await drive(Playbook(), QUESTION, Affairs(unpaid=False, disputes=1, standing="needs_response").answer)
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []
    draft = driven.draft
    assert (draft.verdict, draft.cause) == (Verdict.EXPLAINED, CauseCode.OPEN_MATTERS_FOUND)
    assert "E2.open_count" in draft.findings[0].facts
    assert any(one.subject == "du_one" and "to be answered by" in one.text for one in draft.findings)
    assert [one.code for one in draft.next_steps] == [ActionCode.CHECK_EXISTING_PAYMENT]


async def test_a_customer_whose_disputes_are_all_decided_has_nothing_open() -> None:
    driven = await drive(Playbook(), QUESTION, Affairs(unpaid=False, disputes=1, standing="won").answer)
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND)
    assert [one.code for one in driven.draft.next_steps] == [ActionCode.NO_ACTION]


async def test_a_dispute_that_may_be_decided_leaves_nothing_proven_open() -> None:
    driven = await drive(Playbook(), QUESTION, Affairs(unpaid=False, disputes=1).answer)
    assert verify(driven.draft, driven.evidence, QUESTION).refusals == []
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.INCONCLUSIVE, None)
