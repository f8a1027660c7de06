"""How one payment's share stands: what the rule expects beside the transfers that there are."""

from collections.abc import Mapping
from datetime import timedelta

from tools.contract.clock import duration, from_unix
from tools.contract.escrow import Astray, EscrowBooking, EscrowLeg, EscrowState, Hold, asked_back, rounding
from tools.contract.money import Money
from tools.dispute.file import OPEN, respond_by
from tools.escrow import rule
from tools.escrow.known import Around, Known, paid
from tools.escrow.rule import Due
from tools.escrow.sent import repeated, told_leg, told_transfer
from tools.escrow.shares import owed
from tools.escrow.taken import Taken, taken
from tools.shapes import BalanceTransaction, PaymentIntent, Transfer, reference

_UNSETTLED: Mapping[str, Hold] = {"requires_capture": "uncaptured", "processing": "processing"}


def judge(payment: PaymentIntent, around: Around, known: Known) -> EscrowBooking:
    """How the provider's share of a payment stands."""
    return _Judge(payment, around, known).told()


class _Judge:
    def __init__(self, payment: PaymentIntent, around: Around, known: Known) -> None:
        self._payment, self._around, self._known = payment, around, known
        self._rule = known.account.escrow
        self._charge = paid(payment)
        metadata = payment.metadata
        self._provider = metadata.get(known.account.provider_key)
        self._service = metadata.get(self._rule.service_key)
        self._legs = rule.legs(self._rule, metadata)
        captured = self._charge.amount_captured if self._charge else 0
        refunded = self._charge.amount_refunded if self._charge else 0
        self._captured = Money(currency=payment.currency, minor=captured)
        self._base = Money(currency=payment.currency, minor=captured - refunded)
        self._separate = payment.transfer_data is None and around.within is None
        self._share = rule.share(self._rule, self._service, self._base) if self._separate and self._shared else None
        self._settled = self._in_settlement()
        self._transfers = sorted(around.transfers, key=lambda one: (one.created, one.id))
        self._live = [one for one in self._transfers if one.amount > one.amount_reversed]
        self._due = self._when()

    @property
    def _shared(self) -> bool:
        """Whether a share of the payment is anybody's."""
        return bool(self._provider or self._legs or self._around.transfers)

    def _when(self) -> Due | None:
        if self._charge is None or not (self._separate and self._shared):
            return None
        return rule.due(self._rule, self._payment.metadata, self._charge.created)

    def _in_settlement(self) -> Money | None:
        """The payment in the currency that it settled in, where that is another."""
        balance = self._charge.balance_transaction if self._charge else None
        if not isinstance(balance, BalanceTransaction) or balance.currency == self._payment.currency:
            return None
        return Money(currency=balance.currency, minor=balance.amount)

    def _to_send(self, amount: Money) -> Money:
        return rule.converted(amount, self._captured, self._settled) if self._settled else amount

    @property
    def _target(self) -> Money | None:
        """What should be sent in all, in the currency in which it is sent."""
        if self._share is None:
            return None
        whole = self._to_send(self._share.amount)
        if not self._legs:
            return whole
        return Money(currency=whole.currency, minor=sum(rule.part(whole, leg.percent).minor for leg in self._legs))

    @property
    def _tolerance(self) -> int:
        """What rounding alone may make of it."""
        return rounding(self._settled is not None, len(self._legs))

    @property
    def _sent(self) -> Money | None:
        currencies = {one.currency for one in self._transfers}
        if len(currencies) != 1:
            return None
        return Money(currency=currencies.pop(), minor=sum(one.amount - one.amount_reversed for one in self._transfers))

    @property
    def _difference(self) -> Money | None:
        sent, target = self._sent, self._target
        return sent - target if sent and target and sent.currency == target.currency else None

    def told(self) -> EscrowBooking:
        state, hold = self._state()
        key = self._known.account.provider_key
        charge, dispute, due = self._charge, self._around.dispute, self._due
        balance = charge.balance_transaction if charge else None
        settled = balance if isinstance(balance, BalanceTransaction) else None
        expected_settled = self._to_send(self._share.amount) if self._share and self._settled else None
        pattern = "transfer" if self._separate else "on_connected_account" if self._around.within else "with_charge"
        booking = EscrowBooking(
            id=self._payment.id,
            booking=self._payment.metadata.get(self._known.account.booking_key),
            provider=self._provider,
            service=self._service,
            account=self._around.within,
            pattern=pattern,
            state=state,
            hold=hold,
            charge=charge.id if charge else None,
            created=from_unix(charge.created if charge else self._payment.created),
            captured=self._captured,
            refunded=self._captured - self._base if self._captured != self._base else None,
            dispute=dispute.id if dispute else None,
            dispute_status=dispute.status if dispute else None,
            respond_by=respond_by(dispute) if dispute else None,
            expected=self._share.amount if self._share else None,
            expected_rule=self._share.rule if self._share else None,
            settled=self._settled,
            expected_settled=expected_settled,
            exchange_rate=str(settled.exchange_rate) if settled and self._settled and settled.exchange_rate else None,
            expected_then=self._then,
            due=due.at if due else None,
            due_rule=due.rule if due else None,
            due_assumed=due.assumed if due else False,
            late_after=due.late_after if due else None,
            overdue=self._overdue(state),
            held_for=self._held_for(state),
            sent=self._sent,
            difference=self._difference if state not in {"held", "due"} else None,
            destination=self._meant,
            went_to=reference(self._live[0].destination) if self._live and not self._legs else None,
            available_on=from_unix(settled.available_on) if settled and settled.available_on else None,
            transfers=[told_transfer(one, self._due, key, self._wrong(one, state)) for one in self._transfers],
            legs=self._told_legs,
        )
        booking = booking if self._separate else booking.model_copy(update=self._fee.fields())
        return booking.model_copy(update={"owed": owed(booking)})

    def _wrong(self, transfer: Transfer, state: EscrowState) -> Astray | None:
        if transfer not in self._live or not self._separate:
            return None
        if self._astray(transfer):
            return "elsewhere"
        again = state == "duplicate" and transfer in repeated(self._live, self._known.account.provider_key)
        return "again" if again else None

    @property
    def _told_legs(self) -> list[EscrowLeg]:
        target = self._to_send(self._share.amount) if self._share and self._base.minor > 0 else None
        key, accounts = self._known.account.provider_key, self._known.accounts
        return [told_leg(leg, self._live, target, key, accounts.get(leg.provider)) for leg in self._legs]

    @property
    def _meant(self) -> str | None:
        """The account that the share is meant for."""
        if self._around.within is not None:
            return self._around.within
        if self._payment.transfer_data is not None:
            return reference(self._payment.transfer_data.destination)
        return self._known.accounts.get(self._provider or "") if not self._legs else None

    def _state(self) -> tuple[EscrowState, Hold | None]:
        if self._payment.status in _UNSETTLED:
            return "held", _UNSETTLED[self._payment.status]
        if self._charge is None:
            return ("unread" if self._payment.status == "succeeded" else "unpaid"), None
        if not self._separate:
            return self._passed_on(), None
        if not self._transfers and not self._around.whole:
            return "unread", None
        if not self._shared or (self._base.minor <= 0 and not self._live):
            return "nothing_due", None
        return self._amiss() or self._waiting() or self._sent_state()

    @property
    def _fee(self) -> Taken:
        return taken(self._payment, self._charge, self._captured, self._rule, direct=self._around.within is not None)

    def _passed_on(self) -> EscrowState:
        if self._fee.difference is not None and self._fee.difference.minor:
            return "fee_wrong"
        if not self._around.within and (back := sum(one.amount_reversed for one in self._transfers)):
            sent = sum(one.amount for one in self._transfers)
            refunded = self._captured.minor - self._base.minor
            if back > asked_back(sent, refunded, self._captured.minor):
                return "partial" if self._live else "reversed"
        return "on_connected_account" if self._around.within else "with_charge"

    def _amiss(self) -> tuple[EscrowState, None] | None:
        """What is wrong with the transfers themselves, whatever they come to."""
        if any(self._astray(one) for one in self._live):
            return "wrong_destination", None
        if self._doubled():
            return "duplicate", None
        if self._live and self._is_late and any(one.missing for one in self._told_legs):
            return "leg_missing", None
        return None

    def _astray(self, transfer: Transfer) -> bool:
        """Whether a transfer went to an account that is another's. Where nobody is meant by name, none is."""
        named = transfer.metadata.get(self._known.account.provider_key)
        if self._legs:
            meant = {leg.provider for leg in self._legs}
            meant = {named} if named in meant else meant
        else:
            meant = {one for one in (self._provider or named,) if one is not None}
            if named is not None and named not in meant:
                return True
        if not meant:
            return False
        account = reference(transfer.destination) or ""
        says = self._known.names.get(account)
        if says is not None:
            return says not in meant
        right = {self._known.accounts[one] for one in meant if one in self._known.accounts}
        return len(right) == len(meant) and account not in right

    def _doubled(self) -> bool:
        """Whether the same share was sent twice."""
        target = self._target
        over = self._difference is None or self._difference.minor > self._tolerance
        again = repeated(self._live, self._known.account.provider_key)
        return bool(again) and (target is None or over)

    @property
    def _is_late(self) -> bool:
        return self._due is not None and self._known.now > self._due.late_after

    def _waiting(self) -> tuple[EscrowState, Hold | None] | None:
        """How it stands where nothing was sent."""
        if self._transfers or self._due is None:
            return None
        if (disputed := self._disputed()) is not None:
            return disputed
        if self._around.in_review:
            return "held", "review"
        if self._known.now < self._due.at:
            return "held", "not_due"
        return ("missing" if self._is_late else "due"), None

    def _disputed(self) -> tuple[EscrowState, Hold | None] | None:
        """How a share that nobody has stands by the dispute: lost with it, or held until it is decided."""
        dispute = self._around.dispute
        if dispute is not None and dispute.status == "lost":
            return "nothing_due", None
        return ("held", "dispute") if dispute is not None and dispute.status in OPEN else None

    def _sent_state(self) -> tuple[EscrowState, Hold | None]:
        """How it stands where something was sent."""
        difference = self._difference
        if not self._transfers:
            return "unread", None
        if not self._live and self._base.minor > 0:
            return self._disputed() or ("reversed", None)
        if difference is None or abs(difference.minor) <= self._tolerance:
            return self._released(), None
        if difference.minor < 0 and any(one.amount_reversed for one in self._transfers):
            return "partial", None
        if difference.minor > 0 and self._was_right():
            return "refunded_since", None
        return "wrong_amount", None

    def _released(self) -> EscrowState:
        late = self._due is not None and any(from_unix(one.created) > self._due.late_after for one in self._live)
        return "released_late" if late else "released"

    @property
    def _then(self) -> Money | None:
        """The share of what had not been refunded when the first transfer was made; None where nothing was since."""
        if not self._transfers or self._base == self._captured or not self._separate:
            return None
        first = self._transfers[0].created
        before = sum(one.amount for one in self._around.refunds if one.created <= first and one.status == "succeeded")
        left = Money(currency=self._captured.currency, minor=self._captured.minor - before)
        then = rule.share(self._rule, self._service, left)
        return self._to_send(then.amount) if then else None

    def _was_right(self) -> bool:
        """Whether what was sent was the share of what had not been refunded by then."""
        then, gross = self._then, sum(one.amount for one in self._transfers)
        return then is not None and abs(gross - then.minor) <= max(1, len(self._legs))

    def _overdue(self, state: EscrowState) -> str | None:
        if state not in {"missing", "leg_missing"} or self._due is None:
            return None
        return duration(self._known.now - self._due.late_after)

    def _held_for(self, state: EscrowState) -> str | None:
        if self._charge is None or not self._separate or state in {"nothing_due", "unread"}:
            return None
        end = from_unix(self._live[0].created) if self._live else self._known.now
        return duration(max(end - from_unix(self._charge.created), timedelta()))
