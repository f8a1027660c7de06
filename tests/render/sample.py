"""A small whole report for the renderers, with a stranger's text in every place that can hold one."""

from datetime import UTC, datetime

from agent.report import (
    Cost,
    Dropped,
    Fact,
    Finding,
    Limit,
    NextStep,
    Plan,
    PlanStep,
    Report,
    ReportExhibit,
    RuledOut,
    TrailEntry,
)
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.outcome import Exhibit

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOSTILE = "\x1b[31mred\x1b[0m [link=x]<b>@all</b> ](http://evil.example) | `code`\u202e"

AMOUNT = Fact(ref="E1.attempts[0].amount", value={"currency": "usd", "minor": 4550}, owner="ch_1")
REASON = Fact(ref="E1.attempts[0].decision.reason", value="insufficient_funds", owner="ch_1")
WHEN = Fact(ref="E1.attempts[0].created", value="2026-11-19T14:30:22Z", owner="ch_1")
TYPE = Fact(ref="E1.attempts[0].decision.type", value="issuer_declined", owner="ch_1")
FAILED = Fact(ref="E1.failed_count", value=3, owner="pi_1")
METADATA = Fact(ref="E1.metadata.note", value=HOSTILE, owner="pi_1")


def _at(time: str, event: str, status: str, details: str) -> dict[str, str]:
    return {"timestamp": f"2026-11-19T{time}Z", "event": event, "status": status, "details": details}


FUNDS = "insufficient_funds: The account behind the card does not hold enough for this payment."
ANALYSIS = {
    "paymentIntent": "pi_1",
    "timeline": [
        _at("14:30:10", "payment_intent.created", "recorded", "evt_1"),
        _at("14:30:22", "attempt 1", "failed", "visa 4242 · insufficient_funds"),
        _at("14:32:41", "attempt 2", "failed", "visa 4242 · insufficient_funds"),
        _at("14:33:02", "payment_intent.requires_action", "recorded", "evt_2"),
        _at("14:33:40", "attempt 3", "failed", "mastercard 4444 · payment_intent_authentication_failure"),
        _at("14:34:00", "dispute", "needs_response", "product_not_received · du_1"),
    ],
    "customerJourney": {
        "attempts": 3,
        "paymentMethods": ["visa 4242", "mastercard 4444"],
        "failurePoints": [
            f"attempt 1, authorization: {FUNDS}",
            f"attempt 2, authorization: {FUNDS}",
            "attempt 3, authentication: payment_intent_authentication_failure: The customer did not pass it.",
        ],
    },
    "resolution": {
        "finalStatus": "requires_payment_method",
        "totalTime": "PT3S",
        "recoveryActions": [
            "attempt 2: the same method again, failed",
            "attempt 3: another method, failed",
            "advised: ask_for_other_method",
            "advised: retry_later",
        ],
    },
}

FINDINGS = [
    Finding(
        text="The issuer declined {E1.attempts[0].amount} at {E1.attempts[0].created}: "
        "{E1.attempts[0].decision.reason}.",
        kind="cause",
        severity="critical",
        subject="pi_1",
        facts=[AMOUNT, REASON, WHEN],
    ),
    Finding(
        text="Its note says {E1.metadata.note}.",
        kind="observation",
        severity="info",
        subject="pi_1",
        facts=[METADATA],
    ),
]
RULED_OUT = [
    RuledOut(cause=CauseCode.BLOCKED_BY_RADAR, facts=[TYPE, FAILED]),
    RuledOut(cause=CauseCode.CARD_EXPIRED, facts=[REASON]),
    RuledOut(cause=CauseCode.CARD_DATA_INCORRECT, facts=[REASON]),
]
NEXT_STEPS = [
    NextStep(
        code=ActionCode.ASK_FOR_OTHER_METHOD,
        text="Pay {E1.attempts[0].amount} another way.",
        facts=[AMOUNT],
        who=Party.CUSTOMER,
        where="https://dashboard.stripe.com/test/payments/pi_1",
    )
]
COVERAGE = [
    Coverage(
        account="demo",
        livemode=False,
        as_of=NOW,
        parts=[
            Part(name="charges", resource="/v1/charges", pages=1, rows=1),
            Part(name="refunds", resource="/v1/refunds", pages=1, rows=0),
            Part(name="events", resource="/v1/events", pages=3, rows=300, more=True),
            Part(
                name="disputes",
                resource="/v1/disputes",
                pages=0,
                rows=0,
                missing=Missing(reason=MissingReason.PERMISSION, detail="dispute_read", enable="Disputes: Read"),
            ),
        ],
    )
]
PLAN = Plan(
    hypotheses=["The issuer declined."],
    steps=[PlanStep(text="Read the payment.", state="done"), PlanStep(text="Ask around.", state="skipped")],
)
TRAIL = [
    TrailEntry(tool="plan", status="ok"),
    TrailEntry(evidence="E1", tool="payment_flow", arguments={"payment_intent": "pi_1"}, status="ok"),
    TrailEntry(note="claude was unavailable; the playbook went on"),
]


def report() -> Report:
    return Report(
        thread="th_1",
        account="demo",
        mode="test",
        model="playbook",
        question="why did pi_1 fail?",
        as_of=NOW,
        time_zone="America/Detroit",
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.INSUFFICIENT_FUNDS,
        party=Party.ISSUER,
        findings=FINDINGS,
        ruled_out=RULED_OUT,
        next_steps=NEXT_STEPS,
        exhibits=[ReportExhibit(evidence="E1", exhibit=Exhibit(kind="payment_flow_analysis", data=ANALYSIS))],
        coverage=COVERAGE,
        limits=[Limit(missing="Whether it was disputed.", would_settle="Enable Disputes: Read on the key.")],
        dropped=[Dropped(text="It was fraud.", reason="no fact supports it")],
        plan=PLAN,
        trail=TRAIL,
        cost=Cost(steps=3, tool_calls=1, stripe_reads=7, input_tokens=1200, output_tokens=80, usd_micros=4800),
    )
