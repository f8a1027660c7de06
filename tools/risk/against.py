"""What speaks against single payments and providers: scores, blocks, fraud warnings, disputes, open reviews."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from tools.contract.clock import from_unix
from tools.contract.money import Money, totals
from tools.contract.risk import ProviderRisk, RiskyPayment
from tools.dispute.file import respond_by
from tools.payment.attempts import LOST, ending
from tools.risk.gather import Signals
from tools.shapes import Charge, Dispute, FraudWarning, Review, reference

PAID = frozenset({"paid", "authorized"})
RAISED = frozenset({"elevated", "highest"})
Claim = TypeVar("Claim", Dispute, FraudWarning, Review)

Named = Callable[[Charge], str | None]
"""The provider of a payment."""


class Against:
    """Claims and reviews by the charge that they are about."""

    def __init__(self, signals: Signals) -> None:
        disputes = [one for one in signals.disputes if signals.within(one.created)]
        warnings = [one for one in signals.warnings if signals.within(one.created)]
        self.within = signals.within
        self.disputes = _newest(disputes)
        self.warnings = _newest(warnings)
        self.reviews = _newest([one for one in signals.reviews if one.open])
        self._opened = Counter(reference(one.charge) for one in disputes)
        self._warned = Counter(reference(one.charge) for one in warnings)
        claimed = [one.charge for one in (*disputes, *warnings) if isinstance(one.charge, Charge)]
        made = [one for one in signals.charges if signals.within(one.created) or one.id in self.reviews]
        self.charges = list({one.id: one for one in (*made, *claimed)}.values())

    def payments(self, named: Named) -> list[RiskyPayment]:
        """The payments with something against them: those disputed or warned of first, and of them those that wait for
        an answer by their deadline; then those that wait for a review, those with the most against them before others.
        """
        found = [risky for one in self.charges if (risky := self._risky(one, named)).signs]
        return sorted(found, key=_order)

    def _risky(self, charge: Charge, named: Named) -> RiskyPayment:
        dispute, warning = self.disputes.get(charge.id), self.warnings.get(charge.id)
        review, level = self.reviews.get(charge.id), level_of(charge)
        return RiskyPayment(
            payment_intent=reference(charge.payment_intent),
            id=charge.id,
            amount=Money(currency=charge.currency, minor=charge.amount),
            created=from_unix(charge.created),
            level=level,
            score=charge.outcome.risk_score if charge.outcome else None,
            paid=is_paid(charge),
            customer=reference(charge.customer),
            provider=named(charge),
            fraud_warning=warning.id if warning else None,
            dispute=dispute.id if dispute else None,
            dispute_status=dispute.status if dispute else None,
            respond_by=respond_by(dispute) if dispute else None,
            review=review.id if review else None,
            signs=sum((dispute is not None, warning is not None, review is not None, level in RAISED)),
        )

    def providers(self, named: Named) -> list[ProviderRisk]:
        """The providers whose payments met something, those with the most claims first."""
        held: dict[str, list[Charge]] = {}
        for one in self.charges:
            if (provider := named(one)) is not None:
                held.setdefault(provider, []).append(one)
        found = [self._provider(name, charges) for name, charges in held.items()]
        found = [one for one in found if one.dispute_count + one.warning_count + one.elevated_count]
        return sorted(
            found, key=lambda one: (-one.dispute_count - one.warning_count, -one.elevated_count, one.provider)
        )

    def _provider(self, name: str, charges: Sequence[Charge]) -> ProviderRisk:
        made = [one for one in charges if self.within(one.created)]
        paid = [one for one in made if is_paid(one)]
        return ProviderRisk(
            provider=name,
            paid_count=len(paid),
            paid=amounts(paid),
            dispute_count=sum(self._opened[one.id] for one in charges),
            warning_count=sum(self._warned[one.id] for one in charges),
            elevated_count=sum(level_of(one) in RAISED for one in made),
            blocked_count=sum(is_blocked(one) for one in made),
        )


def _gravity(one: RiskyPayment) -> int:
    """What somebody claims comes before what waits for a decision, and that before a mere score."""
    if one.dispute or one.fraud_warning:
        return 0
    return 1 if one.review else 2


_WAITING = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")
"""States of a dispute that is open, those that somebody must answer before others, and inquiries last."""
_FAR = datetime.max.replace(tzinfo=UTC)


def _order(one: RiskyPayment) -> tuple[int, int, datetime, int, int, datetime, str]:
    status = one.dispute_status
    open_ = _WAITING.index(status) if status in _WAITING else len(_WAITING) if one.dispute else 1
    due = one.respond_by or _FAR
    claimed = min(open_, 1) if one.fraud_warning else open_
    return (_gravity(one), claimed, due, -one.signs, -(one.score or 0), one.created, one.id)


def _newest(claims: Sequence[Claim]) -> dict[str | None, Claim]:
    """The newest claim on each charge."""
    return {reference(one.charge): one for one in sorted(claims, key=lambda one: one.created)}


def level_of(charge: Charge) -> str | None:
    return charge.outcome.risk_level if charge.outcome else None


def is_paid(charge: Charge) -> bool:
    return ending(charge)[1] in PAID


def is_blocked(charge: Charge) -> bool:
    """Whether Stripe or a rule stopped it, before the issuer was asked or after it had agreed."""
    return ending(charge)[1] in LOST - {"failed"}


def amounts(charges: Sequence[Charge]) -> list[Money]:
    return totals(Money(currency=one.currency, minor=one.amount) for one in charges)


def disputed(disputes: Sequence[Dispute]) -> Iterator[Money]:
    yield from (Money(currency=one.currency, minor=one.amount) for one in disputes)
