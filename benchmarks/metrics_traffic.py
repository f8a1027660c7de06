"""Ordinary traffic in bulk: the attempts of many payments at once, at the rates of `evals.world.traffic`.

Every column is an array, one entry an attempt; text is kept as the place of its word in a list, zero for none. The same
generator gives the same arrays. What a world tells one by one, such as a customer's second card, is drawn by its odds.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from benchmarks.metrics_words import (
    BRANDS,
    CATEGORY_OF,
    CODES,
    COUNTRIES,
    CURRENCIES,
    DELAY_BOUNDS,
    FUNDINGS,
)
from evals.world import cast, market, traffic
from evals.world.checkout import ELEVATED, HIGHEST, HOURS
from evals.world.draw import DAY, HOUR
from evals.world.happened import Refusal

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Random = np.random.Generator

SUBSCRIPTIONS = 0.045
PROVIDERS_EACH = 40
"""How many times over there are a world's providers in each metro."""
PAYMENTS_EACH = 6
"""How many payments a customer makes, on average."""
TRIES = 4
SETTLES = 4 * DAY
"""How long a bank debit is pending."""

_PLACE = {code: place for place, (code, _) in enumerate(CODES)}
_CODE_OF = {
    Refusal.NO_FUNDS: "insufficient_funds",
    Refusal.NO_REASON: "generic_decline",
    Refusal.NOT_HONORED: "do_not_honor",
    Refusal.WRONG_CVC: "incorrect_cvc",
    Refusal.OVER_LIMIT: "card_velocity_exceeded",
    Refusal.NO_ANSWER: "processing_error",
    Refusal.NOT_PERMITTED: "transaction_not_allowed",
    Refusal.WRONG_NUMBER: "incorrect_number",
    Refusal.LOST: "lost_card",
    Refusal.STOLEN: "stolen_card",
    Refusal.PICK_UP: "pickup_card",
    Refusal.WRONG_CURRENCY: "currency_not_supported",
}
_ADVICE_OF = {None: 0, "try later": 1, "never try again": 2, "check the card's data": 3}
_REFUSALS = np.array([_PLACE[_CODE_OF[refusal]] for (refusal, _), _ in traffic.REFUSALS])
_ADVISED = np.array([_ADVICE_OF[advice] for (_, advice), _ in traffic.REFUSALS])
_TYPED = np.isin(_REFUSALS, [_PLACE["incorrect_cvc"], _PLACE["incorrect_number"]])
_FINAL = [
    _PLACE[code] for code in ("lost_card", "stolen_card", "pickup_card", "expired_card", "currency_not_supported")
]


def weighed(random: Random, weights: Sequence[float], many: int) -> Whole:
    """Places in a list of weights, drawn by them."""
    bounds = np.cumsum(weights) / np.sum(weights)
    return np.minimum(np.searchsorted(bounds, random.random(many), side="right"), len(bounds) - 1).astype(np.int64)


@dataclass
class Payments:
    """Payments, one entry each. `customer` counts from zero."""

    created: Whole
    metro: Whole
    currency: Whole
    service: Whole
    provider: Whole
    customer: Whole
    country: Whole
    brand: Whole
    funding: Whole
    wallet: Whole
    amount: Whole
    done: Whole
    subscription: Flags
    has_bank: Flags
    has_second: Flags
    present: Flags
    by_hand: Flags


def _undecided() -> Whole:
    return np.zeros(0, np.int64)


@dataclass
class Attempts:
    """Attempts, one entry each: `payment` is the place of theirs, `number` counts from one.

    From `ending` on they tell what was decided.
    """

    payment: Whole
    number: Whole
    created: Whole
    bank: Flags
    brand: Whole
    funding: Whole
    wallet: Whole
    after: Whole
    delay: Whole
    same: Whole
    ending: Whole = field(default_factory=_undecided)
    network: Whole = field(default_factory=_undecided)
    code: Whole = field(default_factory=_undecided)
    advice: Whole = field(default_factory=_undecided)
    score: Whole = field(default_factory=_undecided)
    rule: Whole = field(default_factory=_undecided)
    secure: Whole = field(default_factory=_undecided)


