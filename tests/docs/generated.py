"""What the documents repeat from the code: each block by the name that a page gives it.

`python -m tests.docs` writes the blocks anew. A column that people write beside a generated table is kept.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from agent.chat.commands import HELP as HELP_OF_CHAT
from agent.cli import COMMANDS, paysleuth
from agent.cli.faults import FAULT, INCONCLUSIVE, UNDELIVERED, USAGE, exit_code
from agent.report import FindingKind, Report
from agent.reports.labels import ACTIONS, CAUSES, PARTIES, VERDICTS
from agent.verification.causes import NEAR_MISSES
from evals.world.build import build_demo
from tests.docs.metrics import dimensions, fact_tables, metric_splits, metrics
from tests.docs.pages import ROOT, Fence, Table
from tests.docs.settings import settings_rows, target_rows
from tests.docs.toollist import arguments, tools
from tests.test_rooms import MAY_IMPORT
from tools.codes import FAMILIES, table
from tools.contract.causes import CauseCode, Verdict
from tools.contract.coverage import MissingReason
from tools.contract.outcome import FailureCode

QUESTION = "why did pi_failed123 fail?"
NOW = "2026-11-22T14:00Z"
"""When the demo account of the documents is asked."""

WIDTH = 100
THREAD = "inv_…"
_THREAD = re.compile(r"inv_[0-9a-f]{12}")
LEFT_OUT = ("The customer's journey", "Plan")
"""Sections of the report that README's session shows by their title alone."""
SHORTENED = {"Ruled out": 3}
"""Sections of which it shows the first lines, and how many."""
HYPOTHESES = 2
"""How many of the plan's hypotheses it shows."""
CUT = " …"


class Session:
    """One run of the README's question, and the files that it left in an empty home."""

    def __init__(self, home: Path) -> None:
        said = CliRunner(env={"PAYSLEUTH_HOME": str(home), "COLUMNS": str(WIDTH)}).invoke(
            paysleuth, ["ask", QUESTION, "--now", NOW], catch_exceptions=False
        )
        assert said.exit_code == 0, said.stderr
        self.watched = _THREAD.sub(THREAD, said.stderr)
        self.report = said.stdout
        kept = (path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
        self.files = sorted(name for name in kept if not name.endswith(("-wal", "-shm")))


@cache
def session() -> Session:
    with tempfile.TemporaryDirectory() as folder:
        return Session(Path(folder) / "home")


def shown(one: Session) -> str:
    """A session as README shows it: typed, watched, and the report, the cuts marked."""
    typed = f'$ paysleuth ask "{QUESTION}" --now {NOW}'
    return f"{typed}\n{_fewer_hypotheses(one.watched.rstrip())}\n\n{_shortened(one.report)}"


def _fewer_hypotheses(watched: str) -> str:
    """What was watched, with the first of the plan's hypotheses."""
    lines = watched.splitlines()
    hypotheses = [at for at, line in enumerate(lines) if line.startswith(" ? ")]
    first, last = hypotheses[HYPOTHESES], hypotheses[-1]
    return "\n".join([*lines[:first], CUT, *lines[last + 1 :]])


def _shortened(report: str) -> str:
    return "\n\n".join(_section(section) for section in report.strip("\n").split("\n\n"))


def _section(section: str) -> str:
    title, _, rest = section.partition("\n")
    if title.startswith(LEFT_OUT):
        return f"{title}\n{CUT}"
    kept = SHORTENED.get(title)
    if kept is None:
        return section
    return "\n".join([title, *rest.splitlines()[:kept], CUT])


def help_of(*names: str) -> str:
    """A command's help, eighty columns wide whatever the terminal."""
    command: click.Command = paysleuth
    context = click.Context(command, info_name="paysleuth", terminal_width=80, **command.context_settings)
    for name in names:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name!r}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    return command.get_help(context)


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and every group's commands."""
    yield ()
    for name in COMMANDS:
        yield (name,)
        command = paysleuth.get_command(click.Context(paysleuth), name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.list_commands(click.Context(command)))


def verdicts() -> Table:
    report = Report.model_construct()
    rows = [(f"`{verdict}`", VERDICTS[verdict], str(_code(report, verdict))) for verdict in Verdict]
    return Table(("verdict", "in the report", "exit code"), rows)


def _code(report: Report, verdict: Verdict) -> int:
    return exit_code(report.model_copy(update={"verdict": verdict}))


