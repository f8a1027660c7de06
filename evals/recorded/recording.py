"""Recording accounts: a computed case's account is asked, and what it answered is kept in the account's place.

What the playbook reads is a case's core. Beside it stands what another sensible reader would look at, so that a
recording isn't only good for the way that one reader took.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from pydantic import JsonValue

from agent.compose import Choice, open_investigation
from agent.models.choice import PLAYBOOK
from agent.thread.export import ExportedRun, export_run
from evals.recipes import OF_DAYS
from evals.recorded.account import of_run
from evals.recorded.cases import FOLDER, Filed, account_file, filed_cases, keep, names, next_id
from evals.recorded.faults import NotRecordable
from evals.recorded.objects import RecordedObjects
from evals.running.asking import ACCOUNT, ask, setting_of
from evals.running.job import Driver, Job
from evals.running.run import job
from evals.scoring.account import standing
from evals.suite.accounts import Opened, targets
from evals.suite.case import Case, Recorded, Tag
from tools.contract.clock import MachineClock
from tools.operations.environment import Environment
from tools.operations.homes import Home

Wanted = tuple[str, dict[str, JsonValue]]
"""A tool and its arguments."""

Open = Callable[[Case], AbstractContextManager[Opened]]

_NOT_RECORDED = frozenset({Tag.INJECTED, Tag.CLEAN_TWIN, Tag.RECORDED})
_OF_PAYMENT = ("refund_status", "dispute_file")
_COMPUTED = "case "
"""What stands before the name of the case that a recorded one is made of."""

_KINDS = {"pi": "payment_flow", "cus": "customer_history"}


LARGE = frozenset({"R01", "R02", "S01", *OF_DAYS})
"""Families whose answers need every charge of two months, which is more than is worth keeping."""


def choose(cases: Iterable[Case]) -> list[Case]:
    """One case of each family that isn't large, and one of each variant of its fault, with no noise.

    A family's is its fault where it has one, rather than what could be mistaken for it; else what it is named after.
    """
    able = [case for case in cases if not case.tags & _NOT_RECORDED and case.family not in LARGE]
    chosen: dict[str, Case] = {}
    for family in dict.fromkeys(case.family for case in able):
        ordered = sorted((case for case in able if case.family == family), key=_preferred)
        for case in (ordered[0], *(one for one in ordered if _is_variant(one) and _is_faulty(one))):
            chosen.setdefault(_slot(case), case)
    return [case.model_copy(update={"noise": ()}) for case in chosen.values()]


def _preferred(case: Case) -> tuple[bool, ...]:
    return not _is_faulty(case), case.is_tagged(Tag.TWIN), _is_variant(case), bool(case.noise)


def _is_faulty(case: Case) -> bool:
    return not (case.is_tagged(Tag.ABSTAIN) or case.is_tagged(Tag.NO_ISSUE))


def _is_variant(case: Case) -> bool:
    return not case.is_tagged(Tag.TWIN) and case.truth.recipe != case.family


def _slot(case: Case) -> str:
    """What a recorded case stands for, which another takes the place of: a family, or a variant within it."""
    return case.truth.recipe if _is_variant(case) else case.family


def record_accounts(cases: Iterable[Case], open_account: Open, folder: Path = FOLDER) -> list[Path]:
    """Records each case anew, in the place of the one that stood for the same before; gives the cases' files.

    Raises `NotRecordable` for a case whose critical facts its recording would not show.
    """
    taken = names(folder)
    known = {_slot(filed.case): filed.case.id for filed in filed_cases(folder) if filed.made_of.startswith(_COMPUTED)}
    written: list[Path] = []
    for case in cases:
        name = known.get(_slot(case)) or next_id(taken)
        taken.append(name)
        with tempfile.TemporaryDirectory() as home, open_account(case) as opened:
            filed, run = asyncio.run(record(case, name, opened, Path(home)))
        written.append(keep(filed, of_run(run), folder))
    return written


async def record(case: Case, name: str, opened: Opened, home: Path) -> tuple[Filed, ExportedRun]:
    """A case as a recorded one, and all that was read of its account."""
    asked, environment = job(case, 0, opened, Driver(name=PLAYBOOK)), Environment(home=home)
    ran = await ask(asked, environment, home, MachineClock())
    if ran.report is None:
        raise NotRecordable(f"{case.id} came to no report: {ran.reason}")
    given = await _look_around(case, asked, home, ran.report.thread)
    run = export_run(Home(home), ran.report.thread)
    _refuse_unshown(case, RecordedObjects(run.reads))
    recorded = case.model_copy(
        update={
            "id": name,
            "tags": (case.tags | {Tag.RECORDED}) - {Tag.NOISY},
            "source": Recorded(file=account_file(name), now=case.source.now),
            "question": run.questions[0].question,
            "given": given,
        }
    )
    return Filed(reviewed=True, made_of=f"{_COMPUTED}{case.id}", case=recorded), run


def _refuse_unshown(case: Case, objects: RecordedObjects) -> None:
    """Raises where a critical fact that the account shows somewhere stands nowhere in what was read of it.

    What the asker named may stand nowhere: a payment of the other mode is refused, and that is the answer.
    """
    for found in case.truth.evidence:
        if case.truth.fact(found.fact).value in case.given.values():
            continue
        shown = any(standing(objects, place.object_id, place.path) for place in found.alternatives)
        if case.truth.fact(found.fact).critical and not shown:
            raise NotRecordable(f"{case.id}: nothing that was read shows {found.fact}")


async def _look_around(case: Case, asked: Job, home: Path, thread: str) -> dict[str, str]:
    """Reads on in the thread what another reader might; gives what the asker has in hand, masked."""
    setting = setting_of(asked, Environment(home=home), home)
    choice = Choice(account=ACCOUNT, model=PLAYBOOK, now=asked.now)
    async with open_investigation(choice, thread=thread, setting=setting) as investigation:
        tools = investigation.means.tools
        for name, arguments in further(case):
            await tools.call(name, arguments)
        return {name: investigation.means.mask(value) for name, value in case.given.items()}


def further(case: Case) -> Iterator[Wanted]:
    """The calls of a reader who looks at all that a case turns on, and at what misleads in it."""
    about = targets(case)
    misleading = [one.object_id for one in case.truth.distractors]
    for identity in dict.fromkeys([*about, *misleading]):
        prefix = identity.partition("_")[0]
        if prefix in _KINDS:
            parameter = "payment_intent" if prefix == "pi" else "customer"
            yield _KINDS[prefix], {parameter: identity}
        yield "get_object", {"id": identity}
    for identity in about[:1]:
        for tool in _OF_PAYMENT:
            yield tool, {"payment": identity}
        yield "webhook_deliveries", {"object": identity}
