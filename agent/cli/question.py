"""A question as it was typed: on one line, without what can't be seen, and no longer than a pasted message is."""

import click

from agent.render.words import plain

LONGEST_QUESTION = 20_000
"""Characters: a customer's whole message, or a log, can be pasted. What is longer was pasted by mistake, and would be
paid for with every turn of a model.
"""


def tidy(text: str) -> str:
    """The question in `text`; raises `click.UsageError` where there is none, or where it is too long."""
    text = plain(" ".join(text.split())).strip()
    if not text:
        raise click.UsageError('There is no question. Say, for instance: paysleuth ask "why did pi_failed123 fail?"')
    if len(text) > LONGEST_QUESTION:
        raise click.UsageError(
            f"The question has {len(text):,} characters, and {LONGEST_QUESTION:,} are the most. "
            "Ask in a sentence or two, with the id of the payment, charge, refund or booking."
        )
    return text
