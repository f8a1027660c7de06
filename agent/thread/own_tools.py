"""The agent's own tools: to plan, to look at evidence again, to ask the person back, and to submit the report.

Their arguments are read here. What can't be read is refused by field and reason, and the model may mend it.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from pydantic import JsonValue, ValidationError

from agent.models.conversation import ToolSpec
from agent.report import Plan, ReportDraft
from agent.reports.facts import UnknownFact, resolve
from agent.thread.clarification import ASK_PERSON, Clarification
from agent.thread.evidence import Evidence
from agent.thread.history import Reply
from agent.verification.checked import Refusal
from tools.contract.record import Record, compact

PLAN = "plan"
READ_EVIDENCE = "read_evidence"
SUBMIT_REPORT = "submit_report"

_REASONS_SHOWN = 20

_Kind = TypeVar("_Kind", bound=Record)


class EvidenceRef(Record):
    """`ref` is an outcome (`E3`) or one fact in it (`E3.attempts[1].decline_code`)."""

    ref: str


class Refused(Exception):
    """Arguments that the model can mend: where, and why."""

    def __init__(self, reasons: Sequence[Refusal]) -> None:
        super().__init__("; ".join(f"{reason.where}: {reason.reason}" for reason in reasons))
        self.reasons = reasons


def own_tools() -> list[ToolSpec]:
    """The agent's own tools, in their fixed order."""
    return [
        ToolSpec(
            name=PLAN,
            description=(
                "State what may explain the question and the steps that will tell, before anything of Stripe is read. "
                "Call it again to revise the plan as evidence arrives: mark steps done or skipped, add what is new."
            ),
            input_schema=_schema(Plan),
        ),
        ToolSpec(
            name=READ_EVIDENCE,
            description="Look again at evidence already fetched, whole or one fact of it. Costs no read of Stripe.",
            input_schema=_schema(EvidenceRef),
        ),
        ToolSpec(
            name=ASK_PERSON,
            description=(
                "Ask the person one question back, only where the evidence holds several candidates and none of them "
                "is the sensible one to take. Give a choice for each. Figures, ids and dates stand in question and "
                'choices only as slots like {E2.payments[0].amount}. Answers {"answered":true,"answer":"...",'
                '"choice":0}, without choice where the person used words of their own, or {"answered":false} where '
                "nobody is there: then submit a report that lists the candidates and asks there."
            ),
            input_schema=_schema(Clarification),
        ),
        ToolSpec(
            name=SUBMIT_REPORT,
            description=(
                "Submit the report once the evidence decides the question, or once no more can be had. Figures, ids, "
                "dates and codes stand in texts only as slots like {E3.attempts[1].amount}. Code checks every finding; "
                "what is refused may be mended once."
            ),
            input_schema=_schema(ReportDraft),
            strict=True,
        ),
    ]


OWN_NAMES = frozenset({PLAN, READ_EVIDENCE, ASK_PERSON, SUBMIT_REPORT})


def parse_plan(arguments: dict[str, JsonValue]) -> Plan:
    """The plan of a call; raises `Refused`."""
    return _parse(Plan, arguments)


def parse_draft(arguments: dict[str, JsonValue]) -> ReportDraft:
    """The draft of a call; raises `Refused`."""
    return _parse(ReportDraft, arguments)


def parse_clarification(arguments: dict[str, JsonValue]) -> Clarification:
    """The question of a call; raises `Refused`."""
    return _parse(Clarification, arguments)


def read_evidence(arguments: dict[str, JsonValue], evidence: Sequence[Evidence]) -> Reply:
    """The fact or outcome that a call asks for; raises `Refused`."""
    ref = _parse(EvidenceRef, arguments).ref
    whole = next((item for item in evidence if item.label == ref), None)
    if whole is not None:
        value: JsonValue = whole.outcome.data
    else:
        try:
            value = resolve(ref, evidence).value
        except UnknownFact as unknown:
            raise Refused([Refusal(where="ref", reason=str(unknown))]) from unknown
    return Reply(content=f"<fact>\n{compact(value)}\n</fact>")


def accept() -> Reply:
    return Reply(content=compact({"accepted": True}))


def refuse(reasons: Sequence[Refusal]) -> Reply:
    """The reasons as a model reads them."""
    shown: list[JsonValue] = [{"where": reason.where, "reason": reason.reason} for reason in reasons[:_REASONS_SHOWN]]
    return Reply(content=compact({"refused": shown}), is_error=True)


def _parse(kind: type[_Kind], arguments: dict[str, JsonValue]) -> _Kind:
    try:
        return kind.from_json(arguments)
    except ValidationError as invalid:
        raise Refused([Refusal(where=_where(e["loc"]), reason=e["msg"]) for e in invalid.errors()]) from invalid


def _where(location: tuple[int | str, ...]) -> str:
    """`("findings", 0, "text")` as `findings[0].text`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return text.removeprefix(".") or "arguments"


@cache
def _schema(kind: type[Record]) -> dict[str, JsonValue]:
    return kind.model_json_schema()
