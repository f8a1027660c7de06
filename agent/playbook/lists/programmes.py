"""What the risk of a time is read from, and how an account stands by the networks' programmes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.playbook.payment.case import Place
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from agent.thread.evidence import Evidence
from agent.verification.causes.risks import RiskCase
from tools.contract.outcome import Outcome
from tools.contract.risk import Programme, RiskOverview


@dataclass(frozen=True)
class RiskAt(Place):
    """The view of a window."""

    found: RiskOverview
    outcome: Outcome
    question: str = ""

    @property
    def case(self) -> RiskCase:
        """The view as the rules of causes read it."""
        return RiskCase(self.evidence, self.question, self.found)

    @property
    def account(self) -> str:
        return self.outcome.coverage.account

    def whole(self, name: str) -> bool:
        """Whether what a field rests on was read to its end."""
        note = self.outcome.note(name)
        part = self.outcome.coverage.part(note.part) if note else None
        return part is not None and part.complete

    @property
    def evidence(self) -> Evidence:
        return Evidence(number=int(self.at[1:]), call_id="", outcome=self.outcome)


def programmes(at: RiskAt, but: Sequence[tuple[int, Programme]]) -> Iterator[DraftFinding]:
    for row in enumerate(at.found.programmes):
        if row not in but:
            yield finding("total", at.account, _programme(at, *row), severity="critical" if row[1].reached else "info")


def _programme(at: RiskAt, number: int, one: Programme) -> str:
    """How the account stands by a programme in its month."""
    place = Place(at.ref(f"programmes[{number}]"))
    level = next((n for n, level in enumerate(one.levels) if not level.reached), None)
    needs = place.slot(f"levels[{level}].needs") if level is not None else ""
    bounds = f" That level needs {needs}." if needs else ""
    reached = f"the level {place.slot('reached')} is reached, with " if one.reached else ""
    return (
        f"{place.slot('name')} ({place.slot('network')}), {place.slot('month')}, by estimate: "
        f"{reached}{counted(place, one)}{left(place, one)}.{bounds}{known(place, one)}"
    )


def standing(at: RiskAt) -> str:
    """How the account stands by the programmes that the question is about, where no level of them is reached."""
    told = " ".join(_programme(at, *row) for row in at.case.programmes())
    return f"Below the threshold: {told}"


def counted(place: Place, one: Programme) -> str:
    share = f", a share of {place.slot('ratio')}" if one.ratio else ""
    return (
        f"claims {place.slot('claims')} (disputes {place.slot('disputes')}, fraud warnings "
        f"{place.slot('fraud_warnings')}), held against {place.slot('payments')} payments of "
        f"{place.slot('payments_of')}{share}"
    )


def known(place: Place, one: Programme) -> str:
    """How far the month has come, and where the programme's rule is from."""
    from_ = f", in which disputes count from {place.slot('disputes_from')}" if one.disputes_from else ""
    runs = "" if one.over else f" The month {place.slot('month')}{from_} still runs."
    return f"{runs} The rule is that of {place.slot('source')} as of {place.slot('as_of')}."


def left(place: Place, one: Programme) -> str:
    """How far the next level is."""
    if one.next is None or one.claims_left is None:
        return ""
    return f", still to go to {place.slot('next')}: claims {place.slot('claims_left')}"
