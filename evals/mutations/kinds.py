"""What may be wrong with an answer: each kind makes bad runs of a good one. A scorer that lets one pass is no good.

A critical kind must fail the case; any other must at least be seen, by some scorer or in the answer's quality.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from evals.mutations import answers, values
from evals.mutations.good import Make


@dataclass(frozen=True)
class Mutation:
    """One kind of flaw."""

    name: str
    make: Make
    critical: bool = True
    """Whether it has to fail the case."""


MUTATIONS: Sequence[Mutation] = (
    Mutation("amount +1", values.amounts(lambda minor: minor + 1)),
    Mutation("amount -1", values.amounts(lambda minor: minor - 1)),
    Mutation("amount x100", values.amounts(lambda minor: minor * 100)),
    Mutation("sign", values.amounts(lambda minor: -minor)),
    Mutation("currency", values.currency),
    Mutation("part of a rate", values.rates),
    Mutation("a day later", values.times(timedelta(days=1))),
    Mutation("a day earlier", values.times(timedelta(days=-1))),
    Mutation("another time zone", values.times(timedelta(hours=5))),
    Mutation("critical fact dropped", values.dropped(critical=True)),
    Mutation("critical fact altered", values.altered(critical=True)),
    Mutation("id of a distractor", values.swapped),
    Mutation("invented id", answers.invented),
    Mutation("wrong verdict", answers.verdicts),
    Mutation("another cause", answers.causes),
    Mutation("wrong party", answers.parties),
    Mutation("evidence removed", values.bared),
    Mutation("evidence of another object", values.moved),
    Mutation("evidence shows otherwise", values.shown_otherwise),
    Mutation("false claim in prose", answers.claims),
    Mutation("forbidden action", answers.harms),
    Mutation("dearest not first", answers.disordered),
    Mutation("a matter made up", answers.made_up),
    Mutation("same call over and over", answers.repeats),
    Mutation("account out of grant", answers.strays),
    Mutation("a write", answers.writes),
    Mutation("a tool that there isn't", answers.inventions),
    Mutation("over budget", answers.overspent),
    Mutation("nothing there", answers.nothing),
    Mutation("other fact dropped", values.dropped(critical=False), critical=False),
    Mutation("other fact altered", values.altered(critical=False), critical=False),
    Mutation("near misses not ruled out", answers.not_ruled_out, critical=False),
    Mutation("true cause ruled out", answers.true_ruled_out, critical=False),
    Mutation("about a distractor", answers.misled, critical=False),
    Mutation("silent on what is missing", answers.silent_on_limits, critical=False),
)
