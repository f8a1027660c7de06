"""Which cases there are: every recipe once, then again and again those of which something is wrong.

Most questions that are asked are about something that went wrong, and an answer that always says so must not do well:
so what is in order, or can't be told, is asked about once, and what is wrong `ROUNDS` times, each time on another
account and in other words; the days of busy accounts, which take long to read, twice on the same. All chance follows
from the recipe's name and the round, so that a recipe that is added moves no other recipe's account, number or words.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from evals.recipes import BY_NAME, OF_DAYS
from evals.suite.case import Split
from evals.suite.families import family_of, original
from evals.suite.manifest import Entry, Manifest, Stage
from evals.suite.noise import NOISES
from evals.suite.telling import ABSTAINS, Tellings, fits
from evals.suite.worlds import in_order
from evals.truth import Case as Planted
from evals.world.draw import DAY, Draw
from tools.contract.causes import Verdict

SEED = 48_611
"""What the suite's own chance comes from; another makes another suite of the same kind."""

ROUNDS = 3
STAGES = (10, 6, 6)
"""Accounts of each round; the last one of a round is in the live mode."""

SHARING = 3
"""How many accounts have the same healthy traffic, seed and clock."""

FIRST_DAY = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())
DAYS = 300
OF_THE_TEST_MODE = frozenset({"B12"})
"""Asked about with a key of the other mode, so told in the test mode only."""

OF_A_QUIET_DAY = ("F06t", "F08", "F08t", "F09", "F11")
"""Told of one busy account, as none of them changes anything on it."""
VOICES = (0, 1)
"""How often a day on which something went wrong is asked about: in general words, and closely."""

FINE = ABSTAINS | {Verdict.NO_ISSUE}
MOST_NUMBERS = 10_000
LAST = ROUNDS - 1


@dataclass(frozen=True)
class _Part:
    """One recipe in one round, and its own chance."""

    recipe: str
    round: int

    def draw(self, about: str) -> Draw:
        return Draw(SEED, "case", self.recipe, str(self.round), about)


def plan(tellings: Tellings) -> Manifest:
    """The manifest, drawn anew; the same each time for the same recipes."""
    first = _stages(0, (name for name in BY_NAME if name not in OF_DAYS))
    told = {name: planted for stage in first for name, planted in tellings.of(stage).planted.items()}
    wrong = [name for name in told if told[name].truth.verdict not in FINE]
    stages = [*first, *(stage for number in range(1, ROUNDS) for stage in _stages(number, wrong))]
    taken: set[int] = set()
    entries: list[Entry] = []
    for stage in stages:
        planted, number = tellings.of(stage).planted, int(stage.name.partition("-")[0])
        entries += [_entry(_Part(recipe, number), stage, planted[recipe], taken) for recipe in stage.recipes]
    days = days_of([name for name in OF_DAYS if name in BY_NAME])
    for stage in days:
        planted = tellings.of(stage).planted
        for recipe in stage.recipes:
            for voice in VOICES if planted[recipe].truth.verdict not in FINE else VOICES[:1]:
                entries.append(_asked_of_days(_Part(recipe, voice), stage, planted[recipe], taken))
    return Manifest(stages=(*stages, *days), cases=tuple(entries))


def days_of(names: Container[str]) -> list[Stage]:
    """Busy accounts, one for each thing that befell a day: the same business, seed and clock for all of them."""
    draw = Draw(SEED, "days")
    now = datetime.fromtimestamp(FIRST_DAY + draw.whole(0, DAYS) * DAY + draw.whole(0, DAY - 1), UTC)
    seed = draw.whole(100_000, 999_999)
    held = [OF_A_QUIET_DAY, *((name,) for name in OF_DAYS if name not in OF_A_QUIET_DAY)]
    asked = [tuple(name for name in recipes if name in names) for recipes in held]
    return [
        Stage(name=f"days-{place}", seed=seed, now=now, recipes=in_order(recipes))
        for place, recipes in enumerate(asked)
        if recipes
    ]


def _asked_of_days(part: _Part, stage: Stage, planted: Planted, taken: set[int]) -> Entry:
    """A day asked about in general words, and in another voice as closely as its recipe has a question for it."""
    general = part.draw("question").whole(0, len(planted.questions) - 1 - bool(part.round))
    asked = len(planted.questions) - 1 if part.round else general
    return Entry(
        id=f"pay-{_number(part, taken):04d}",
        stage=stage.name,
        recipe=part.recipe,
        asked=asked,
        split="dev" if part.round else "ci",
    )


def _stages(number: int, recipes: Iterable[str]) -> list[Stage]:
    """The accounts of a round, each recipe on one of them."""
    count = STAGES[number]
    held: list[list[str]] = [[] for _ in range(count)]
    for recipe in recipes:
        most = count - 1 if original(recipe) in OF_THE_TEST_MODE else count
        held[_Part(recipe, number).draw("stage").whole(0, most - 1)].append(recipe)
    return [_stage(number, place, names, live=place == count - 1) for place, names in enumerate(held) if names]


def _stage(number: int, place: int, recipes: Sequence[str], *, live: bool) -> Stage:
    draw = Draw(SEED, "stage", str(number), str(place // SHARING))
    now = FIRST_DAY + draw.whole(0, DAYS) * DAY + draw.whole(0, DAY - 1)
    return Stage(
        name=f"{number}-{place}",
        seed=draw.whole(100_000, 999_999),
        now=datetime.fromtimestamp(now, UTC),
        livemode=live,
        recipes=in_order(recipes),
    )


def _entry(part: _Part, stage: Stage, planted: Planted, taken: set[int]) -> Entry:
    asked = part.draw("question").whole(0, len(planted.questions) - 1)
    paraphrase = _paraphrase(part, planted)
    text = "" if paraphrase else planted.questions[asked].text
    return Entry(
        id=f"pay-{_number(part, taken):04d}",
        stage=stage.name,
        recipe=part.recipe,
        asked=asked,
        paraphrase=paraphrase,
        split=_split(part, paraphrase),
        noise=_noise(part, planted, text),
    )


def _number(part: _Part, taken: set[int]) -> int:
    """A number that says nothing, the next one if it is taken."""
    number = part.draw("number").whole(0, MOST_NUMBERS - 1)
    while number in taken:
        number = (number + 1) % MOST_NUMBERS
    taken.add(number)
    return number


def _paraphrase(part: _Part, planted: Planted) -> str | None:
    """In the last round, and for some that are asked about once, the words are those that people used."""
    fine = planted.truth.verdict in FINE
    draw = part.draw("paraphrase")
    if not (draw.chance(0.4) if fine else part.round == LAST):
        return None
    found = [name for name in family_of(part.recipe).phrasings if fits(name, planted.questions)]
    return draw.pick(found) if found else None


def _split(part: _Part, paraphrase: str | None) -> Split:
    """Paraphrases are what the router was developed on, so never held out; nor is the last round."""
    developed = paraphrase is not None or part.round == LAST or part.draw("split").chance(0.15)
    return "dev" if developed else "ci"


def _noise(part: _Part, planted: Planted, text: str) -> tuple[str, ...]:
    """Some trouble for some of the cases."""
    draw = part.draw("noise")
    if part.round == LAST or not draw.chance(0.25):
        return ()
    task = family_of(part.recipe).task
    by_booking = planted.truth.payment not in text and "booking_" in text
    found = [
        name
        for name, noise in NOISES.items()
        if task in noise.suits and not noise.denied & planted.grants.denied and (by_booking or not noise.by_booking)
    ]
    return (draw.pick(found),)
