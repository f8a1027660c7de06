"""What stands against each cause of a share: a fact that could have been otherwise, and never the state alone.

Where that fact is lacking (no rule says how much, the provider's account isn't known, the day is only presumed), the
cause stays open.
"""

from agent.verification.causes.case import Excluded, Open
from agent.verification.causes.escrow_case import EscrowCase
from tools.contract.escrow import EscrowTransfer, asked_back

Against = Excluded | Open

_PRESUMED = "neither the payment nor the settings say when the share is due, and the usual days are presumed"
_NOT_READ = Open("the transfer that came with the charge was not read")
_UNPRICED = Open("the charge's balance transaction was not read, which tells in which currency it settled")


def not_sent(case: EscrowCase) -> Against:
    """Against a share that went out as it should."""
    one, homes = case.booking, _homes(case)
    lacking = nothing_sent(case)
    if lacking is not None:
        return lacking
    if not case.live:
        return Excluded(case.every("transfers", "amount", "reversed"), "all that was sent was taken back")
    if homes and any(sent.destination not in homes for sent in case.live):
        refs = (*case.of("destination"), *case.every("legs", "account"), *case.every("transfers", "destination"))
        return Excluded(refs, "it went to another account than the provider's")
    if any(leg.missing for leg in one.legs):
        return Excluded(case.every("legs", "provider", "missing"), "a provider's part was not sent")
    if one.difference is not None and not case.agrees:
        return Excluded(case.of("difference", "sent"), "what was sent is not the share by the rule")
    return Open("what was sent is not known to be amiss")


def not_waiting(case: EscrowCase) -> Against:
    """Against a share that is not due yet, or not late."""
    one = case.booking
    if case.live and not any(leg.missing for leg in one.legs):
        return Excluded(case.every("transfers", "id", "amount", "created"), "it was sent")
    if one.due_assumed:
        return Open(_PRESUMED)
    if one.late_after is not None and one.late_after < case.as_of and one.hold is None:
        return Excluded(case.of("late_after", "overdue", "due", "due_rule"), "the last moment in time has passed")
    return Open("it is not known when the share is due")


def not_missing(case: EscrowCase) -> Against:
    """Against a share that was due and never sent."""
    one = case.booking
    if one.transfers:
        return Excluded(case.every("transfers", "id", "amount", "created"), "it was sent")
    if one.pattern == "with_charge":
        return _NOT_READ
    return _not_late(case)


def _not_late(case: EscrowCase) -> Against:
    """Nothing is late where it is held, given back, with the provider already, or not due."""
    one = case.booking
    if one.pattern == "on_connected_account":
        return Excluded(case.of("account", "pattern"), "the payment is on the provider's own account")
    if one.hold is not None and one.hold != "not_due":
        return Excluded(case.of("hold", "dispute", "dispute_status"), f"the payment is held: {one.hold}")
    if one.refunded is not None and one.refunded == one.captured:
        return Excluded(case.of("refunded", "captured"), "all of it was given back")
    if one.due_assumed:
        return Open(_PRESUMED)
    if one.late_after is not None and case.as_of <= one.late_after:
        return Excluded(case.of("late_after", "due", "due_rule"), "the last moment in time has not passed")
    return Open("it is not known when the share is due")


def not_reversed(case: EscrowCase) -> Against:
    """Against a share of which too much was taken back."""
    one = case.booking
    if (lacking := nothing_sent(case)) is not None:
        return lacking
    back = sum(sent.reversed.minor for sent in one.transfers if sent.reversed)
    if not back:
        if one.sent is None or one.sent.minor != sum(sent.amount.minor for sent in one.transfers):
            return Open("what the transfers came to is not known")
        return Excluded(
            (*case.of("sent"), *case.every("transfers", "amount")), "all that was sent is with the provider"
        )
    if one.pattern == "with_charge" and one.refunded is not None:
        asked = asked_back(one.transfers[0].amount.minor, one.refunded.minor, one.captured.minor)
        if back <= asked:
            refs = (*case.of("refunded", "captured"), *case.every("transfers", "amount", "reversed"))
            return Excluded(refs, "no more was taken back than was refunded")
    if one.difference is not None and one.difference.minor >= -case.rounding and case.priced:
        refs = (*case.of("difference"), *case.every("transfers", "reversed"))
        return Excluded(refs, "what was taken back leaves no less than is due")
    return Open("some was taken back, and what should be left is not known")


def right_amount(case: EscrowCase) -> Against:
    """Against an amount that is not the rule's."""
    one = case.booking
    if (lacking := nothing_sent(case)) is not None:
        return lacking
    if not case.live:
        return Excluded(case.every("transfers", "amount", "reversed"), "all that was sent was taken back")
    if not case.priced:
        return _UNPRICED
    if one.pattern == "with_charge" and one.transfers[0].amount == one.captured:
        return Excluded(case.of("captured", "transfers[0].amount"), "all that was captured went with the charge")
    if one.difference is None:
        return Open("no rule says how much the share is in the currency of the transfer")
    return _agreeing(case, one.difference.minor)


