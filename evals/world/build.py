"""Worlds: what happened in one, what Stripe shows of it, and the truth about what was planted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

import orjson

from evals.recipes import BUSY, BY_NAME, PAIRS, RECIPES, WIDER, Recipe, Story, Telling, Wider
from evals.recipes.derive import truth_of
from evals.recipes.judging import case_of
from evals.recipes.matter import Matter
from evals.recipes.reading import Index, Minted, Names, Told
from evals.truth import Asked, Case, Grants, Truth
from evals.world import accounts, busy, express, hosted, market, members, noise, releases, sharing, tills, traffic
from evals.world import known as known_providers
from evals.world.busy import USUAL, Pace
from evals.world.checkout import Scene
from evals.world.draw import DAY, Draw
from evals.world.happened import Happened
from evals.world.shelf import Shelf, Shelves
from evals.world.shown import show

BUSINESS = (traffic, express, members, tills, hosted)
"""What happens on an account whether or not anything is planted."""


@dataclass(frozen=True)
class World:
    """A simulated account. `shelves` are what can be read of it; `happened` and the truths are for the judges alone."""

    shelves: Shelves
    happened: Happened
    truths: Mapping[str, Truth]
    """By payment id: the payments that failed or might have."""
    planted: Mapping[str, str]
    """Payment id by recipe, of the same."""
    cases: Mapping[str, Case] = field(default_factory=dict[str, Case])
    """By recipe: everything planted, as it is asked about."""

    def truth_of(self, recipe: str) -> Truth:
        """The truth about a recipe's story. Raises KeyError if the recipe isn't planted here."""
        return self.cases[recipe].truth


def build_demo(seed: int, now: int, *, idle: int = 0) -> World:
    """The demo account: every recipe but twins, the stories of `pi_failed123` and `booking_12345`, and those of the
    providers that it is known by.
    """
    return build_world([name for name, _ in (*RECIPES, *WIDER)], seed, now, known=True, idle=idle)


def build_world(  # noqa: PLR0913 - each is a choice of whoever builds one
    recipes: Sequence[str],
    seed: int,
    now: int,
    *,
    livemode: bool = False,
    untidiness: int = 1,
    one_customer: bool = False,
    one_provider: bool = False,
    known: bool = False,
    idle: int = 0,
) -> World:
    """Chosen recipes planted over healthy traffic; the same bytes for the same arguments, wherever and whenever.

    `untidiness`: how many times over there is what makes records untidy. `one_customer`: all that is planted befell
    the customer of the first recipe. `one_provider`: all payments that are planted were for work of the provider whose
    account the first recipe is about. `known`: with the stories of the two providers that the demo account is known by.
    `idle`: how many more accounts are connected, on which nothing ever happened.
    Raises KeyError for a recipe that doesn't exist, and `Unlike` for recipes that can't be of one provider.
    """
    scene = _opened(seed, now, livemode=livemode)
    if idle:
        platform = scene.platform
        more = accounts.idle(scene.draw("idle"), idle, platform.opened_at, now)
        scene.platform = replace(platform, apart=more)
    for business in BUSINESS:
        business.happen(scene)
    noise.happen(scene, untidiness)
    if known:
        known_providers.escrow_week(scene)
        known_providers.payout_months(scene)
    return _told(scene, recipes, one_customer=one_customer, one_provider=one_provider)


def build_busy(recipes: Sequence[str], seed: int, now: int, pace: Pace = USUAL) -> World:
    """A busy account: so many bookings a day, and beside them what an ordinary account has, but nothing untidy.

    Its recipes are those of `BUSY`, and each changes what befell the payments that the ones before it left. Raises
    KeyError for any other.
    """
    scene = _opened(seed, now, livemode=False)
    busy.happen(scene, pace)
    for business in (express, members, tills, hosted):
        business.happen(scene)
    return _told(scene, recipes, known=dict(BUSY))


def build_live(seed: int, now: int) -> World:
    """The live side of the demo account: the same account with a fortnight's business of its own, and no recipe."""
    scene = _opened(seed, now, livemode=True)
    traffic.happen(scene, lasting=14, customers=40)
    express.happen(scene, 3)
    members.happen(scene, 3)
    return _told(scene, ())


