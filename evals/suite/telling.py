"""How an entry of the manifest becomes a case: its question in words, and the truth that its account gives it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from evals.suite.case import Case, Computed, Tag
from evals.suite.families import family_of, is_twin
from evals.suite.manifest import Entry, Stage
from evals.suite.worlds import Worlds
from evals.truth import Asked, Grants, Truth
from evals.truth import Case as Planted
from tools.contract.causes import Verdict

PARAPHRASES = Path(__file__).parents[1] / "cases" / "paraphrases.json"
ABSTAINS = frozenset({Verdict.INCONCLUSIVE, Verdict.NOT_FOUND})
ENOUGH_TO_MISLEAD = 2
HARDEST = 4


@dataclass(frozen=True)
class Paraphrase:
    """A question as people ask it, with places in braces; `given`: what has to be in hand to fill them."""

    name: str
    text: str
    given: frozenset[str]


@cache
def paraphrases() -> Mapping[str, Paraphrase]:
    """The paraphrases by name."""
    rows = json.loads(PARAPHRASES.read_text("utf-8"))
    return {row["id"]: Paraphrase(row["id"], row["text"], frozenset(row["given"])) for row in rows}


@dataclass(frozen=True)
class Told:
    """What an account tells: what is planted on it, by recipe, and its digest."""

    planted: Mapping[str, Planted]
    digest: str


class Tellings:
    """What each stage tells, found out once and kept without the account, which is large."""

    def __init__(self, worlds: Worlds | None = None) -> None:
        self._worlds = worlds or Worlds()
        self._told: dict[str, Told] = {}

    def of(self, stage: Stage) -> Told:
        key = stage.model_dump_json()
        if key not in self._told:
            world = self._worlds.of(source_of(stage, stage.recipes[0]))
            self._told[key] = Told(world.cases, world.shelves.digest)
        return self._told[key]


def source_of(stage: Stage, recipe: str) -> Computed:
    """The account of a case: everything planted on its stage, this recipe asked about."""
    beside = [name for name in stage.recipes if name != recipe]
    return Computed(recipe=recipe, beside=beside, seed=stage.seed, now=stage.now, livemode=stage.livemode)


def tell(entry: Entry, stage: Stage, told: Told) -> Case:
    """The case of an entry. Raises KeyError or IndexError for an entry that its stage can't tell."""
    planted, family = told.planted[entry.recipe], family_of(entry.recipe)
    question, given = _question(entry, planted)
    truth, twin = planted.truth, is_twin(entry.recipe)
    return Case(
        id=entry.id,
        family=family.name,
        task=family.task,
        split=entry.split,
        difficulty=min(max(truth.difficulty, 1 if twin else family.difficulty), HARDEST),
        tags=_tags(entry, truth, twin=twin),
        source=source_of(stage, entry.recipe),
        question=question,
        given=given,
        grants=_grants(planted, stage),
        noise=entry.noise,
        truth=truth,
    )


def fits(paraphrase: str, asked: Sequence[Asked]) -> bool:
    """Whether the asker of a recipe's questions has in hand what a paraphrase names."""
    return paraphrases()[paraphrase].given <= dict(asked[0].given).keys()


def _question(entry: Entry, planted: Planted) -> tuple[str, dict[str, str]]:
    """The question, and of what its asker has in hand whatever stands in it."""
    asked = planted.questions[entry.asked]
    held = dict(asked.given)
    text = paraphrases()[entry.paraphrase].text.format(**held) if entry.paraphrase else asked.text
    return text, {name: value for name, value in held.items() if value in text}


def _grants(planted: Planted, stage: Stage) -> Grants:
    """A key of the mode that the stories are told in, but for those who ask with one of the other mode."""
    return replace(planted.grants, mode="live") if stage.livemode else planted.grants


def _tags(entry: Entry, truth: Truth, *, twin: bool) -> frozenset[Tag]:
    held = {
        Tag.TWIN: twin,
        Tag.ABSTAIN: truth.verdict in ABSTAINS,
        Tag.NO_ISSUE: truth.verdict is Verdict.NO_ISSUE,
        Tag.DISTRACTED: len(truth.distractors) >= ENOUGH_TO_MISLEAD,
        Tag.NOISY: bool(entry.noise),
    }
    return frozenset(tag for tag, holds in held.items() if holds)
