"""`paysleuth eval add` and `paysleuth eval record-accounts`: what is wanted comes as JSON."""

import sys
from pathlib import Path

from evals.recorded.account import load
from evals.recorded.adding import FAMILY, add
from evals.recorded.cases import FOLDER
from evals.recorded.recording import choose, record_accounts
from evals.suite import suite
from evals.suite.accounts import Accounts
from evals.suite.case import Task
from tools.contract.record import Record
from tools.operations import Misconfigured


class Adding(Record):
    """An investigation that is to become a case: a stored thread, or a file that `paysleuth runs export` wrote."""

    source: str
    folder: Path = FOLDER
    family: str = FAMILY
    task: Task = "payment"


class RecordingAccounts(Record):
    """Accounts that are to be recorded: one of each family, or of those that are named."""

    families: list[str] = []
    folder: Path = FOLDER


def add_case(given: str) -> int:
    """Writes the draft of a case, and says what is left to do."""
    wanted = Adding.model_validate_json(given)
    place, filed = add(wanted.source, folder=wanted.folder, family=wanted.family, task=wanted.task)
    account = place.with_name(place.name.replace(".case.", ".account."))
    truth = filed.case.truth
    _say(f"{account}: {len(load(account).reads)} reads, masked")
    _say(f"{place}: a draft of the truth, {truth.verdict}, with {len(truth.facts)} facts")
    for ref in filed.left_out:
        _say(f"left out, as it stands in no object that was read: {ref}")
    _say('Read the draft, mend what is wrong, set "reviewed" to true: until then the suite refuses to run.')
    _say("Then write the catalogue anew: python -m evals.suite")
    return 0


def record_all(given: str) -> int:
    """Records the accounts anew."""
    wanted = RecordingAccounts.model_validate_json(given)
    chosen = [case for case in choose(suite()) if not wanted.families or case.family in wanted.families]
    unknown = set(wanted.families) - {case.family for case in chosen}
    if unknown:
        raise Misconfigured(f"no family {', '.join(sorted(unknown))}", "evals/CATALOG.md lists what there is")
    with Accounts() as accounts:
        written = record_accounts(chosen, accounts.open, wanted.folder)
    sizes = [place.with_name(place.name.replace(".case.", ".account.")).stat().st_size for place in written]
    _say(f"{len(written)} accounts recorded, {sum(sizes) / 1000:.0f} kB, the largest {max(sizes) / 1000:.0f} kB")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