def payments(random: Random, many: int, days: Sequence[float], since: int) -> Payments:
    """Payments over days, each with its share of the traffic, from the midnight `since` on."""
    customers = max(1, many // PAYMENTS_EACH)
    of_metro = weighed(random, [weight for _, weight in market.METROS], customers)
    customer = random.integers(0, customers, many)
    metro = of_metro[customer]
    home = np.array([COUNTRIES.index(one.country) for one, _ in market.METROS])[of_metro]
    country = np.where(random.random(customers) < 0.94, home, random.integers(0, 4, customers))
    currency = np.array([CURRENCIES.index(one.currency) for one, _ in market.METROS])[metro]
    offset = np.array([one.hour_offset for one, _ in market.METROS])[metro] * HOUR
    day = weighed(random, days, many)
    created = since + day * DAY + weighed(random, HOURS, many) * HOUR + random.integers(0, HOUR, many) - offset
    service = weighed(random, [weight for _, weight in market.SERVICES], many)
    subscription = random.random(many) < SUBSCRIPTIONS
    each = np.array([max(2, round(weight / 5)) * PROVIDERS_EACH for _, weight in market.METROS])
    first = np.cumsum(each) - each
    brand, funding = _brands(random, country), weighed(random, [weight for _, weight in cast.FUNDINGS], customers)
    funding = np.where(brand == BRANDS.index("amex"), FUNDINGS.index("credit"), funding)
    wallet = weighed(random, (74.0, 17.0, 9.0), customers)
    has_bank = np.isin(home, (0, 2, 3)) & (random.random(customers) < 0.07)
    names = [row[0] for row, _ in market.SERVICES]
    held = np.isin(service, [names.index("drone_inspection"), names.index("moving_help")])
    return Payments(
        created=created,
        metro=metro,
        currency=currency,
        service=service,
        provider=first[metro] + random.integers(0, each[metro]),
        customer=customer,
        country=country[customer],
        brand=brand[customer],
        funding=funding[customer],
        wallet=np.where(subscription, 0, wallet[customer]),
        amount=_amounts(random, service, currency, subscription),
        done=created + random.integers(2, 97, many) * HOUR + random.integers(0, HOUR, many),
        subscription=subscription,
        has_bank=has_bank[customer],
        has_second=(random.random(customers) < 0.22)[customer],
        present=~subscription & (random.random(many) >= 0.3 * 0.25),
        by_hand=held & ~subscription & (random.random(many) < 0.3),
    )


def _brands(random: Random, country: Whole) -> Whole:
    weights = [weight for _, weight in cast.BRANDS]
    return np.where(country < 2, weighed(random, weights, len(country)), weighed(random, weights[:2], len(country)))


def _amounts(random: Random, service: Whole, currency: Whole, subscription: Flags) -> Whole:
    """Prices with the usual ragged end, as `market.price` makes them; those of subscriptions are fixed."""
    many = len(service)
    low, high = (np.array([row[place] for row, _ in market.SERVICES])[service] for place in (1, 2))
    cents = low + ((high - low) * random.random(many) ** 1.8).astype(np.int64)
    listed = cents - cents % random.choice((25, 50, 100), many) - random.choice((0, 1, 1, 5), many)
    taxed = listed * (10_000 + random.choice((0, 0, 600, 625, 825, 890), many)) // 10_000
    off = np.where(random.random(many) < 0.12, random.choice((80, 85, 90), many), 100)
    numerator, denominator = (np.array([market.MINOR_PER_CENT[name][place] for name in CURRENCIES]) for place in (0, 1))
    local = (taxed * off // 100) * numerator[currency] // denominator[currency]
    local = np.where(currency > 2, local - local % 10, local)
    return np.where(subscription, np.array((1490, 1990, 1390, 2290, 4570))[currency], local)


def attempts(random: Random, made: Payments, until: int) -> Attempts:
    """Every try of the payments that came to a charge: the first, and those after a refusal while it is worth it."""
    waiting: Whole = np.arange(len(made.created))
    created = made.created + np.where(made.present, random.integers(3, 191, len(waiting)), 0)
    brand, funding, wallet = made.brand, made.funding, made.wallet
    bank = made.has_bank & ~made.by_hand & ~made.subscription & (random.random(len(waiting)) < 0.15)
    none = np.zeros(len(waiting), np.int64)
    after, delay, same = none, none, none
    told: list[Attempts] = []
    for number in range(1, TRIES + 1):
        numbers = np.full(len(waiting), number)
        one = Attempts(waiting, numbers, created, bank, brand, funding, wallet, after, delay, same)
        _decide(random, made, one, until)
        told.append(one)
        failed = ~np.isin(one.ending, (0, 1, 5)) & (random.random(len(waiting)) >= 0.36)
        failed &= one.created < until
        final = np.isin(one.code, _FINAL) | (one.ending == 3)
        change = final | (random.random(len(waiting)) < 0.45)
        again = failed & (~change | made.has_second[waiting])
        pause = np.where(
            made.present[waiting], random.integers(35, 901, len(waiting)), DAY + random.integers(0, 7201, len(waiting))
        )
        country = made.country[waiting]
        other, others = _brands(random, country), weighed(random, [share for _, share in cast.FUNDINGS], len(waiting))
        brand, funding = np.where(change, other, brand)[again], np.where(change, others, funding)[again]
        wallet = np.where(change, 0, wallet)[again]
        bank = (bank & ~change)[again]
        after = CATEGORY_OF[one.code][again]
        delay = (np.searchsorted(DELAY_BOUNDS, pause, side="right") + 1)[again]
        same = np.where(change, 2, 1)[again]
        waiting, created = waiting[again], (created + pause)[again]
    return joined(told)


def joined(parts: Sequence[Attempts]) -> Attempts:
    """Attempts one after another."""
    return Attempts(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Attempts)))


