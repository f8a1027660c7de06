"""How near an account is to the card networks' monitoring programmes, by each programme's own definition.

The definitions are data, dated and sourced, in programmes.json: networks change them every year.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from math import ceil
from typing import Literal, get_args

from tools.contract.clock import from_unix
from tools.contract.record import Record
from tools.contract.risk import Condition, ConditionKind, Level, Programme, Share
from tools.risk.months import Month
from tools.shapes import Charge, Dispute, FraudWarning, reference

WHOLE = 10_000
"""A share of one, in hundredths of a percent."""
FRAUD_CODES = frozenset({"4837", "4863"})


class Bounds(Record):
    """A level's conditions; those that are null don't count for it."""

    name: str
    claims: int | None = None
    ratio: int | None = None
    payments: int | None = None
    claim_amount: int | None = None
    fraud_amount: int | None = None
    authenticated_share: int | None = None
    exceeds: list[ConditionKind] = []
    """Bounds that stand for the next lower figure being exceeded, and are said so."""


class Region(Record):
    """Countries in which a programme has levels of its own."""

    name: str
    countries: list[str]
    levels: list[Bounds]


class Definition(Record):
    """A programme as its network defines it."""

    name: str
    network: Literal["visa", "mastercard"]
    counts: list[Literal["disputes", "fraud_warnings", "fraud"]]
    payments_of: Literal["month", "month_before"]
    rule: str
    levels: list[Bounds]
    regions: list[Region] = []
    exempt: list[str] = []

    def bounds(self, country: str | None) -> list[Bounds]:
        """The levels that hold for accounts of a country."""
        return next((one.levels for one in self.regions if country in one.countries), self.levels)


class Definitions(Record):
    """The file: all programmes, since when they are known so, and what no programme's count shows."""

    as_of: str
    source: str
    dispute_month_begins: dict[str, int]
    not_shown: list[str]
    programmes: list[Definition]


@cache
def definitions() -> Definitions:
    """The programmes as they are known today."""
    return Definitions.from_json(json.loads(files("tools.risk").joinpath("programmes.json").read_text("utf-8")))


@dataclass(frozen=True)
class Claims:
    """What two months hold of an account: its payments, the disputes and fraud warnings of them."""

    country: str | None
    charges: Sequence[Charge]
    disputes: Sequence[Dispute]
    warnings: Sequence[FraudWarning]


def programmes(claims: Claims, month: Month, now: datetime) -> list[Programme]:
    """Every programme in a month, as it stands at a moment."""
    begins, over = first_day(claims.country), month.after.begins(first_day(claims.country)) <= now
    found = [one for one in definitions().programmes if claims.country not in one.exempt]
    return [_standing(one, Counted.of(one, claims, month, begins), month, over) for one in found]


def first_day(country: str | None) -> int:
    """The day of a month from which on the disputes of accounts of a country are counted for it."""
    return definitions().dispute_month_begins.get(country or "", 1)


@dataclass(frozen=True)
class Counted:
    """What a programme counts in a month."""

    country: str | None
    disputes: int
    fraud_warnings: int
    payments: int
    amount: int
    """What the claims come to, in US cents, of those in US dollars."""
    converted: bool
    """Whether there are claims in other currencies."""
    authenticated: int

    @classmethod
    def of(cls, definition: Definition, claims: Claims, month: Month, begins: int) -> "Counted":
        paid = [one for one in claims.charges if _network(one) == definition.network and one.captured and one.paid]
        base = month if definition.payments_of == "month" else month.before
        payments = [one for one in paid if base.holds(from_unix(one.created))]
        disputes = [
            one
            for one in claims.disputes
            if month.holds(from_unix(one.created), begins)
            and disputed_network(one) == definition.network
            and _counts(one)
        ]
        if "fraud" in definition.counts:
            disputes = [one for one in disputes if _of_fraud(one)]
        known = {one.id: one for one in claims.charges}
        dated = [one for one in claims.warnings if month.holds(from_unix(one.created), begins)]
        warned = [charge for one in dated if (charge := _warned(one, known)) and _network(charge) == definition.network]
        reported = warned if "fraud_warnings" in definition.counts else []
        claimed = [*disputes, *reported]
        return cls(
            country=claims.country,
            disputes=len(disputes),
            fraud_warnings=len(reported),
            payments=len(payments),
            amount=sum(one.amount for one in claimed if one.currency == "usd"),
            converted=any(one.currency != "usd" for one in claimed),
            authenticated=sum(_authenticated(one) for one in payments),
        )

    @property
    def claims(self) -> int:
        return self.disputes + self.fraud_warnings

    @property
    def ratio(self) -> int | None:
        """Claims per payment in hundredths of a percent, rounded down: never called higher than it is."""
        return self.claims * WHOLE // self.payments if self.payments else None

    @property
    def share(self) -> Share | None:
        if not self.payments:
            return None
        return Share(share=round(self.claims / self.payments, 6), part=self.claims, whole=self.payments)

    def value(self, kind: ConditionKind, bound: int) -> int | None:
        """What is held against a bound; None where that isn't known."""
        match kind:
            case "claims":
                return self.claims
            case "ratio":
                return self.ratio
            case "payments":
                return self.payments
            case "claim_amount" | "fraud_amount":
                return self.amount if self.amount >= bound or not self.converted else None
            case "authenticated_share":
                return self.authenticated * WHOLE // self.payments if self.payments else None

    def left(self, bounds: Bounds) -> int | None:
        """How many more claims bring the count and the ratio of a level; None where they bring it no nearer."""
        if bounds.payments is not None and self.payments < bounds.payments:
            return None
        by_ratio = ceil((bounds.ratio or 0) * self.payments / WHOLE) if self.payments else 0
        return max(0, (bounds.claims or 0) - self.claims, by_ratio - self.claims) or None


