"""The playbook's plan: what may be true of the question, which reads will tell, and how far they have come."""

from agent.playbook.located import locate
from agent.playbook.lookups import Lookup
from agent.playbook.notebook import Notebook
from agent.report import Plan, PlanStep

DECIDE = "Decide by Stripe's own fields who stopped the payment and why, and rule out what looks alike"
RECOMMEND = "Say what was made good, what is left to do, and who does it"

_OF_A_PAYMENT = [
    "The customer's bank declined it",
    "Stripe blocked it: its risk rating, a rule of the platform, or a forecast of the bank's answer",
    "The customer never finished: authentication failed or is open, or the payment was never confirmed",
    "It was canceled, or its authorization was never captured",
    "It did not fail after all: a later attempt paid, or it waits for a review, a capture or the bank",
]
_OF_NOTHING = ["The question names no payment that can be looked up; the newest ones may show which is meant"]


def first_plan(book: Notebook, lookups: list[Lookup]) -> Plan:
    """The plan before anything was read."""
    hypotheses = _OF_NOTHING if locate(book).named.none else _OF_A_PAYMENT
    return Plan(hypotheses=hypotheses, steps=_steps([], lookups, done=False))


def revised(plan: Plan, lookups: list[Lookup], done: bool) -> Plan | None:
    """The plan as it stands now; None where nothing changed, or where another model made it."""
    texts = [step.text for step in plan.steps]
    if texts[-1:] != [RECOMMEND]:
        return None
    made = [text for text in texts if text not in {DECIDE, RECOMMEND}]
    steps = _steps(made, lookups, done)
    return Plan(hypotheses=plan.hypotheses, steps=steps) if steps != plan.steps else None


def _steps(made: list[str], lookups: list[Lookup], done: bool) -> list[PlanStep]:
    open_now = list(dict.fromkeys(one.purpose for one in lookups))
    state = "done" if done else "open"
    return [
        *(PlanStep(text=text, state="done") for text in made if text not in open_now),
        *(PlanStep(text=text) for text in open_now),
        *(PlanStep(text=text, state=state) for text in (DECIDE, RECOMMEND)),
    ]
