"""Truths are written apart from the renderer: a wrong row in one of its tables shows as a truth that can't be read."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from evals.recipes import BY_NAME, OF_DAYS
from evals.recipes.expected import attempts, claims
from evals.truth import Case
from evals.world import build
from evals.world.build import World, build_world
from evals.world.happened import Advice, Pricing, Refusal, RiskDecision
from evals.world.parties import Scheme
from evals.world.shown import charges, codes, disputes, intents, memberships, methods, money, payouts, refunds, standing
from evals.world.standing import Stop
from evals.world.steps import Why
from evals.world.treasury import Mishap
from tests.world.conftest import NOW, at_rest
from tests.world.test_truths import find, unread

SEEDS = range(1, 13)
"""Recipes draw among refusals, brands and complaints: in so many accounts each row of each table is met."""
NEVER_PLANTED = {Refusal.NO_AUTHORITY}
TOLD_APART = [name for name in BY_NAME if name not in OF_DAYS]
"""What can be told in an account on which nothing else happens; a busy account's days can't."""

NO_BLOCK = ("blocked", "declined_by_network", "rule", "")


@pytest.fixture(autouse=True)
def nothing_but_recipes(monkeypatch: pytest.MonkeyPatch) -> None:
    for business in (*build.BUSINESS, build.noise):
        monkeypatch.setattr(business, "happen", lambda *told: None)


@cache
def sound(seed: int) -> World:
    return at_rest(lambda: build_world(TOLD_APART, seed, NOW))


def untrue(world: World) -> Iterator[str]:
    """What the truths of a world say that can't be read in it, and sums that the ledger has otherwise."""
    for case in world.cases.values():
        yield from unread(world, case.truth)
        yield from misreckoned(world, case)


def misreckoned(world: World, case: Case) -> Iterator[str]:
    """Fees and arrived amounts, which stand with the movement on the balance and in no field of the payment's own."""
    facts = {fact.key: fact.value for fact in case.truth.facts}
    charge = facts.get("charge") or facts.get("paid_charge")
    entry = find(world, find(world, str(charge))["balance_transaction"]) if "stripe_fee" in facts else {}
    for key, field in (("stripe_fee", "fee"), ("settled", "amount"), ("net", "net")):
        if entry and key in facts and facts[key] != entry[field]:
            yield f"{case.recipe} {key}: {entry['id']} has {entry[field]}"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_sound_world_says_what_its_truths_say(seed: int):
    assert list(untrue(sound(seed))) == []
    assert any("stripe_fee" in {fact.key for fact in case.truth.facts} for case in sound(seed).cases.values())


def noticed(told_by: str) -> bool:
    """Whether the truths of the recipes of some letters are not what some account shows."""
    names = [name for name in TOLD_APART if name.startswith(tuple(told_by.split()))]
    return any(list(untrue(build_world(names, seed, NOW))) for seed in SEEDS)


@pytest.mark.parametrize("refusal", [one for one in Refusal if one not in NEVER_PLANTED])
def test_a_wrong_decline_is_noticed(monkeypatch: pytest.MonkeyPatch, refusal: Refusal):
    right = codes.DECLINES[refusal]
    monkeypatch.setitem(codes.DECLINES, refusal, replace(right, code="try_again_later"))
    assert noticed("A E02")


ROWS: list[tuple[str, str, Mapping[Any, Any], Any, Any]] = [
    *(("A", "advice", codes.ADVICE, one, "try_something_else") for one in Advice),
    *(("A1", "block", charges._BLOCKS, one, NO_BLOCK) for one in charges._BLOCKS),
    *(("A", "undoing", charges._UNDONE, one, NO_BLOCK) for one in charges._UNDONE),
    *(("B05", "cancellation", intents.CANCELLATIONS, one, "automatic") for one in Why),
    *(("C0", "refund failure", refunds.FAILURES, one, "no_reason") for one in refunds.FAILURES),
    *(("C0", "refund wait", refunds.WAITS, one, "unknown") for one in refunds.WAITS),
    *(("C B15 E03", "dispute", disputes.REASONS, one, "general") for one in disputes.REASONS),
    *(("E", "ending", memberships.ENDED, one, ("paused", None)) for one in memberships.ENDED),
    *(("E", "method", methods.TYPES, one, "bacs_debit") for one in Scheme),
    *(("FEES", "share of a fee", money.SHARES, one, Fraction(1, 100)) for one in Pricing),
    *(("FEES", "fixed part of a fee", money.FIXED, one, 1) for one in ("usd", "eur")),
    *(("C0", "dispute fee", money.DISPUTE_FEE, one, 1) for one in money.DISPUTE_FEE),
    *(("D09 D10 D11t", "payout failure", payouts.FAILURES, one, ("account_frozen", "")) for one in Mishap),
    *(("D12 D13", "standing", standing.DISABLED, one, "listed") for one in Stop if one is not Stop.NOTHING_SENT),
    ("B0", "places of a currency", money.EXPONENT, "kwd", 2),
]


@pytest.mark.parametrize(
    ("told_by", "table", "row", "wrong"),
    [(told_by, *row) for told_by, _, *row in ROWS],
    ids=[f"{what}: {row}" for _, what, _, row, _ in ROWS],
)
def test_a_wrong_row_is_noticed(
    monkeypatch: pytest.MonkeyPatch, told_by: str, table: dict[Any, Any], row: Any, wrong: Any
):
    assert table[row] != wrong
    monkeypatch.setitem(table, row, wrong)
    assert noticed(told_by)


def test_a_wrong_rule_is_noticed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(charges, "CAPTURE_WINDOW", 5 * 86_400)
    assert noticed("B0")


def test_every_row_of_what_is_expected_is_there():
    assert attempts.DECLINE_CODES.keys() == set(Refusal)
    assert attempts.ADVICE_CODES.keys() == set(Advice)
    assert attempts.DECIDED.keys() == set(RiskDecision) - {RiskDecision.ALLOW, RiskDecision.REVIEW}
    assert claims.CANCELLATION_REASONS.keys() == set(Why)