def _decide(random: Random, made: Payments, one: Attempts, until: int) -> None:
    """What is decided of each: by rules and risk first, then by the issuer."""
    many, of = len(one.payment), one.payment
    present, card = made.present[of], ~one.bank
    worth = _in_us_cents(made, of)
    score = np.minimum((100 * random.beta(1.5, 6.5, many)).astype(np.int64), ELEVATED - 1)
    score = np.where(random.random(many) < 0.035, random.integers(52, 94, many), score)
    by_rule = card & (one.funding == FUNDINGS.index("prepaid")) & (worth > market.BLOCKED_PREPAID_OVER)
    risky = card & ~by_rule & (score >= HIGHEST)
    reviewed = card & ~by_rule & ~risky & (score > market.REVIEWED_SCORE) & (worth > market.REVIEWED_OVER)
    chance = random.random(many)
    free = card & ~by_rule & ~risky
    undone, unlikely = free & (chance < 0.003), free & (chance >= 0.003) & (chance < 0.007)
    typed = free & present & (one.wallet == 0)
    mistyped = typed & (chance >= 0.007) & (chance < 0.011)
    issuer = free & ~undone & ~unlikely & ~mistyped
    code, advice = _answers(random, present, typed, made.subscription[of])
    code = np.where(issuer, code, 0)
    code = np.where(one.bank & (random.random(many) < 0.05), _bank_codes(random, many), code)
    advice = np.where(issuer & (code > 0), advice, 0)
    pending = one.bank & (one.created > until - SETTLES)
    code = np.where(pending, 0, code)
    held = made.by_hand[of] & (made.done[of] > until) & (one.created > until - 7 * DAY)
    ending = np.where(code > 0, 2, np.where(held, 1, 0))
    ending = np.where(by_rule | risky | unlikely, 3, np.where(undone | mistyped, 4, np.where(pending, 5, ending)))
    code = np.where(risky | undone, _PLACE["highest_risk_level"], code)
    code = np.where(unlikely, _PLACE["low_probability_of_authorization"], code)
    one.code = np.where(by_rule | mistyped, _PLACE["rule"], code)
    one.network = np.select([ending == 2, ending == 3, ending == 4], [1, 2, 3], 0)
    one.rule = np.select([by_rule, reviewed & (ending < 2), mistyped], [1, 2, 3], 0)
    one.score = np.where(card, score, -1)
    one.ending, one.advice = ending, advice
    one.secure = np.where(ending == 3, 0, _secure(random, typed & ~mistyped, made.country[of]))


def _in_us_cents(made: Payments, of: Whole) -> Whole:
    numerator, denominator = (np.array([market.MINOR_PER_CENT[name][place] for name in CURRENCIES]) for place in (0, 1))
    return made.amount[of] * denominator[made.currency[of]] // numerator[made.currency[of]]


def _bank_codes(random: Random, many: int) -> Whole:
    return random.choice((_PLACE["insufficient_funds"], _PLACE["debit_not_authorized"]), many)


def _secure(random: Random, asked: Flags, country: Whole) -> Whole:
    """How the customer was authenticated, of those whose authentication didn't fail: those leave no charge."""
    wanted = asked & (random.random(len(country)) < np.where(country < 2, 0.03, 0.7))
    return np.where(wanted, np.where(random.random(len(country)) < 0.6, 1, 2), 0)


def _answers(random: Random, present: Flags, typed: Flags, subscription: Flags) -> tuple[Whole, Whole]:
    """What the issuers say: code and advice. Nobody can mistype what a wallet or the platform keeps for them."""
    many = len(present)
    place = weighed(random, [weight for _, weight in traffic.REFUSALS], many)
    code, advice = _REFUSALS[place], _ADVISED[place]
    slip = _TYPED[place] & ~typed
    code, advice = np.where(slip, _PLACE["do_not_honor"], code), np.where(slip, 0, advice)
    wants = ~present & ~subscription & (random.random(many) < 0.2)
    code, advice = np.where(wants, _PLACE["authentication_required"], code), np.where(wants, 0, advice)
    refused = random.random(many) < np.where(present, 0.115, 0.17)
    expired = typed & (random.random(many) < 0.015)
    code, advice = np.where(expired, _PLACE["expired_card"], code), np.where(expired, 3, advice)
    return np.where(refused | expired, code, 0), np.where(refused | expired, advice, 0)
