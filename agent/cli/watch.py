"""What a person sees while an investigation runs: the plan, a line for each tool call, and anything out of the way."""

from rich.console import Console
from rich.text import Text

from agent.events import CallFinished, CallStarted, Event, Noticed, PlanProposed, ReportReady, Said
from agent.render.lines import call_line
from agent.render.words import plain

_MARKS = {"ok": ("✓", "green"), "empty": ("✓", "green"), "partial": ("!", "yellow"), "error": ("✗", "red")}


class Watch:
    """Prints events as they come, on standard error, so that standard output holds the report alone."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started: dict[str, CallStarted] = {}
        self._planned = False

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
            case Said() | ReportReady():
                pass

    def _plan(self, event: PlanProposed) -> None:
        self._print(Text("Plan, revised" if event.revised else "Plan", style="bold"))
        if not event.revised:
            for hypothesis in event.plan.hypotheses:
                self._line("?", "dim", hypothesis)
        marks = {"open": "○", "done": "●", "skipped": "◌"}
        for step in event.plan.steps:
            self._line(marks[step.state], "dim", step.text)
        if not event.revised:
            self._print(Text())
            self._print(Text("Reading Stripe", style="bold"))

    def _call(self, event: CallFinished) -> None:
        started = self._started.pop(event.evidence, None)
        mark, style = _MARKS.get(event.status, ("·", "dim"))
        arguments = started.arguments if started else {}
        self._line(mark, style, call_line(event.evidence, event.tool, arguments), event.digest)

    def _line(self, mark: str, style: str, text: str, rest: str = "") -> None:
        self._print(Text.assemble(" ", (mark, style), " ", plain(text), (f"  {plain(rest)}" if rest else "", "dim")))

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)
