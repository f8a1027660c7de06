"""What is kept of a run: a line a trial as soon as it is scored, so that a run that was killed goes on where it was."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Literal, Self

from pydantic import ValidationError

from agent.budget import all_tokens, cost, tokens
from evals.running.ran import Ran, Status
from evals.scoring.card import ScoreCard
from evals.suite.case import Case, Split, Tag, Task
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.record import Record

RUN = "run.json"
RESULTS = "results.jsonl"
TRAJECTORIES = "trajectories.jsonl"

FactState = Literal["stated", "missing", "contradicted"]

Trial = tuple[str, int]
"""A case and the number of the trial."""


class Identity(Record):
    """What a run is of: only a run of the same can be gone on with. `seed` is none for the seeds of the suite."""

    suite_version: int
    case_set: str
    agent: str
    trials: int
    seed: int | None = None
    selected: int
    manifest: int
    """How many cases were selected, and how many the suite holds."""
    code: str = ""
    """A digest of who answers: prompts, tools and code."""


class Answer(Record):
    """Verdict, cause and party: said, or true."""

    verdict: Verdict
    cause: CauseCode | None = None
    party: Party

    def __str__(self) -> str:
        return f"{self.verdict} / {self.cause or 'no cause'} / {self.party}"


class Result(Record):
    """One trial of one case, scored. `tokens` are of all kinds; `usd_micros` is none for a model without a price.

    `case_digest` is of all that the score depends on but the world, whose own is `world_digest`.
    """

    case: str
    trial: int
    family: str
    task: Task
    split: Split
    difficulty: int
    tags: list[Tag] = []
    agent: str
    model: str
    suite_version: int
    case_digest: str
    world_digest: str
    status: Status
    reason: str | None = None
    passed: bool
    quality: float
    card: ScoreCard
    said: Answer | None = None
    truth: Answer
    facts: dict[str, FactState] = {}
    """What became of each fact of the truth, by its key."""
    wrong_money: list[str] = []
    """The facts of money, by key, that the answer contradicts."""
    breaches: list[str] = []
    """What was done that may never be: writes, and reads of accounts that aren't granted."""
    rivals: dict[str, bool] = {}
    """Whether agents that know nothing pass the case, by their names; empty where they were not asked."""
    scorers: str = ""
    """A digest of how the scorers judge answers made without an agent; empty where they were not asked to."""
    turns: int
    calls: int
    reads: int
    requests: int
    unrecorded: int
    tokens: int
    usd_micros: int | None = None
    seconds: float

    @property
    def of(self) -> Trial:
        return self.case, self.trial

    @property
    def finished(self) -> bool:
        """Whether the trial counts: what the machinery kept from ending is asked again."""
        return self.status not in (Status.INFRA_ERROR, Status.WORLD_ERROR)

    @property
    def failing(self) -> list[str]:
        """The scorers that did not pass it, gating or not."""
        return [score.scorer.value for score in self.card.scores if score.passed is False]


@dataclass(frozen=True)
class Scored:
    """An answer scored: its card, what became of each fact of the truth, the amounts that it gets wrong, and what was
    done for it that may never be.
    """

    card: ScoreCard
    facts: Mapping[str, FactState] = field(default_factory=dict[str, FactState])
    wrong_money: Sequence[str] = ()
    breaches: Sequence[str] = ()


@dataclass(frozen=True)
class Beside:
    """What else was found out about a case while its account was open: see `Result.rivals` and `Result.scorers`."""

    rivals: Mapping[str, bool] = field(default_factory=dict[str, bool])
    scorers: str = ""


def result_of(case: Case, ran: Ran, scored: Scored, agent: str, digests: tuple[str, str], version: int) -> Result:
    """The line of a trial. `digests` are the case's and its world's."""
    card = scored.card
    report, truth = ran.report, case.truth
    said = report and Answer(verdict=report.verdict, cause=report.cause, party=report.party)
    return Result(
        case=case.id,
        trial=ran.trial,
        family=case.family,
        task=case.task,
        split=case.split,
        difficulty=case.difficulty,
        tags=sorted(case.tags),
        agent=agent,
        model=ran.model,
        suite_version=version,
        case_digest=digests[0],
        world_digest=digests[1],
        status=ran.status,
        reason=ran.reason,
        passed=card.passed and ran.status is Status.ANSWERED,
        quality=card.quality,
        card=card,
        said=said,
        truth=Answer(verdict=truth.verdict, cause=truth.cause, party=truth.party),
        facts=dict(scored.facts),
        wrong_money=list(scored.wrong_money),
        breaches=list(scored.breaches),
        turns=len(ran.turns),
        calls=sum(call.ran and call.evidence is not None for call in ran.calls),
        reads=0 if report is None else report.cost.stripe_reads,
        requests=len(ran.requests),
        unrecorded=len(ran.unrecorded),
        tokens=all_tokens(tokens(ran.turns)),
        usd_micros=cost(ran.turns),
        seconds=ran.seconds,
    )


class Kept:
    """The folder of a run. Trajectories are written before their results, so that every result has one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._results = (folder / RESULTS).open("a", encoding="utf-8")
        self._trajectories = (folder / TRAJECTORIES).open("a", encoding="utf-8")

    @classmethod
    def begin(cls, folder: Path, identity: Identity) -> Self:
        """An empty folder of a run."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in (RESULTS, TRAJECTORIES):
            (folder / name).write_text("")
        (folder / RUN).write_text(json.dumps(identity.to_json(), indent=2) + "\n")
        return cls(folder)

    @classmethod
    def resume(cls, folder: Path) -> Self:
        """The folder of a run that did not end, without the line that it was killed in the middle of."""
        whole = {ran_of(line) for line in _lines(folder / TRAJECTORIES)}
        results = {one.of: one for one in read_results(folder) if one.finished and one.of in whole}
        _rewrite(folder / RESULTS, [one.model_dump_json() for one in results.values()])
        kept = {of: line for line in _lines(folder / TRAJECTORIES) if (of := ran_of(line)) in results}
        _rewrite(folder / TRAJECTORIES, kept.values())
        return cls(folder)

    def keep(self, result: Result, ran: Ran) -> None:
        """Stores a trial. Safe from any thread; what is kept survives the end of this process."""
        with self._lock:
            self._trajectories.write(ran.model_dump_json() + "\n")
            self._trajectories.flush()
            self._results.write(result.model_dump_json() + "\n")
            self._results.flush()

    def close(self) -> None:
        self._results.close()
        self._trajectories.close()


def read_identity(folder: Path) -> Identity | None:
    """What the run in a folder is of; none where it holds no run."""
    try:
        return Identity.model_validate_json((folder / RUN).read_text("utf-8"))
    except (FileNotFoundError, ValidationError):
        return None


def read_results(folder: Path) -> list[Result]:
    """The results in a folder, but for a line that was cut off. Raises ValueError where one is broken otherwise."""
    return [Result.model_validate_json(line) for line in _lines(folder / RESULTS)]


def read_trajectories(folder: Path) -> Iterator[Ran]:
    """All that was done in each trial, one at a time: together they may be large."""
    for line in _lines(folder / TRAJECTORIES):
        yield Ran.model_validate_json(line)


def ran_of(line: str) -> Trial:
    """Of which trial a line of trajectories is."""
    ran = json.loads(line)
    return ran["case"], ran.get("trial", 0)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file that are whole; the last one may have been cut off by a kill."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.endswith("\n") and line.strip():
                yield line


def _rewrite(path: Path, lines: Iterable[str]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text("".join(f"{line.rstrip()}\n" for line in lines), "utf-8")
    beside.replace(path)