def causes() -> Table:
    """Each cause, and those that a fact must exclude before it is called explained."""
    rows = [(f"`{cause}`", said, _misses(cause)) for cause, said in CAUSES.items() if cause in NEAR_MISSES]
    return Table(("cause", "in the report", "easily taken for"), rows)


_MANY = 6


def _misses(cause: CauseCode) -> str:
    misses = NEAR_MISSES[cause]
    return "every failure" if len(misses) > _MANY else ", ".join(f"`{miss}`" for miss in misses) or "nothing"


def report_keys() -> Table:
    return Table(("key",), [(f"`{name}`",) for name in Report.model_fields])


def finding_kinds() -> Table:
    return Table(("kind",), [(f"`{kind}`",) for kind in FindingKind.__args__])


def missing_reasons() -> Table:
    return Table(("missing",), [(f"`{reason}`",) for reason in MissingReason])


def failure_codes() -> Table:
    return Table(("code",), [(f"`{code}`",) for code in FailureCode])


def exit_codes() -> Table:
    return Table(("code",), [(str(code),) for code in (0, FAULT, USAGE, INCONCLUSIVE, UNDELIVERED)])


def code_families() -> Table:
    tables = [table(family) for family in FAMILIES]
    rows = [(f"`{one.family}`", one.about, str(len(one.entries)), one.as_of) for one in tables]
    return Table(("family", "what it explains", "codes", "read"), rows)


def stories() -> Table:
    """The planted payments, as the account stands at `NOW`, with what is true of each."""
    from agent.cli.options import Moment  # noqa: PLC0415
    from agent.demo import SEED  # noqa: PLC0415

    now = Moment().convert(NOW, None, None)
    world = build_demo(SEED, int(now.timestamp()))
    truths = [world.truths[payment] for payment in world.planted.values()]
    rows = [(f"`{truth.payment}`", f"`{truth.verdict}`", f"`{truth.cause}`") for truth in truths]
    return Table(("payment", "verdict", "cause"), sorted(rows, key=lambda row: (row[1], row[2], row[0])))


def settings() -> Table:
    return Table(("setting", "value", "default"), settings_rows())


def deliveries() -> Table:
    return Table(("setting", "value", "default"), target_rows())


def variables() -> Table:
    """The environment variables that the one module which reads them names."""
    source = (ROOT / "tools/operations/environment.py").read_text("utf-8")
    return Table(("variable",), [(f"`{name}`",) for name in dict.fromkeys(re.findall(r'variable\("(\w+)"\)', source))])


def stores() -> Table:
    """The files that a first question to the demo account leaves."""
    return Table(("file",), [(f"`{name.replace('demo', '<account>')}`",) for name in session().files])


def rooms() -> Table:
    rows = [(f"`{room.replace('.', '/')}/`", ", ".join(f"`{other}`" for other in may if other != room) or "nothing")
            for room, may in MAY_IMPORT.items()]  # fmt: skip
    return Table(("room", "may import of paysleuth, besides itself"), rows)


def chat_commands() -> Table:
    return Table(("command", "what it shows"), [(f"`{name}`", what) for name, what in HELP_OF_CHAT.items()])


def words(labels: Mapping[Any, str], name: str) -> Callable[[], Table]:
    return lambda: Table((name, "in the report"), [(f"`{code}`", text) for code, text in labels.items()])


BLOCKS: dict[str, Callable[[], Table | Fence]] = {
    "session": lambda: Fence("console", shown(session())),
    "verdicts": verdicts,
    "causes": causes,
    "parties": words(PARTIES, "party"),
    "actions": words(ACTIONS, "action"),
    "report keys": report_keys,
    "finding kinds": finding_kinds,
    "missing reasons": missing_reasons,
    "failure codes": failure_codes,
    "exit codes": exit_codes,
    "code families": code_families,
    "stories": stories,
    "settings": settings,
    "deliveries": deliveries,
    "tools": tools,
    "arguments": arguments,
    "variables": variables,
    "stores": stores,
    "rooms": rooms,
    "chat commands": chat_commands,
    "metrics": metrics,
    "metric splits": metric_splits,
    "fact tables": fact_tables,
    "dimensions": dimensions,
}

HELP = "help"


def make(name: str) -> Table | Fence:
    """The block that a page calls `name`; `help runs list` is what `paysleuth runs list --help` prints."""
    first, *command = name.split()
    return Fence("text", help_of(*command)) if first == HELP else BLOCKS[name]()