def _standing(definition: Definition, counted: Counted, month: Month, over: bool) -> Programme:
    known = definitions()
    bounds = definition.bounds(counted.country)
    levels = [_level(one, counted) for one in bounds]
    reached = [one.name for one in levels if one.reached]
    ahead = next((one for one, level in zip(bounds, levels, strict=True) if not level.reached), None)
    base = month if definition.payments_of == "month" else month.before
    return Programme(
        name=definition.name,
        network=definition.network,
        month=str(month),
        over=over,
        disputes_from=month.begins(first_day(counted.country)),
        disputes=counted.disputes,
        fraud_warnings=counted.fraud_warnings,
        claims=counted.claims,
        payments=counted.payments,
        payments_of=str(base),
        ratio=counted.share,
        levels=levels,
        reached=reached[-1] if reached else None,
        next=ahead.name if ahead else None,
        claims_left=counted.left(ahead) if ahead else None,
        rule=definition.rule,
        source=known.source,
        as_of=known.as_of,
    )


_NEEDS: dict[ConditionKind, str] = {
    "claims": "{0:,} claims",
    "ratio": "a share of {1:.2f} %",
    "payments": "{0:,} payments",
    "claim_amount": "claims of {2:,} US dollars",
    "fraud_amount": "fraud of {2:,} US dollars",
    "authenticated_share": "at most {1:.0f} % of payments authenticated",
}
"""How a bound is said; as a number, in percent, in whole dollars."""
_KINDS: tuple[ConditionKind, ...] = get_args(ConditionKind)


def _level(bounds: Bounds, counted: Counted) -> Level:
    conditions: list[Condition] = []
    for kind in _KINDS:
        bound: int | None = getattr(bounds, kind)
        if bound is not None:
            value = counted.value(kind, bound)
            low = kind == "authenticated_share"
            met = value is not None and (value <= bound if low else value >= bound)
            conditions.append(Condition(of=kind, value=value, bound=bound, met=met))
    needs = " and ".join(_said(one, one.of in bounds.exceeds) for one in conditions)
    return Level(name=bounds.name, reached=all(one.met for one in conditions), needs=needs, conditions=conditions)


def _said(one: Condition, exceeded: bool) -> str:
    """A bound in words; of one that must be exceeded the figure itself."""
    figure = one.bound - 1 if exceeded else one.bound
    said = _NEEDS[one.of].format(figure, figure / 100, figure // 100)
    return f"more than {said}" if exceeded else said


def _network(charge: Charge) -> str | None:
    card = charge.payment_method_details.card if charge.payment_method_details else None
    return (card.network or card.brand) if card else None


def disputed_network(dispute: Dispute) -> str | None:
    """The network of a dispute, by itself or by its charge where that came with it."""
    card = dispute.payment_method_details.card if dispute.payment_method_details else None
    told = (card.network or card.brand) if card else None
    return told or (_network(dispute.charge) if isinstance(dispute.charge, Charge) else None)


def _warned(warning: FraudWarning, known: dict[str, Charge]) -> Charge | None:
    return warning.charge if isinstance(warning.charge, Charge) else known.get(reference(warning.charge) or "")


def _counts(dispute: Dispute) -> bool:
    """Whether networks count it: not an inquiry that never became one, nor one that was prevented."""
    return not dispute.status.startswith("warning_") and dispute.status != "prevented"


def _of_fraud(dispute: Dispute) -> bool:
    card = dispute.payment_method_details.card if dispute.payment_method_details else None
    code = card.network_reason_code if card else None
    return code in FRAUD_CODES if code else dispute.reason == "fraudulent"


def _authenticated(charge: Charge) -> bool:
    card = charge.payment_method_details.card if charge.payment_method_details else None
    return card is not None and card.three_d_secure is not None and card.three_d_secure.result == "authenticated"