def _opened(seed: int, now: int, *, livemode: bool) -> Scene:
    platform = market.platform(seed, now, livemode)
    plans = Draw(seed, "plans", *(("live",) if livemode else ()))
    return Scene(seed, now, platform, plans=market.plans(plans, platform.opened_at))


def _told(
    scene: Scene,
    recipes: Sequence[str],
    *,
    one_customer: bool = False,
    one_provider: bool = False,
    known: Mapping[str, Recipe | Wider] = BY_NAME,
) -> World:
    """The world of a scene with recipes planted over it, of those that are known there."""
    told = [known[name](Telling(scene, scene.draw("recipe", name), name)) for name in recipes]
    if one_customer:
        customers = [one.payment.person.id for one in told if one.payment is not None]
        for other in customers[1:]:
            sharing.one_customer(scene, customers[0], other)
    if one_provider:
        told = _of_one_provider(scene, told)
    releases.happen(scene)
    happened = scene.told()
    shown = show(happened)
    index = Index.of(happened, _event_names(shown), _minted(shown))
    stories = [(one, truth_of(one, index)) for one in told if isinstance(one, Story)]
    truths = [truth for _, truth in stories]
    wider = [case_of(one, index, PAIRS.get(one.recipe)) for one in told if not isinstance(one, Story)]
    cases = {case.recipe: case for case in (*(_case_of(*one) for one in stories), *wider)}
    return World(
        shelves=replace(shown, digest=digest(shown)),
        happened=happened,
        truths={truth.payment: truth for truth in truths},
        planted={truth.recipe: truth.payment for truth in truths},
        cases={name: cases[name] for name in recipes},
    )


def _of_one_provider(scene: Scene, told: Sequence[Story | Matter]) -> list[Story | Matter]:
    """What was told, all of it about the provider of the first."""
    first = told[0]
    provider = None if isinstance(first, Story) else first.provider
    if provider is None:
        raise sharing.Unlike(f"{first.recipe} is about no provider")
    for one in told[1:]:
        if one.payment is None:
            raise sharing.Unlike(f"{one.recipe} is about no payment")
        sharing.one_provider(scene, provider, one.payment.id)
    return [one if isinstance(one, Story) else one.of_provider(provider) for one in told]


def _event_names(shelves: Shelves) -> Names:
    """What the events are called, for truths to name them: their ids, minted as they are shown, and nothing in them."""
    named: dict[str, dict[Told, str]] = {}
    for identity, event in shelves.platform.objects["event"].items():
        named.setdefault(event["data"]["object"]["id"], {})[event["type"], event["created"]] = identity
    return named


def _minted(shelves: Shelves) -> Minted:
    """What payouts and reserves of connected accounts are called, by when they were made."""
    found: dict[str, dict[int, str]] = {}
    for account, shelf in shelves.connected.items():
        held = found.setdefault(account, {})
        for name, payout in shelf.objects.get("payout", {}).items():
            at = payout["created"]
            held[at // DAY * DAY if payout["automatic"] else at] = name
        entries = shelf.objects["balance_transaction"].items()
        held |= {entry["created"]: name for name, entry in entries if entry["type"] == "reserve_hold"}
    return found


def _case_of(story: Story, truth: Truth) -> Case:
    """A payment that failed or might have, as it is asked about."""
    texts = (f"Why did {truth.payment} fail?", f"What happened to {truth.payment}?", f"Is {truth.payment} paid?")
    questions = tuple(Asked(text, (("payment", truth.payment),)) for text in texts)
    return Case(truth.recipe, story.questions or questions, Grants(), truth, PAIRS.get(story.recipe))


def digest(shelves: Shelves) -> str:
    """The sha256 of everything on the shelves as JSON, in the order in which it is served."""

    def plain(shelf: Shelf) -> object:
        paid_out = {"paid_out": shelf.paid_out} if shelf.paid_out else {}
        return {"account": shelf.account, "livemode": shelf.livemode, "objects": shelf.objects, **paid_out}

    everything = {
        "seed": shelves.seed,
        "now": shelves.now,
        "platform": plain(shelves.platform),
        "connected": {account: plain(shelf) for account, shelf in shelves.connected.items()},
    }
    return sha256(orjson.dumps(everything)).hexdigest()
