"""A membership as a subscription: its states, its invoices and what is told of them, month by month.

After docs.stripe.com/billing/subscriptions/overview: a subscription whose first invoice is not paid within 23 hours
expires; one whose later invoice fails is past due while Stripe retries, then canceled or left unpaid.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from evals.world.billing import Bill, Ending, Membership
from evals.world.happened import Attempt, ChallengeResult, Happened, Payment
from evals.world.shelf import JsonObject
from evals.world.shown import invoices, plans, subscriptions
from evals.world.shown.account import Account

ENDED = {
    Ending.GAVE_UP: ("canceled", "payment_failed"),
    Ending.LEFT_UNPAID: ("unpaid", None),
    Ending.NEVER_BEGAN: ("incomplete_expired", None),
    Ending.MEMBER_LEFT: ("canceled", "cancellation_requested"),
}


def show(account: Account, happened: Happened) -> None:
    """The plans on offer, and every membership after the payments of its bills have been shown."""
    livemode = account.platform.livemode
    for plan in happened.plans:
        if plan.product not in account.objects["product"]:
            account.put(plans.product(plan, livemode))
        account.put(plans.price(plan, livemode))
    paying = {payment.bill.id: payment for payment in happened.payments if payment.bill}
    for membership in happened.memberships:
        Telling(account, membership, paying).tell()


@dataclass
class Telling:
    """One membership, told month by month onto an account's shelf."""

    account: Account
    member: Membership
    paying: Mapping[str, Payment]

    def tell(self) -> None:
        member = self.member
        shown = self.account.put(subscriptions.subscription(member, self.account.platform.livemode))
        self.account.journal.note("customer.subscription.created", shown, member.began_at)
        for bill in member.bills:
            if bill.opened_at <= self.account.now:
                self._bill(bill)
        self._lose_method()
        if member.ending is not None and member.ended_at is not None and member.ended_at <= self.account.now:
            self._end(member.ending, member.ended_at)

    def _bill(self, bill: Bill) -> None:
        person, platform = self.member.person, self.account.platform
        prefix = self.account.objects["customer"][person.id]["invoice_prefix"]
        shown = self.account.put(invoices.invoice(bill, self.member.item, person, platform, prefix))
        self._note("invoice.created", shown, bill.opened_at)
        period = {**self._now["items"]["data"][0], "current_period_end": bill.ends_at}
        period["current_period_start"] = bill.opened_at
        self._change(latest_invoice=bill.id, items={**self._now["items"], "data": [period]})
        payment = self.paying.get(bill.id)
        if payment is None:
            return
        shown = self._invoice(bill, **invoices.finalized(shown, platform, payment.created_at))
        self.account.put(invoices.invoice_payment(bill, payment, platform.livemode))
        self._note("invoice.finalized", shown, payment.created_at)
        self._collect(bill, payment)

    def _collect(self, bill: Bill, payment: Payment) -> None:
        tries = [(*_when(one), one.agreed) for one in payment.attempts]
        tries += [(at, False, False) for at in bill.tried_in_vain]
        seen = [one for one in sorted(tries) if one[0] <= self.account.now]
        for count, (at, waits, agreed) in enumerate(seen, 1):
            again = seen[count][0] if count < len(seen) else self.member.next_try_at
            if agreed:
                self._pay(bill, at, count)
            else:
                self._fail(bill, at, count, None if bill.first else again)
            if waits:
                self._note("invoice.payment_action_required", self.account.objects["invoice"][bill.id], at)

    def _pay(self, bill: Bill, at: int, count: int) -> None:
        transitions = {**self.account.objects["invoice"][bill.id]["status_transitions"], "paid_at": at}
        paid = {"amount_paid": bill.plan.amount, "amount_remaining": 0, "status": "paid"}
        told: JsonObject = {"attempt_count": count, "attempted": True, "auto_advance": False, **paid}
        shown = self._invoice(bill, **told, next_payment_attempt=None, status_transitions=transitions)
        self._link(bill, amount_paid=bill.plan.amount, status="paid", at={"paid_at": at})
        self._note("invoice.paid", shown, at)
        self._note("invoice.payment_succeeded", shown, at)
        self._become("active", at)

    def _fail(self, bill: Bill, at: int, count: int, again: int | None) -> None:
        shown = self._invoice(bill, attempt_count=count, attempted=True, next_payment_attempt=again)
        self._note("invoice.payment_failed", shown, at)
        if not bill.first:
            self._become("past_due", at)

    def _lose_method(self) -> None:
        """Somebody took away the method that the membership was charged to; nothing else can be charged."""
        at = self.member.method_gone_at
        if at is None:
            return
        self._change(default_payment_method=None)
        shown = self.account.change("payment_method", self.member.method.id, customer=None)
        before = {"customer": self.member.person.id}
        self.account.journal.note("payment_method.detached", shown, at, None, before)
        customer = self.account.objects["customer"][self.member.person.id]
        settings = {**customer["invoice_settings"], "default_payment_method": None}
        self.account.change("customer", customer["id"], invoice_settings=settings)

    def _end(self, ending: Ending, at: int) -> None:
        status, reason = ENDED[ending]
        if ending is Ending.NEVER_BEGAN:
            self._void(self.member.bills[0], at)
        elif ending is not Ending.MEMBER_LEFT:
            self._invoice(self.member.bills[-1], auto_advance=False, next_payment_attempt=None)
        if status == "unpaid":
            self._become(status, at)
            return
        details = {**self._now["cancellation_details"], "reason": reason}
        if ending is Ending.NEVER_BEGAN:
            before = self._now["status"]
            shown = self._change(status=status, ended_at=at)
            self._note("customer.subscription.updated", shown, at, {"status": before})
            return
        shown = self._change(status=status, canceled_at=at, ended_at=at, cancellation_details=details)
        self._note("customer.subscription.deleted", shown, at)

    def _void(self, bill: Bill, at: int) -> None:
        transitions = {**self.account.objects["invoice"][bill.id]["status_transitions"], "voided_at": at}
        changes: JsonObject = {"amount_remaining": 0, "auto_advance": False, "status": "void"}
        shown = self._invoice(bill, **changes, status_transitions=transitions)
        self._link(bill, amount_paid=None, status="canceled", at={"canceled_at": at})
        self._note("invoice.voided", shown, at)

    def _become(self, status: str, at: int) -> None:
        before = self._now["status"]
        if before != status:
            shown = self._change(status=status)
            self._note("customer.subscription.updated", shown, at, {"status": before})

    @property
    def _now(self) -> JsonObject:
        return self.account.objects["subscription"][self.member.id]

    def _change(self, **changes: object) -> JsonObject:
        return self.account.change("subscription", self.member.id, **changes)

    def _invoice(self, bill: Bill, **changes: object) -> JsonObject:
        return self.account.change("invoice", bill.id, **changes)

    def _link(self, bill: Bill, *, amount_paid: int | None, status: str, at: JsonObject) -> None:
        before = self.account.objects["invoice_payment"][bill.link]["status_transitions"]
        changes: JsonObject = {"amount_paid": amount_paid, "status": status, "status_transitions": {**before, **at}}
        self.account.change("invoice_payment", bill.link, **changes)

    def _note(self, kind: str, shown: JsonObject, at: int, previous: JsonObject | None = None) -> None:
        self.account.journal.note(kind, shown, at, None, previous)


def _when(attempt: Attempt) -> tuple[int, bool]:
    """When a try came to what an invoice counts, and whether that was the customer's bank asking for them."""
    asked = attempt.challenge is not None and attempt.challenge.result is ChallengeResult.UNANSWERED
    return (attempt.at if asked else attempt.ended_at), asked