def _agreeing(case: EscrowCase, over: int) -> Against:
    """The amounts that were sent are right where the difference is none, or is all accounted for otherwise."""
    one = case.booking
    if case.agrees:
        return Excluded(case.of("difference", "sent", "expected", "expected_settled"), "it is the share by the rule")
    back = sum(sent.reversed.minor for sent in one.transfers if sent.reversed)
    if back and -back - case.rounding <= over < 0:
        refs = (*case.every("transfers", "amount", "reversed"), *case.of("difference"))
        return Excluded(refs, "what lacks was taken back")
    again = sum(sent.amount.minor - (sent.reversed.minor if sent.reversed else 0) for sent in _repeated(case))
    if again and abs(over - again) <= case.rounding:
        second = [f"transfers[{at}].{name}" for at in _places(case, _repeated(case)) for name in ("id", "amount")]
        return Excluded(case.of(*second, "difference"), "what is too much is the same share again")
    if any(leg.missing for leg in one.legs) and all(leg.sent == leg.expected for leg in one.legs if not leg.missing):
        made = [at for at, leg in enumerate(one.legs) if not leg.missing]
        refs = case.of(*(f"legs[{at}].{name}" for at in made for name in ("expected", "sent", "provider")))
        return Excluded(refs, "each part that was sent is the rule's")
    if _was_right(case):
        refs = (*case.of("expected_then", "refunded"), *case.every("transfers", "amount"))
        return Excluded(refs, "it was the share of what had not been refunded then")
    return Open("what was sent differs from the share by the rule")


def right_destination(case: EscrowCase) -> Against:
    """Against a share that went to another's account."""
    if (lacking := nothing_sent(case)) is not None:
        return lacking
    homes = _homes(case)
    if not homes:
        return Open("which account is the provider's is not known")
    if all(sent.destination in homes for sent in case.live or case.booking.transfers):
        refs = (*case.of("destination"), *case.every("legs", "account"), *case.every("transfers", "destination"))
        return Excluded(refs, "it went to the provider's own account")
    return Open("it went to another account than the one that is known as the provider's")


def not_doubled(case: EscrowCase) -> Against:
    """Against the same share sent twice."""
    one = case.booking
    if (lacking := nothing_sent(case)) is not None:
        return lacking
    if len(case.live) == 1:
        return Excluded(case.every("transfers", "id", "amount", "reversed"), "there is one transfer alone")
    if not _repeated(case):
        refs = case.every("transfers", "id", "amount", "destination", "provider")
        return Excluded(refs, "no two transfers are of one amount to one provider")
    if one.difference is not None and one.difference.minor <= case.rounding and case.priced:
        return Excluded((*case.of("difference"), *case.every("transfers", "id")), "together they are no more than due")
    return Open("two transfers are of one amount to one provider")


def every_leg_sent(case: EscrowCase) -> Against:
    """Against one provider's part that is lacking."""
    one = case.booking
    if not one.legs:
        return Excluded(case.of("legs", "provider"), "the payment is not shared")
    if not any(leg.missing for leg in one.legs):
        return Excluded(case.every("legs", "transfer", "sent", "missing"), "each provider was sent a part")
    return Open("a provider's part was not sent")


def no_refund_since(case: EscrowCase) -> Against:
    """Against a share that was right until the customer got money back."""
    one = case.booking
    if one.refunded is None:
        none = case.given("refunded_total") if case.told.booking_count == 1 else ()
        return Excluded((*none, *case.of("captured", "expected")), "nothing was refunded")
    if one.difference is not None and one.difference.minor <= case.rounding and case.priced:
        return Excluded(case.of("difference", "refunded"), "the provider has no more than is due now")
    if one.expected_then is not None and not _was_right(case):
        return Excluded((*case.of("expected_then"), *case.every("transfers", "amount")), "it was not right before")
    return Open("some of it was refunded, and what was due before is not known")


def nothing_sent(case: EscrowCase) -> Against | None:
    """What an empty list of transfers says; None where there are some."""
    if case.booking.transfers:
        return None
    if case.booking.pattern == "with_charge":
        return _NOT_READ
    return Excluded(case.of("transfers"), "nothing was sent")


def _was_right(case: EscrowCase) -> bool:
    """Whether what was sent was the share of what had not been refunded by then."""
    one = case.booking
    if one.expected_then is None or {sent.amount.currency for sent in one.transfers} != {one.expected_then.currency}:
        return False
    gross = sum(sent.amount.minor for sent in one.transfers)
    return abs(gross - one.expected_then.minor) <= max(1, len(one.legs))


def _homes(case: EscrowCase) -> set[str]:
    """The accounts that the share belongs to; empty where not all of them are known."""
    one = case.booking
    known = [leg.account for leg in one.legs] if one.legs else [one.destination]
    return {account for account in known if account is not None} if None not in known else set()


def _places(case: EscrowCase, sent: list[EscrowTransfer]) -> list[int]:
    ids = {one.id for one in sent}
    return [at for at, one in enumerate(case.booking.transfers) if one.id in ids]


def _repeated(case: EscrowCase) -> list[EscrowTransfer]:
    """The transfers that repeat an earlier one: of one amount, to one account, for one provider."""
    seen, again = set[object](), list[EscrowTransfer]()
    for sent in case.live:
        key = (sent.destination, sent.amount, sent.provider)
        if key in seen:
            again.append(sent)
        seen.add(key)
    return again
