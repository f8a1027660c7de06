"""The planted stories, each registered by hand so that a slip of a name can't drop one.

`RECIPES` are about a payment that failed or might have; `WIDER` about anything else that is asked of payments, and
`TWINS` about what each of them could be mistaken for. `ABSTAINING` are questions that the record can't answer. The
demo account holds the first two kinds; a world of its own can be built of any.
"""

from collections.abc import Callable, Mapping

from evals.recipes import (
    abstaining,
    bookings,
    debits,
    disputes,
    perils,
    presuming,
    providers,
    refunds,
    spans,
    standings,
    subscriptions,
    summing,
    transfers,
    withheld,
)
from evals.recipes.authentication import a08, a08t, a09, a10, a11, a11t
from evals.recipes.declines import a01, a02, a03, a04, a04t, a05, a05t, a06, a07, a07t, a12, a12t
from evals.recipes.hero import NAME as HERO
from evals.recipes.hero import PAYMENT as HERO_PAYMENT
from evals.recipes.hero import hero
from evals.recipes.lifecycle import b03, b03t, b05, b06, b07, b11
from evals.recipes.matter import Matter
from evals.recipes.of_days import BUSY, OF_DAYS
from evals.recipes.risk import a06t, a13, a14, a14t, a15, a15t, a16, a17
from evals.recipes.story import Story, Telling

Recipe = Callable[[Telling], Story]
Wider = Callable[[Telling], Matter]

RECIPES: tuple[tuple[str, Recipe], ...] = (
    ("A01", a01),
    ("A02", a02),
    ("A03", a03),
    ("A04", a04),
    ("A05", a05),
    ("A06", a06),
    ("A07", a07),
    ("A08", a08),
    ("A09", a09),
    ("A10", a10),
    ("A11", a11),
    ("A12", a12),
    ("A13", a13),
    ("A14", a14),
    ("A15", a15),
    ("A16", a16),
    ("A17", a17),
    ("B03", b03),
    ("B05", b05),
    ("B06", b06),
    ("B07", b07),
    ("B11", b11),
    (HERO, hero),
)

WIDER: tuple[tuple[str, Wider], ...] = (
    ("BOOKING", bookings.known),
    ("FEES", bookings.fee),
    ("B01", bookings.b01),
    ("B02", bookings.b02),
    ("B05e", bookings.b05e),
    ("B05v", subscriptions.b05v),
    ("B08", bookings.b08),
    ("B09", bookings.b09),
    ("B10", bookings.b10),
    ("B12", bookings.b12),
    ("B13", subscriptions.b13),
    ("B14", refunds.b14),
    ("B15", disputes.b15),
    ("C01", refunds.c01),
    ("C02", refunds.c02),
    ("C02a", refunds.c02a),
    ("C02d", refunds.c02d),
    ("C02p", refunds.c02p),
    ("C03", refunds.c03),
    ("C04", refunds.c04),
    ("C05", disputes.c05),
    ("C06", disputes.c06),
    ("C07", disputes.c07),
    ("C08", disputes.c08),
    ("C09", disputes.c09),
    ("C09p", disputes.c09p),
    ("C10", disputes.c10),
    ("C11", disputes.c11),
    ("D01", transfers.d01),
    ("D02", transfers.d02),
    ("D03", transfers.d03),
    ("D03p", transfers.d03p),
    ("D04", transfers.d04),
    ("D05", transfers.d05),
    ("D06", transfers.d06),
    ("D08", transfers.d08),
    ("D09", providers.d09),
    ("D10", providers.d10),
    ("D11", providers.d11),
    ("D12", standings.d12),
    ("D13", standings.d13),
    ("D13j", standings.d13j),
    ("D13p", standings.d13p),
    ("D14", standings.d14),
    ("D15", providers.d15),
    ("D16", providers.d16),
    ("D16m", providers.d16m),
    ("D17", providers.d17),
    ("D18", providers.d18),
    ("D20", transfers.d20),
    ("E01", debits.e01),
    ("E02", debits.e02),
    ("E03", debits.e03),
    ("E04", subscriptions.e04),
    ("E05", subscriptions.e05),
    ("E06", subscriptions.e06),
)

TWINS: tuple[tuple[str, Recipe | Wider], ...] = (
    ("A04t", a04t),
    ("A05t", a05t),
    ("A06t", a06t),
    ("A07t", a07t),
    ("A08t", a08t),
    ("A11t", a11t),
    ("A12t", a12t),
    ("A14t", a14t),
    ("A15t", a15t),
    ("FEESt", bookings.feet),
    ("B03t", b03t),
    ("B05et", bookings.b05et),
    ("B05vt", subscriptions.b05vt),
    ("B08t", bookings.b08t),
    ("B09t", bookings.b09t),
    ("B10t", bookings.b10t),
    ("B11t", bookings.b11t),
    ("B12t", bookings.b12t),
    ("B13t", subscriptions.b13t),
    ("B14t", refunds.b14t),
    ("B15t", disputes.b15t),
    ("C01t", refunds.c01t),
    ("C02at", refunds.c02at),
    ("C02t", refunds.c02t),
    ("C03t", refunds.c03t),
    ("C04t", refunds.c04t),
    ("C05t", disputes.c05t),
    ("C06t", disputes.c06t),
    ("C07t", disputes.c07t),
    ("C08t", disputes.c08t),
    ("C09t", disputes.c09t),
    ("C10t", disputes.c10t),
    ("C11t", disputes.c11t),
    ("D01t", transfers.d01t),
    ("D02t", transfers.d02t),
    ("D03t", transfers.d03t),
    ("D04t", transfers.d04t),
    ("D05t", transfers.d05t),
    ("D06t", transfers.d06t),
    ("D08t", transfers.d08t),
    ("D09t", providers.d09t),
    ("D10t", providers.d10t),
    ("D11t", providers.d11t),
    ("D12t", standings.d12t),
    ("D13t", standings.d13t),
    ("D14t", standings.d14t),
    ("D15t", providers.d15t),
    ("D16t", providers.d16t),
    ("D17t", providers.d17t),
    ("D18t", providers.d18t),
    ("D20t", transfers.d20t),
    ("E01t", debits.e01t),
    ("E02t", debits.e02t),
    ("E03t", debits.e03t),
    ("E04t", subscriptions.e04t),
    ("E05t", subscriptions.e05t),
    ("E06t", subscriptions.e06t),
)

