"""What a person sees while an investigation runs: the plan, a line for each tool call, and anything out of the way."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.render.lines import call_line
from agent.render.words import plain
from agent.thread.events import CallFinished, CallStarted, Event, Noticed, PlanProposed, ReportReady, Said
from agent.thread.history import Thread

_MARKS = {"ok": ("✓", "green"), "empty": ("✓", "green"), "partial": ("!", "yellow"), "error": ("✗", "red")}
_STATES = {"open": "○", "done": "●", "skipped": "◌"}


class Watch:
    """Prints events as they come, on standard error, so that standard output holds the report alone."""

    def __init__(self, console: Console, thread: Thread) -> None:
        self._console = console
        self._started: dict[str, CallStarted] = {}
        self._steps: dict[str, str] = {}
        self._print(Text(f"{thread.account.name} · {thread.account.mode} mode · {thread.model} · {thread.id}", "dim"))

    def begin(self) -> None:
        """Another question of the same thread begins, with a plan of its own."""
        self._started.clear()
        self._steps.clear()

    def __call__(self, event: Event) -> None:
        match event:
            case PlanProposed():
                self._plan(event)
            case CallStarted():
                self._started[event.evidence] = event
            case CallFinished():
                self._call(event)
            case Noticed():
                self._line("!", "yellow", event.text)
            case ReportReady():
                self._print(Text())
            case Said():
                pass

    def _plan(self, event: PlanProposed) -> None:
        """The first plan whole; of a later one what is new or was given up, as the calls show what was done."""
        if not event.revised:
            self._print(Text("Plan", style="bold"))
            for hypothesis in event.plan.hypotheses:
                self._line("?", "dim", hypothesis)
        for step in event.plan.steps:
            known = self._steps.get(step.text)
            if known is None or (step.state == "skipped" and known != "skipped"):
                self._line(_STATES[step.state], "dim", step.text)
            self._steps[step.text] = step.state
        if not event.revised:
            self._print(Text())

    def _call(self, event: CallFinished) -> None:
        started = self._started.pop(event.evidence, None)
        mark, style = _MARKS.get(event.status, ("·", "dim"))
        arguments = started.arguments if started else {}
        self._line(mark, style, call_line(event.evidence, event.tool, arguments), event.digest)

    def _line(self, mark: str, style: str, text: str, rest: str = "") -> None:
        line = Text.assemble(plain(text), (f"  {plain(rest)}" if rest else "", "dim"))
        if not self._console.is_terminal:
            self._print(Text.assemble(f" {mark} ", line))
            return
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(Text(f" {mark}", style), line)
        self._console.print(grid)

    def _print(self, text: Text) -> None:
        """Prints `text` unbroken: what isn't a screen keeps its lines whole."""
        self._console.print(text, soft_wrap=True)
