"""Cases on recorded accounts: each a file that holds the question and its truth, beside the account's own.

A case that was made of an investigation is a draft until a person has read it: `reviewed` says that somebody has.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import Field, JsonValue, TypeAdapter

from evals.recorded.account import RecordedAccount, load, why, write
from evals.recorded.faults import UnusableRecording
from evals.recorded.secrets import CANARY, refuse_secrets
from evals.suite.case import Case, Recorded
from evals.suite.written import UNORDERED
from tools.contract.record import Record

FOLDER = Path(__file__).parent / "kept"
_CASE, _ACCOUNT, _INDEX = ".case.json", ".account.json", "index.json"
_LINE = 118
_UNSAID: dict[str, JsonValue] = {"unit": None, "critical": False, "tolerance": 0, "injection": None, "left_out": []}


class Filed(Record):
    """A case as its file holds it. `made_of`: the case or the run that it was recorded from, as in `case pay-0001`.

    `left_out` names facts of the report that it was drafted from which stand in no object of the account.
    """

    canary: str = Field(default=CANARY, pattern=f"^{CANARY}$")
    reviewed: bool
    made_of: str
    left_out: list[str] = []
    case: Case


def recorded_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every recorded case, by id. Raises `UnusableRecording` for a file that can't be used, a draft above all."""
    return tuple(filed.case for filed in filed_cases(folder))


def filed_cases(folder: Path = FOLDER) -> Iterator[Filed]:
    """The case files that the folder's index names, by id; raises `UnusableRecording` where it names others."""
    names = _index(folder)
    stray = sorted({place.name.removesuffix(_CASE) for place in folder.glob(f"*{_CASE}")} ^ set(names))
    if stray:
        raise UnusableRecording(folder / _INDEX, f"it and the files differ in {', '.join(stray)}", "Mend it, or them")
    for name in names:
        yield _filed(folder / f"{name}{_CASE}")


def names(folder: Path = FOLDER) -> list[str]:
    """The ids of the recorded cases, drafts among them; none where nothing was ever recorded."""
    return _index(folder)


def case_named(name: str, folder: Path = FOLDER) -> Case:
    """The recorded case of an id; raises `UnusableRecording`."""
    return _filed(folder / f"{name}{_CASE}").case


def account_of(case: Case, folder: Path = FOLDER) -> RecordedAccount:
    """The account that a recorded case is asked about; raises `UnusableRecording`."""
    if not isinstance(case.source, Recorded):
        raise ValueError(f"case {case.id!r} is not on a recorded account")
    return load(folder / case.source.file)


def keep(filed: Filed, account: RecordedAccount, folder: Path = FOLDER) -> Path:
    """Writes both files of a case; gives the case's. Raises `NotRecordable`."""
    text = written(filed)
    place = folder / f"{filed.case.id}{_CASE}"
    refuse_secrets(text.replace(CANARY, ""), place.name)
    write(account, folder / account_file(filed.case.id))
    place.write_text(text, "utf-8")
    index = sorted({*_index(folder), filed.case.id})
    (folder / _INDEX).write_text(json.dumps(index, indent=0) + "\n", "utf-8")
    return place


def account_file(case_id: str) -> str:
    """The name of the file of a case's account."""
    return f"{case_id}{_ACCOUNT}"


def written(filed: Filed) -> str:
    """The file's text, the same whatever the order of sets in memory."""
    return laid_out(_ordered(filed.model_dump(mode="json"))) + "\n"


def laid_out(value: JsonValue, depth: int = 0) -> str:
    """JSON to be read by people: what fits on a line stands on one."""
    short = json.dumps(value, ensure_ascii=False)
    if len(short) + depth <= _LINE or not value or not isinstance(value, dict | list):
        return short
    if isinstance(value, list):
        inner, opening, closing = [laid_out(one, depth + 1) for one in value], "[", "]"
    else:
        inner = [f"{json.dumps(name)}: {laid_out(one, depth + 1)}" for name, one in value.items()]
        opening, closing = "{", "}"
    indent = " " * (depth + 1)
    return opening + "\n" + ",\n".join(indent + line for line in inner) + "\n" + " " * depth + closing


def next_id(taken: Iterable[str]) -> str:
    """A neutral id that no recorded case has."""
    numbers = [int(name.removeprefix("rec-")) for name in taken if name.startswith("rec-") and name[4:].isdecimal()]
    return f"rec-{max(numbers, default=0) + 1:04d}"


def _index(folder: Path) -> list[str]:
    """What the index names: it is kept beside the files, so that a file that is lost does not go unnoticed."""
    place = folder / _INDEX
    try:
        found = TypeAdapter(list[str]).validate_json(place.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as fault:
        raise UnusableRecording(place, why(fault), "Mend the file") from fault
    return found


def _filed(place: Path) -> Filed:
    name = place.name.removesuffix(_CASE)
    try:
        filed = Filed.from_json(json.loads(place.read_text("utf-8")))
    except (OSError, ValueError) as fault:
        raise UnusableRecording(place, why(fault), "Mend the file") from fault
    problem, step = _problem(filed, name)
    if problem:
        raise UnusableRecording(place, problem, step)
    return filed


def _problem(filed: Filed, name: str) -> tuple[str, str]:
    if filed.case.id != name:
        return f"its case is called {filed.case.id!r}", "Name the file after the case"
    if not isinstance(filed.case.source, Recorded) or filed.case.source.file != account_file(name):
        return "its account is not the file beside it", f"Name {account_file(name)!r} as its source's file"
    if not filed.reviewed:
        return "nobody has reviewed it yet", 'Read its truth, mend what is wrong, then set "reviewed" to true'
    return "", ""


def _ordered(value: JsonValue, name: str = "") -> JsonValue:
    if isinstance(value, dict):
        said = {key: inner for key, inner in value.items() if key not in _UNSAID or inner != _UNSAID[key]}
        return {key: _ordered(inner, key) for key, inner in said.items()}
    if isinstance(value, list):
        inner = [_ordered(one) for one in value]
        return sorted(inner, key=str) if name in UNORDERED else inner
    return value
