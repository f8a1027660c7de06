"""What begins with a slash: a look at what the thread holds. Nothing here asks anyone anything."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.chat.tree import evidence_tree, reference
from agent.render import terminal
from agent.render.lines import call_line, spent
from agent.render.words import moment, plain
from agent.report import Cost
from agent.reports.facts import UnknownFact
from agent.thread.events import digest
from agent.thread.history import History, Thread
from agent.thread.ledger import latest_plan

HELP = {
    "/plan": "the plan of the last question",
    "/evidence": "what has been read, a line each",
    "/show N": "evidence EN: its arguments, what it covers, its data; or one part of it, as in /show E1.attempts[1]",
    "/report": "the last report once more; /report 1 is that of the first question",
    "/cost": "what each question has cost",
    "/account": "whose payments these are, and who answers",
    "/resume": "go on with a question that was stopped",
    "/help": "this list",
    "/quit": "leave; so do Ctrl-D, and Ctrl-C twice",
}
WORDS = [name.partition(" ")[0] for name in HELP]

_NOTHING = "Nothing has been asked yet."
_MARKS = {"open": "○", "done": "●", "skipped": "◌"}


class Unknown(click.UsageError):
    """A command that doesn't exist, or whose argument can't be understood."""


@dataclass(frozen=True)
class Looking:
    """The commands that show what is stored. `out` is standard output."""

    out: Console
    thread: Thread
    history: Callable[[], History | None]

    def run(self, line: str) -> None:
        """Runs a command line; raises `Unknown`."""
        name, _, rest = line.partition(" ")
        argument = rest.strip()
        match name:
            case "/help":
                self._help()
            case "/account":
                self._account()
            case "/plan" | "/evidence" | "/show" | "/report" | "/cost":
                self._of_thread(name, argument)
            case _:
                near = difflib.get_close_matches(name, WORDS, n=1)
                meant = f"Did you mean {near[0]}?" if near else "/help lists those there are."
                raise Unknown(f"There is no command {plain(name)!r}. {meant}")

    def _of_thread(self, name: str, argument: str) -> None:
        history = self.history()
        if history is None:
            self._line(_NOTHING)
            return
        match name:
            case "/plan":
                self._plan(history)
            case "/evidence":
                self._evidence(history)
            case "/show":
                self._show(history, argument)
            case "/report":
                self._report(history, argument)
            case _:
                self._cost(history)

    def _help(self) -> None:
        self._line("Ask in plain words: why did pi_failed123 fail?")
        grid = Table.grid(padding=(0, 2))
        for name, what in HELP.items():
            grid.add_row(Text(f"  {name}", style="bold"), what)
        self.out.print(grid)

    def _account(self) -> None:
        account, began = self.thread.account, self.thread.began.strftime("%Y-%m-%dT%H:%M:%SZ")
        simulated = "" if self.thread.seed is None else ", simulated"
        self._line(f"{account.name} · {account.mode} mode{simulated} · times in {account.time_zone}")
        self._line(f"{self.thread.model} answers · thread {self.thread.id}, begun {moment(began, account.time_zone)}")

    def _plan(self, history: History) -> None:
        plan = latest_plan(history)
        if plan is None:
            self._line("There is no plan yet.")
            return
        for hypothesis in plan.hypotheses:
            self._line(f" ? {plain(hypothesis)}")
        for step in plan.steps:
            self._line(f" {_MARKS[step.state]} {plain(step.text)}")

    def _evidence(self, history: History) -> None:
        held = history.evidence()
        if not held:
            self._line("Nothing has been read yet.")
        for item in held:
            called = call_line(item.label, item.outcome.tool, item.outcome.arguments)
            self._line(Text.assemble(plain(called), (f"  {plain(digest(item.outcome))}", "dim")))

    def _show(self, history: History, argument: str) -> None:
        held = history.evidence()
        if not argument:
            labels = ", ".join(item.label for item in held) or "none yet"
            raise Unknown(f"Say which evidence: /show 1, or a part of it: /show E1.attempts[0]. There is: {labels}.")
        try:
            tree = evidence_tree(held, reference(argument), self.thread.account.time_zone)
        except UnknownFact as unknown:
            raise Unknown(f"{plain(str(unknown))}.") from unknown
        self.out.print(tree, markup=False)

    def _report(self, history: History, argument: str) -> None:
        number = int(argument) if argument.isdecimal() else max(history.reports, default=0)
        if number not in history.reports or (argument and not argument.isdecimal()):
            asked = (
                "The last question has no report yet." if not argument else f"There is no report {plain(argument)!r}."
            )
            raise Unknown(f"{asked} Reports: {', '.join(map(str, sorted(history.reports))) or 'none yet'}.")
        terminal.render(history.reports[number], self.out)

    def _cost(self, history: History) -> None:
        costs = {number: report.cost for number, report in sorted(history.reports.items())}
        for number, cost in costs.items():
            self._line(f"{number}. {_shortened(history.inquiries[number - 1].question)}: {spent(cost)}")
        if not costs:
            self._line("No question has its report yet.")
        elif len(costs) > 1:
            self._line(f"all: {spent(_sum(list(costs.values())))}")

    def _line(self, text: str | Text) -> None:
        self.out.print(text, markup=False, highlight=False, soft_wrap=not self.out.is_terminal)


_WIDEST = 60


def _shortened(question: str) -> str:
    question = plain(question)
    return question if len(question) <= _WIDEST else f"{question[: _WIDEST - 1]}…"


def _sum(costs: list[Cost]) -> Cost:
    dollars = [cost.usd_micros for cost in costs if cost.usd_micros is not None]
    counts = [name for name in Cost.model_fields if name != "usd_micros"]
    added = {name: sum(getattr(cost, name) for cost in costs) for name in counts}
    return Cost(**added, usd_micros=sum(dollars) if dollars else None)