ABSTAINING: tuple[tuple[str, Wider], ...] = (
    ("B04", abstaining.b04),
    ("B04t", abstaining.b04t),
    ("N01", abstaining.n01),
    ("N01t", abstaining.n01t),
    ("N02", abstaining.n02),
    ("N02t", abstaining.n02t),
    ("N03", abstaining.n03),
    ("N03t", abstaining.n03t),
    ("N04", abstaining.n04),
    ("N04t", abstaining.n04t),
    ("N05", abstaining.n05),
    ("N05t", abstaining.n05t),
    ("N06", abstaining.n06),
    ("N06t", abstaining.n06t),
    ("N07", presuming.n07),
    ("N07t", presuming.n07t),
    ("N08", presuming.n08),
    ("N08t", presuming.n08t),
    ("N09", presuming.n09),
    ("N09t", presuming.n09t),
    ("N10", presuming.n10),
    ("N10t", presuming.n10t),
    ("N11", presuming.n11),
    ("N11t", presuming.n11t),
    ("N12", presuming.n12),
    ("N12t", presuming.n12t),
)
"""What the record can't answer, each before a twin that it can."""

APART: tuple[tuple[str, Wider], ...] = (
    ("D07", withheld.d07),
    ("D07t", withheld.d07t),
    ("D19", transfers.d19),
    ("D19t", transfers.d19t),
    ("D21", spans.d21),
    ("D21t", spans.d21t),
    ("D22", spans.d22),
    ("D22t", spans.d22t),
    ("D23", spans.d23),
    ("D23r", spans.d23r),
    ("D23t", spans.d23t),
    ("N13", spans.n13),
    ("N13t", spans.n13t),
    ("N14", spans.n14),
    ("R01", perils.r01),
    ("R02", perils.r02),
    ("R02t", perils.r02t),
    ("S01", summing.s01),
    ("R01t", perils.r01t),
)
"""What is asked of a provider, of a month or of a currency, each with its twin; the demo account holds none of it.

The last one looks for a day on which nothing happened, so that nothing may be told after it.
"""

_TWINS = [name for name, _ in (*TWINS, *ABSTAINING, *APART) if name.endswith("t")]
_EACH_OTHERS = (("A01", "A02"), ("A03", "A16"), ("A09", "A10"), ("B01", "B02"), ("B06", "B07"))
PAIRS: Mapping[str, str] = {
    **dict(_EACH_OTHERS),
    **{other: one for one, other in _EACH_OTHERS},
    **{"A13": "A17", "A14": "A13", "A11": "B05", "N14": "N13t", "D23r": "D23t"},
    **{"C09p": "C09t", "D03p": "D03t", "D13j": "D13t", "D13p": "D13t"},
    **{name: name.removesuffix("t") for name in _TWINS},
    **dict.fromkeys(("F01", "F02", "F04", "F05", "F10"), "F09"),
    **{name: name.removesuffix("t") for name in ("F03t", "F07t")},
    **{"S01": "S01t", "S01t": "S01"},
}
"""Each near miss, and what it could be mistaken for: a recipe that is asked about in the same way."""

ALIKE: Mapping[str, tuple[str, str]] = {
    "C02d": ("C02", "the refund waits as C02's does, of a debit: a debit's that failed would be C02t once more"),
    "C02p": ("C02", "the refund waits as C02's does, at the bank: one that failed there would be C02t once more"),
    "HERO": ("A01", "the demo's payment is declined as A01's is, and A02 is what either could be mistaken for"),
}
"""Faults without a near miss of their own: whose story each tells, of the same cause and with a near miss, and why."""

BY_NAME: Mapping[str, Recipe | Wider] = {
    **dict((*RECIPES, *WIDER, *TWINS, *ABSTAINING, *APART)),
    **{name: dict(BUSY)[name] for name in OF_DAYS},
}

__all__ = [
    "ABSTAINING",
    "ALIKE",
    "APART",
    "BUSY",
    "BY_NAME",
    "HERO",
    "HERO_PAYMENT",
    "OF_DAYS",
    "PAIRS",
    "RECIPES",
    "TWINS",
    "WIDER",
    "Matter",
    "Story",
    "Telling",
]
