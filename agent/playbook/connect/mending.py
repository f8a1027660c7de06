"""What mends a provider's share: how much is to be sent or taken back, to whom, and by which transfer."""

from agent.playbook.connect.shares import ShareAt
from agent.playbook.writing.actions import action
from agent.report import DraftStep
from tools.contract.causes import ActionCode as A

_STEP = {
    "missing": A.CREATE_TRANSFER,
    "leg_missing": A.CREATE_TRANSFER,
    "reversed": A.CREATE_TRANSFER,
    "wrong_amount": A.ADJUST_TRANSFER,
    "partial": A.ADJUST_TRANSFER,
    "wrong_destination": A.REVERSE_TRANSFER,
    "duplicate": A.REVERSE_TRANSFER,
    "refunded_since": A.REVERSE_TRANSFER,
    "fee_wrong": A.CORRECT_FEE_RULE,
}


def mends(at: ShareAt) -> DraftStep | None:
    """The first step that mends a share; None where nothing of it is amiss."""
    code = _STEP.get(at.one.state)
    return mending(code, at) if code is not None else None


def claimed(at: ShareAt) -> DraftStep | None:
    """What somebody must do about what holds a share: answer the dispute, or decide the review; None for other holds.

    A dispute that was answered is decided by others, and is waited for.
    """
    if at.one.hold == "dispute" and at.one.dispute_status in _UNANSWERED:
        until = f" before {at.slot('respond_by')}" if at.has("respond_by") else ""
        text = f"Answer {at.slot('dispute')}{until}, or accept it: the share{_for(at)} is held until it is decided."
        return action(A.RESPOND_TO_DISPUTE, at.one.id, text)
    if at.one.hold == "review":
        return action(A.DECIDE_REVIEW, at.one.id, _waiting(at))
    return None


_UNANSWERED = frozenset({"needs_response", "warning_needs_response", "appeal_needs_response"})


def mending(code: A, at: ShareAt) -> DraftStep:
    """One step with its amount and its object, as far as they are known."""
    if code in (A.NO_ACTION, A.WAIT):
        return action(code, None if code is A.NO_ACTION else at.one.id, _waiting(at) if code is A.WAIT else None)
    text: str | None = None
    if code is A.CREATE_TRANSFER and at.has("owed"):
        text = _send(at)
    elif code is A.ADJUST_TRANSFER and at.has("owed"):
        text = _more(at)
    elif code is A.REVERSE_TRANSFER or (code is A.ADJUST_TRANSFER and at.one.transfers):
        text = _back(at)
    return action(code, at.one.id, text)


def _for(at: ShareAt) -> str:
    return f" for {at.slot('booking')}" if at.has("booking") else ""


def _whom(at: ShareAt) -> str:
    """Who gets what is owed: of several the one whose part lacks."""
    for place, leg in enumerate(at.one.legs):
        if leg.missing and sum(one.missing for one in at.one.legs) == 1:
            account = f" ({at.slot(f'legs[{place}].destination')})" if leg.destination else ""
            return f"to {at.slot(f'legs[{place}].provider')}{account}"
    if at.one.legs:
        return "to its providers, each their part"
    account = f" ({at.slot('destination')})" if at.has("destination") else ""
    return f"to {at.slot('provider')}{account}" if at.has("provider") else "to its provider"


def _send(at: ShareAt) -> str:
    source = f", naming {at.slot('charge')} as the source" if at.has("charge") else ""
    return f"Send {at.slot('owed')}{_for(at)} {_whom(at)}{source}."


def _more(at: ShareAt) -> str:
    return f"Send {at.slot('owed')} more{_for(at)} {_whom(at)}, in a transfer of its own."


def _back(at: ShareAt) -> str | None:
    """The transfer that is to be taken back, in whole or by what is too much."""
    wrong = [place for place, one in enumerate(at.one.transfers) if one.amiss is not None]
    if wrong:
        named = " and ".join(
            f"{at.slot(f'transfers[{place}].id')} of {at.slot(f'transfers[{place}].amount')}" for place in wrong
        )
        return f"Take {named} back{_for(at)}; what the account no longer holds can't be taken back."
    difference = at.one.difference
    if difference is None or difference.minor <= 0 or not at.one.transfers:
        return None
    return (
        f"Take {at.slot('difference')} of {at.slot('transfers[0].id')} back{_for(at)}; what the account no longer "
        f"holds can't be taken back."
    )


def _waiting(at: ShareAt) -> str | None:
    """Until when the share waits, where its day is known and nothing else holds it."""
    if at.one.hold == "dispute":
        return (
            "Wait until the dispute is decided: the share is due where it is won, and nothing of it where it is lost."
        )
    if at.one.hold == "review":
        return "Decide the review of the payment, or wait until it is decided: the share is held until then."
    balance = at.shares.found.balance
    if at.one.state == "missing" and balance is not None and balance.clears_on is not None:
        clears = at.shares.slot("balance.clears_on")
        return f"Or wait until {clears}, when enough of the balance is available, and send the share then."
    if at.one.hold == "not_due" and at.has("due"):
        late = f"; it is late after {at.slot('late_after')}" if at.has("late_after") else ""
        return f"Wait until {at.slot('due')}, when the share falls due{late}."
    if at.one.state == "due" and at.has("late_after"):
        return f"Send the share until {at.slot('late_after')}, after which it is late."
    return None
