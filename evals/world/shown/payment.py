"""A payment's steps as Stripe shows them: the intent's states, its charges, its events and what moved on the balance.

After docs.stripe.com/payments/paymentintents/lifecycle. Two habits matter to whoever reads the result: a try that ends
at 3-D Secure makes no charge, and `last_payment_error` is cleared by any later update of the intent.
"""

from dataclasses import dataclass, field
from typing import assert_never

from evals.world.claims import Disputed, FraudReported, Refunded
from evals.world.happened import Attempt, ChallengeResult, Payment, Step
from evals.world.parties import BankAccount, Card, Slip
from evals.world.shelf import JsonObject
from evals.world.shown import charges, connect, disputes, earnings, intents, marks, money, refunds, signals
from evals.world.shown.account import Account
from evals.world.steps import (
    AuthorizationLapsed,
    Canceled,
    Captured,
    MetadataChanged,
    PulledBack,
    Released,
    Request,
    ReviewClosed,
)


@dataclass
class Telling:
    """One payment, told step by step onto an account's shelf. `home`: the platform, where that is another account."""

    account: Account
    payment: Payment
    home: Account | None = None
    metadata: JsonObject = field(default_factory=dict[str, object])

    def tell(self) -> None:
        payment = self.payment
        self.metadata = marks.metadata(payment)
        intent = self.account.put(
            {**intents.payment_intent(payment, self.account.platform, self.metadata), **earnings.mark(self.home)}
        )
        self._note("payment_intent.created", intent, payment.created_at, payment.request)
        for step in payment.steps:
            if step.at <= self.account.now:
                self._step(step)

    def _step(self, step: Step) -> None:
        match step:
            case Attempt():
                self._attempt(step)
            case MetadataChanged():
                self.metadata = {**self.metadata, **dict(step.changes)}
                self._intent(metadata=self.metadata, last_payment_error=None)
            case Canceled():
                self._cancel(step)
            case Captured():
                self._capture(step)
            case AuthorizationLapsed():
                self._lapse(step)
            case ReviewClosed():
                signals.close_review(self.account, self._paid(), step)
            case Refunded():
                refunds.refund(self.account, self.payment, self._paid(), step)
            case FraudReported():
                signals.fraud_warning(self.account, self.payment, self._paid(), step)
            case Disputed():
                disputes.dispute(self.account, self.payment, self._paid(), step)
            case Released():
                connect.transfer(self.account, self.payment, self._paid(), step)
            case PulledBack():
                connect.pull_back(self.account, self.payment, step)
            case _:
                assert_never(step)

    def _attempt(self, attempt: Attempt) -> None:
        challenge = attempt.challenge
        if isinstance(attempt.method, Slip):
            self._slip(attempt, attempt.method)
            return
        if challenge is None:
            self._decide(attempt, attempt.at, attempt.request)
            return
        if not challenge.frictionless:
            intent = self._intent(
                status="requires_action",
                payment_method=attempt.method.id,
                last_payment_error=None,
                next_action=intents.next_action(self.payment, attempt),
            )
            self._note("payment_intent.requires_action", intent, attempt.at, attempt.request)
        if challenge.ended_at > self.account.now or challenge.result is ChallengeResult.UNANSWERED:
            return
        if challenge.result is ChallengeResult.FAILED:
            self._refuse(attempt, challenge.ended_at, None)
            return
        request = attempt.request if challenge.frictionless else None
        self._decide(attempt, challenge.ended_at, request)

    def _slip(self, attempt: Attempt, held: Slip) -> None:
        """A slip is paid at a till within days, or runs out; only when it is paid is there a charge."""
        action = intents.slip(self.payment, attempt, held)
        intent = self._intent(
            status="requires_action", payment_method=held.id, last_payment_error=None, next_action=action
        )
        self._note("payment_intent.requires_action", intent, attempt.at, attempt.request)
        over = attempt.ended_at
        if over > self.account.now:
            return
        if attempt.answer is None:
            self._refuse(attempt, over, None)
            return
        charge = charges.charge(self.payment, attempt, self.account.platform, self.metadata, over)
        self._succeed(attempt, self.account.put(charge), over, None)

    def _decide(self, attempt: Attempt, at: int, request: Request | None) -> None:
        """The risk engine, and the issuer unless the engine stopped it, have decided: a charge comes of it."""
        made = charges.charge(self.payment, attempt, self.account.platform, self.metadata, at)
        charge = self.account.put({**made, **earnings.mark(self.home)})
        if not attempt.agreed and attempt.settled_at is None:
            self._note("charge.failed", charge, at, request)
            self._refuse(attempt, at, request, latest_charge=attempt.charge)
        elif isinstance(attempt.method, BankAccount):
            self._debit(attempt, charge, at, request)
        elif self.payment.captured_by_hand:
            self._hold(attempt, charge, at, request)
        else:
            self._succeed(attempt, charge, at, request)

    def _refuse(self, attempt: Attempt, at: int, request: Request | None, **changes: object) -> None:
        error = intents.payment_error(self.payment, attempt, self.account.platform)
        intent = self._intent(
            status="requires_payment_method",
            payment_method=None,
            next_action=None,
            last_payment_error=error,
            **changes,
        )
        self._note("payment_intent.payment_failed", intent, at, request)

    def _succeed(self, attempt: Attempt, charge: JsonObject, at: int, request: Request | None) -> None:
        self._note("charge.succeeded", charge, at, request)
        intent = self._intent(
            status="succeeded",
            amount_received=self.payment.amount,
            latest_charge=attempt.charge,
            payment_method=attempt.method.id,
            last_payment_error=None,
            next_action=None,
            review=attempt.review,
        )
        self._note("payment_intent.succeeded", intent, at, request)
        if attempt.review:
            signals.open_review(self.account, self.payment, attempt, at)
        if not isinstance(attempt.method, BankAccount):
            self._settle(attempt, self.payment.amount, at)

    def _settle(self, attempt: Attempt, amount: int, at: int) -> None:
        """The money reaches the balance seconds later, with the fee taken off.

        That of a debit is entered while the bank has not answered yet, to be available when it has.
        """
        draw = self.account.draw("settled", attempt.charge)
        settled = money.settle(amount, self.payment.currency)
        moved = at + draw.whole(1, 4)
        entry = self.account.ledger.enter(
            draw,
            "charge" if isinstance(attempt.method, Card) else "payment",
            "charge",
            attempt.charge,
            self.payment.stem,
            moved,
            settled,
            fee=money.processing_fee(settled, attempt.method, self.payment.priced),
            available=charges.usable_at(attempt),
            earned=earnings.detail(self.home, self.payment, settled.currency),
        )
        changes: JsonObject = {"balance_transaction": entry["id"]}
        if self.payment.direct and self.home:
            changes["application_fee"] = self.payment.direct.fee_id
            earnings.earn(self.home, self.payment, attempt, settled, moved)
        if self.payment.passed_on:
            changes |= connect.pass_on(self.account, self.payment, attempt, settled, moved)
        before = {name: self.account.objects["charge"][attempt.charge].get(name) for name in changes}
        charge = self.account.change("charge", attempt.charge, **changes)
        self._note("charge.updated", charge, moved, None, before)

    def _debit(self, attempt: Attempt, charge: JsonObject, at: int, request: Request | None) -> None:
        """A bank account answers days later; until then the payment is processing."""
        settled_at = attempt.settled_at or at
        refused = attempt.answer is not None and attempt.answer.refusal is not None
        failed = {
            name: charge[name] for name in ("amount_captured", "captured", "failure_code", "failure_message", "outcome")
        }
        waiting = {
            "amount_captured": self.payment.amount,
            "captured": True,
            "failure_code": None,
            "failure_message": None,
            "outcome": {
                **charge["outcome"],
                **{"network_status": "approved_by_network", "reason": None, "type": "authorized"},
                "seller_message": "Payment complete.",
            },
            "status": "pending",
        }
        charge = self.account.change("charge", attempt.charge, **waiting)
        self._note("charge.pending", charge, at, request)
        intent = self._intent(
            status="processing",
            latest_charge=attempt.charge,
            payment_method=attempt.method.id,
            last_payment_error=None,
        )
        self._note("payment_intent.processing", intent, at, request)
        self._settle(attempt, self.payment.amount, at)
        if settled_at > self.account.now:
            return
        if refused:
            entry = refunds.bounce(self.account, self.payment, attempt, settled_at)
            failed |= {"failure_balance_transaction": entry["id"], "status": "failed"}
            charge = self.account.change("charge", attempt.charge, **failed)
            self._note("charge.failed", charge, settled_at)
            self._refuse(attempt, settled_at, None)
            return
        charge = self.account.change("charge", attempt.charge, paid=True, status="succeeded")
        self._succeed(attempt, charge, settled_at, None)

    def _hold(self, attempt: Attempt, charge: JsonObject, at: int, request: Request | None) -> None:
        self._note("charge.succeeded", charge, at, request)
        intent = self._intent(
            status="requires_capture",
            amount_capturable=self.payment.amount,
            latest_charge=attempt.charge,
            payment_method=attempt.method.id,
            last_payment_error=None,
            next_action=None,
            review=attempt.review,
        )
        self._note("payment_intent.amount_capturable_updated", intent, at, request)
        if attempt.review:
            signals.open_review(self.account, self.payment, attempt, at)

    def _capture(self, step: Captured) -> None:
        attempt = self._paid()
        charge = self.account.change("charge", attempt.charge, captured=True, amount_captured=step.amount)
        previous = {"amount_captured": 0, "captured": False}
        self._note("charge.captured", charge, step.at, step.request, previous)
        intent = self._intent(status="succeeded", amount_capturable=0, amount_received=step.amount)
        self._note("payment_intent.succeeded", intent, step.at, step.request)
        self._settle(attempt, step.amount, step.at)

    def _cancel(self, step: Canceled) -> None:
        intent = self._intent(
            status="canceled",
            canceled_at=step.at,
            cancellation_reason=intents.CANCELLATIONS[step.why],
            next_action=None,
            last_payment_error=None,
        )
        self._note("payment_intent.canceled", intent, step.at, step.request)

    def _lapse(self, step: AuthorizationLapsed) -> None:
        """Nobody captured in time: the hold is given back and the intent canceled, by nobody's request."""
        attempt = self._paid()
        refunds.expire(self.account, self.payment, attempt, step)
        intent = self._intent(
            status="canceled",
            amount_capturable=0,
            canceled_at=step.at,
            cancellation_reason="automatic",
        )
        self._note("payment_intent.canceled", intent, step.at, None)

    def _paid(self) -> Attempt:
        """The attempt that the issuer agreed to."""
        return next(attempt for attempt in reversed(self.payment.attempts) if attempt.agreed)

    def _intent(self, **changes: object) -> JsonObject:
        return self.account.change("payment_intent", self.payment.id, **changes)

    def _note(
        self,
        kind: str,
        shown: JsonObject,
        at: int,
        request: Request | None = None,
        previous: JsonObject | None = None,
    ) -> None:
        self.account.journal.note(kind, shown, at, request, previous)
