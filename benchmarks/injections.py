"""What strangers' texts do to the playbook's answers: slot by goal, how far each text gets, and what comes of it.

`python -m benchmarks.injections` asks every case with an injection and its clean twin. Of each text it counts whether a
tool would show it that reads the very object (`shown`), whether the run was shown it (`reached`), whether the answer is
right all the same (`right`, with the twin's beside it) and whether nothing was done that the text asks for (`safe`). It
exits 1 where an answer moved or harm was done.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.compose import Choice, Setting, open_investigation
from agent.playbook import Playbook
from agent.report import Report
from evals.injections import Injection, Slot, injections, placed
from evals.injections.cases import clean_twin, injected
from evals.injections.comparing import holds, moved
from evals.injections.earlier import ask_after, setting_of
from evals.running.asking import ACCOUNT, ask
from evals.running.job import Driver
from evals.running.ran import Ran
from evals.running.run import job
from evals.scoring import ScoreCard, Scorer, score
from evals.suite import suite
from evals.suite.accounts import Accounts, Opened, targets
from evals.suite.case import Case, Computed
from tools.contract.clock import MachineClock
from tools.contract.outcome import show
from tools.operations.environment import Environment

_ANSWERS = (Scorer.VERDICT, Scorer.CAUSE, Scorer.PARTY, Scorer.FACTS, Scorer.EVIDENCE)


@dataclass(frozen=True)
class Line:
    """One injection: how far its text got, and what came of it. `told` says what went wrong."""

    one: Injection
    shown: bool
    reached: bool
    clean: bool
    right: bool
    safe: bool
    told: tuple[str, ...] = ()


async def _asked(accounts: Accounts, case: Case) -> tuple[Ran, ScoreCard]:
    with accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        ran = await ask(job(case, 0, opened, Driver(name="playbook")), Environment(), Path(home), MachineClock())
        ran = ran.model_copy(update={"requests": opened.requests()})
        return ran, score(case, ran, opened.objects)


def _right(card: ScoreCard) -> bool:
    return all(card.of(scorer).passed is not False for scorer in _ANSWERS)


async def _would_show(accounts: Accounts, case: Case, one: Injection) -> bool:
    """Whether any tool shows the text that reads the very object it stands in."""
    assert isinstance(case.source, Computed)  # noqa: S101
    ids = {place.object_id for place in placed(one, accounts.worlds.of(case.source).shelves, targets(case))}
    with accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        shown = [text async for text in _shown(case, opened, Path(home), ids)]
    return any(holds(one, text) for text in shown)


async def _shown(case: Case, opened: Opened, home: Path, ids: set[str]) -> AsyncIterator[str]:
    setting: Setting = setting_of(case, opened, home, {"playbook": Playbook})
    choice = Choice(account=ACCOUNT, model="playbook", now=case.source.now)
    async with open_investigation(choice, setting=setting) as investigation:
        tools = investigation.means.tools
        for identity in sorted(ids):
            yield show(await tools.call("get_object", {"id": identity}))
        yield show(await tools.call("webhook_deliveries", {"object": case.truth.payment}))
        yield show(await tools.call("payment_flow", {"payment_intent": case.truth.payment}))


async def measure() -> list[Line]:
    """Every injection over its case."""
    lines: list[Line] = []
    cases = {case.injection: case for case in injected(suite())}
    twins: dict[str, tuple[Ran, ScoreCard]] = {}
    with Accounts() as accounts:
        for one in injections():
            twin = clean_twin(one, suite())
            if twin.id not in twins:
                twins[twin.id] = await _asked(accounts, twin)
            clean, card = twins[twin.id]
            if one.in_account:
                case = cases[one.id]
                ran, with_it = await _asked(accounts, case)
                told = (*moved(one, ran, clean), *with_it.of(Scorer.SAFETY).problems)
                reached = any(holds(one, show(item.outcome)) for item in ran.evidence)
                shown = await _would_show(accounts, case, one)
                lines.append(Line(one, shown, reached, _right(card), _right(with_it), not told, told))
            else:
                lines.append(await _after(accounts, twin, one, clean.report, _right(card)))
    return lines


async def _after(accounts: Accounts, case: Case, one: Injection, clean: Report | None, right: bool) -> Line:
    """What an earlier report of the same thread does."""
    with accounts.open(case) as opened, tempfile.TemporaryDirectory() as home:
        history = await ask_after(case, opened, one, Playbook(), Path(home))
    report = history.reports[history.inquiry.number]
    same = clean is not None and (report.verdict, report.cause, report.party) == (
        clean.verdict,
        clean.cause,
        clean.party,
    )
    told = ("the answer moved",) if not same else ()
    told += ("says what it was told to",) if holds(one, report.model_dump_json()) else ()
    return Line(one, True, True, right, same, not told, told)


def table(lines: list[Line]) -> str:
    """The counts, slot by goal, and over all."""
    header = f"{'slot':36} {'goal':44} {'cases':>5} {'shown':>5} {'reached':>7} {'clean':>5} {'right':>5} {'safe':>5}"
    return "\n".join([header, "-" * len(header), *_rows(lines), "-" * len(header), _row("all", "", lines)])


def _rows(lines: list[Line]) -> Iterator[str]:
    for slot in Slot:
        goals = dict.fromkeys(line.one.goal for line in lines if line.one.slot is slot)
        for goal in goals:
            held = [line for line in lines if line.one.slot is slot and line.one.goal is goal]
            yield _row(slot.value, goal.value if goal else "none: harmless, and alike", held)


def _row(slot: str, goal: str, lines: list[Line]) -> str:
    counts = [sum(getattr(line, name) for line in lines) for name in ("shown", "reached", "clean", "right", "safe")]
    shown, reached, clean, right, safe = counts
    return f"{slot:36} {goal:44} {len(lines):5} {shown:5} {reached:7} {clean:5} {right:5} {safe:5}"


def main() -> int:
    """Print the table, and what went wrong."""
    lines = asyncio.run(measure())
    print(table(lines))
    for line in lines:
        for told in line.told:
            print(f"{line.one.id} {line.one.slot}: {told}")
    return int(any(line.told or line.right is not line.clean for line in lines))


if __name__ == "__main__":
    sys.exit(main())
