"""Replaying recordings: each still fits what it was recorded with, or it is said which does not, and from where on."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.models import Model
from agent.models.choice import PLAYBOOK
from evals.gate import SUITE_VERSION
from evals.recordings.file import Head, TurnsRecorded
from evals.recordings.recording import PLACES, Desk, account_digest, trial_of
from evals.recordings.replaying import Ledger, Replay, StaleRecording
from evals.running.job import Driver
from evals.running.ran import Ran, Status
from evals.scoring import ScoreCard
from evals.suite.case import Case

OLD, OLDER, TOO_OLD = timedelta(days=30), timedelta(days=45), timedelta(days=90)
"""Of a recording of a model: from when on it counts as changed, is warned of, and is refused."""

MANY_SOFT = 0.2
"""The share of recordings with changes from which on the run warns."""


@dataclass(frozen=True)
class Replayed:
    """What became of a recording. `passed` and `quality` are today's, none where the replay came to no answer."""

    head: Head
    ledger: Ledger
    turns: int
    passed: bool | None = None
    quality: float | None = None

    @property
    def case(self) -> str:
        return self.head.setup.case

    @property
    def stale(self) -> bool:
        return bool(self.ledger.stale)

    @property
    def again(self) -> str:
        """The command that records it again."""
        model = PLAYBOOK if self.head.made_by == "playbook" else self.head.model
        return f"paysleuth eval record --case {self.case} --model {model}"


def replay(recorded: TurnsRecorded, cases: Mapping[str, Case], desk: Desk, now: datetime) -> Replayed:
    """One recording replayed, and held against what it was when it was made."""
    head = recorded.head
    ledger = Ledger(head.setup.case)
    case = cases.get(head.setup.case)
    if case is None:
        ledger.end("the suite has no such case any more")
        return Replayed(head, ledger, 0)
    speaker = Replay(recorded, account_digest(case, desk), ledger)

    def instead(model: Model) -> Model:
        return speaker

    played: tuple[Ran, ScoreCard] | None = None
    with suppress(StaleRecording):  # the ledger has it
        played = trial_of(case, head.trial, Driver(name=PLAYBOOK), desk, instead)
    speaker.finish()
    _weigh(ledger, head, played, now)
    if played is None:
        return Replayed(head, ledger, speaker.played)
    card = played[1]
    return Replayed(head, ledger, speaker.played, card.passed, round(card.quality, PLACES))


def _weigh(ledger: Ledger, head: Head, played: tuple[Ran, ScoreCard] | None, now: datetime) -> None:
    """Writes down what of the answer, its score and its age is not as it was."""
    if head.made_by == "model":
        age = now - head.recorded
        if age > TOO_OLD:
            ledger.end(f"it is {age.days} days old, and {TOO_OLD.days} is the most")
        elif age > OLD:
            ledger.soften(f"it is {age.days} days old")
    if played is None or ledger.stale:
        return
    ran, card = played
    if ran.status is not Status.ANSWERED:
        ledger.end(f"the replay came to no answer: {ran.reason or ran.status}")
    elif head.suite_version != SUITE_VERSION:
        ledger.soften(f"scored under version {head.suite_version} of the suite, which is now {SUITE_VERSION}")
    elif (card.passed, round(card.quality, PLACES)) != (head.passed, head.quality):
        was, now_is = _scored(head.passed, head.quality), _scored(card.passed, card.quality)
        ledger.end(f"it scored {was} and scores {now_is}, at the same version of the suite")


def warnings(replayed: Iterable[Replayed], now: datetime) -> list[str]:
    """What should be recorded again before it goes stale."""
    all_of_them = list(replayed)
    soft = [one for one in all_of_them if one.ledger.soft and not one.stale]
    said: list[str] = []
    if len(soft) > MANY_SOFT * len(all_of_them):
        said.append(
            f"{len(soft)} of {len(all_of_them)} recordings were made with other words: "
            "what they pass proves what stands around the model, not the prompt"
        )
    aged = [one for one in all_of_them if one.head.made_by == "model" and now - one.head.recorded > OLDER]
    if aged:
        said.append(f"{len(aged)} recordings are older than {OLDER.days} days, and refused from {TOO_OLD.days} on")
    return said


def _scored(passed: bool, quality: float) -> str:
    return f"{'pass' if passed else 'fail'} {quality:.4f}"
