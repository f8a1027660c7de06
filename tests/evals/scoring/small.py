"""A small account, a case on it and its right answer, for tests that need no world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pydantic import JsonValue

from agent.report import Fact, Finding, Report
from evals.reference import reference
from evals.running.ran import Ran
from evals.scoring import Expected, Score, Scorer, score
from evals.scoring.answer import Answer
from evals.suite.case import Case, Computed
from evals.truth import AnyOf, Distractor, Evidence, Truth
from evals.truth import Fact as TrueFact
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
PAYMENT, CHARGE, OTHER = "pi_1Asked", "ch_1Asked", "pi_2Other"
FAILED_AT = 1_795_000_000


@dataclass(frozen=True)
class Held:
    """The objects of an account, by id."""

    by_id: Mapping[str, Mapping[str, JsonValue]] = field(default_factory=dict[str, Mapping[str, JsonValue]])

    def find(self, identity: str) -> Mapping[str, JsonValue] | None:
        return self.by_id.get(identity)


def _payment(identity: str, amount: int, **more: JsonValue) -> dict[str, JsonValue]:
    status: dict[str, JsonValue] = {"status": "requires_payment_method", "amount_received": 0}
    return {"id": identity, "object": "payment_intent", "amount": amount, "currency": "usd", **status, **more}


ACCOUNT = Held(
    {
        PAYMENT: _payment(PAYMENT, 7195, latest_charge=CHARGE, metadata={"booking_id": "booking_82475"}),
        OTHER: _payment(OTHER, 7195, latest_charge=None),
        CHARGE: {
            "id": CHARGE,
            "object": "charge",
            "amount": 7195,
            "currency": "usd",
            "created": FAILED_AT,
            "captured": False,
            "payment_intent": PAYMENT,
            "outcome": {"reason": "insufficient_funds", "type": "issuer_declined"},
        },
    }
)


def _true(key: str, kind: Any, value: Any, *places: tuple[str, str, Any], **more: Any) -> tuple[TrueFact, AnyOf]:
    fact = TrueFact(key, kind, value, **{"critical": True, **more})
    return fact, AnyOf(key, tuple(Evidence(*place) for place in places))


FACTS = [
    _true("payment", "id", PAYMENT, (PAYMENT, "id", PAYMENT)),
    _true("amount", "money", 7195, (PAYMENT, "amount", 7195), unit="usd"),
    _true("charge", "id", CHARGE, (CHARGE, "id", CHARGE), (PAYMENT, "latest_charge", CHARGE)),
    _true("decline_code", "enum", "insufficient_funds", (CHARGE, "outcome.reason", "insufficient_funds")),
    _true("failed_at", "time", FAILED_AT, (CHARGE, "created", FAILED_AT)),
    _true("captured", "bool", False, (CHARGE, "captured", False)),
    _true("attempts", "count", 1),
    _true("booking", "text", "booking_82475", (PAYMENT, "metadata.booking_id", "booking_82475"), critical=False),
]


def truth(**changed: Any) -> Truth:
    """The truth of the declined payment, or another like it."""
    given: dict[str, Any] = {
        "recipe": "small",
        "payment": PAYMENT,
        "difficulty": 2,
        "verdict": Verdict.EXPLAINED,
        "cause": CauseCode.INSUFFICIENT_FUNDS,
        "party": Party.ISSUER,
        "facts": tuple(fact for fact, _ in FACTS),
        "evidence": tuple(found for _, found in FACTS if found.alternatives),
        "forbidden": frozenset({CauseCode.BLOCKED_BY_RADAR}),
        "distractors": (Distractor(OTHER, "same amount", CauseCode.ISSUER_DECLINED),),
        "actions_ok": frozenset({ActionCode.RETRY_LATER}),
        "actions_forbidden": frozenset({ActionCode.NO_ACTION}),
    }
    return Truth(**given | changed)


def case(question: str = f"Why did {PAYMENT} fail?", *, about: Truth | None = None, **changed: Any) -> Case:
    """The case of the declined payment, or another like it."""
    source = Computed(recipe="small", seed=1, now=NOW)
    given: dict[str, Any] = {"id": "pay-0001", "family": "small", "task": "payment", "split": "dev", "difficulty": 2}
    return Case(**given | {"source": source, "question": question, "truth": about or truth()} | changed)


CASE = case()
GOOD = reference(CASE, ACCOUNT)


def abstaining() -> Case:
    """A question that the account can't answer."""
    unknown: dict[str, Any] = {"verdict": Verdict.NOT_FOUND, "cause": None, "party": Party.UNKNOWN}
    missing = ("the right id: none such exists",)
    about = truth(**unknown, facts=(), evidence=(), subject="pi_9Missing", missing=missing, distractors=())
    return case("Why did pi_9Missing fail?", about=about)


def report(ran: Ran = GOOD) -> Report:
    assert ran.report is not None
    return ran.report


def said(text: str, *facts: Fact, subject: str = PAYMENT) -> Finding:
    return Finding(text=text, kind="observation", severity="info", subject=subject, facts=list(facts))


def told(scorer: Scorer, ran: Ran, of: Case = CASE) -> Score:
    """What one scorer says of a run."""
    return score(of, ran, ACCOUNT).of(scorer)


def answer(ran: Ran = GOOD, of: Case = CASE) -> Answer:
    """A run laid open."""
    return Answer(Expected(of, ACCOUNT), ran)
