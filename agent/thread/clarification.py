"""Asking the person back: what a model asks, what the person sees of it, and what the model is told.

Question and choices are templates like a report's prose: a fact stands in them as a slot, filled for the person.
"""

import json
from collections.abc import Sequence

from pydantic import Field, ValidationError

from agent.render.words import fill, plain
from agent.reports.facts import resolve, slots
from agent.thread.evidence import Evidence
from tools.contract.record import Record

ASK_PERSON = "ask_person"

MOST_CHOICES = 9
"""So that one key answers."""

NOBODY = "nobody is there to answer: submit the report, list the candidates in it, and ask there which one is meant"


class Clarification(Record):
    """A question for the person who asked, and the answers to choose from, one for each candidate.

    Facts stand in both as slots, like {E2.payments[0].amount}.
    """

    question: str = Field(min_length=1)
    choices: list[str] = Field(default=[], max_length=MOST_CHOICES)

    @property
    def texts(self) -> dict[str, str]:
        """Each text by its place: `question`, `choices[0]`."""
        return {"question": self.question} | {f"choices[{at}]": text for at, text in enumerate(self.choices)}


class Asked(Record):
    """A clarification as the person sees it, its slots filled."""

    question: str
    choices: list[str] = []


class Answer(Record):
    """What the model is told: the words of the person, or of the choice at position `choice`, counted from 0.

    Where nobody answered, `next` says what to do.
    """

    answered: bool
    answer: str | None = None
    choice: int | None = None
    next: str | None = None


def shown(clarification: Clarification, evidence: Sequence[Evidence], zone: str) -> Asked:
    """The clarification with each fact in its place; raises `UnknownFact` for a slot that evidence lacks."""

    def filled(text: str) -> str:
        return fill(text, [resolve(ref, evidence) for ref in slots(text)], zone)

    return Asked(question=filled(clarification.question), choices=[filled(text) for text in clarification.choices])


def understood(typed: str, clarification: Clarification, asked: Asked) -> Answer:
    """What was typed: the number of a choice, from 1, or its words, or words of the person's own; none for nobody."""
    text = plain(" ".join(typed.split())).strip()
    if not text:
        return Answer(answered=False, next=NOBODY)
    numbers = [str(number + 1) for number in range(len(asked.choices))]
    for said in (numbers, asked.choices, clarification.choices):
        if text in said:
            chosen = said.index(text)
            return Answer(answered=True, answer=clarification.choices[chosen], choice=chosen)
    return Answer(answered=True, answer=text)


def parse_answer(content: str) -> Answer | None:
    """The answer that a reply of `ask_person` holds; None for a refusal."""
    try:
        return Answer.from_json(json.loads(content))
    except (ValueError, ValidationError):
        return None
