"""Which causes the evidence rules out, and by which facts: what the rules of causes say against each."""

import re
from collections.abc import Iterable

from agent.playbook.payment.case import Case
from agent.playbook.payment.codes import decline_cause
from agent.playbook.router import GENERAL
from agent.report import DraftRuledOut
from agent.thread.evidence import Evidence
from agent.verification.causes import Excluded, judge, near_misses, opened
from agent.verification.causes import PaymentCase as Judged
from agent.verification.causes.codes import DECLINE_CODES
from tools.contract.causes import CauseCode

_OF_THE_BANK = (
    CauseCode.INSUFFICIENT_FUNDS,
    CauseCode.ISSUER_DECLINED,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.AUTHENTICATION_FAILED,
    CauseCode.CARD_DATA_INCORRECT,
    CauseCode.CARD_EXPIRED,
    CauseCode.CARD_LOST_OR_STOLEN,
)
_OF_STRIPE = (
    CauseCode.ISSUER_DECLINED,
    CauseCode.INSUFFICIENT_FUNDS,
    CauseCode.CARD_LOST_OR_STOLEN,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.BLOCKED_BY_RULE,
    CauseCode.AUTHENTICATION_FAILED,
)
_OF_ITS_STATE = (
    CauseCode.ISSUER_DECLINED,
    CauseCode.NEVER_CONFIRMED,
    CauseCode.CANCELED,
    CauseCode.STILL_PROCESSING,
    CauseCode.AUTHENTICATION_PENDING,
    CauseCode.AUTHENTICATION_FAILED,
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.RECOVERED_BY_RETRY,
    CauseCode.DEBIT_FAILED,
    CauseCode.PAID_ONCE,
)
_BLOCKS = {
    CauseCode.BLOCKED_BY_RADAR,
    CauseCode.BLOCKED_BY_RULE,
    CauseCode.BLOCKED_LOW_AUTHORIZATION,
    CauseCode.REVERSED_AFTER_APPROVAL,
}
_FAMILIES: tuple[tuple[CauseCode, ...], ...] = (
    (
        CauseCode.REFUND_FAILED,
        CauseCode.REFUND_PENDING,
        CauseCode.REFUND_SENT,
        CauseCode.PARTIALLY_REFUNDED,
        CauseCode.REFUND_WITHOUT_REVERSAL,
    ),
    (
        CauseCode.DISPUTE_NEEDS_RESPONSE,
        CauseCode.INQUIRY_OPEN,
        CauseCode.DISPUTE_UNDER_REVIEW,
        CauseCode.DISPUTE_LOST,
        CauseCode.DISPUTE_WON,
        CauseCode.DISPUTED_AFTER_REFUND,
        CauseCode.FRAUD_WARNING_OPEN,
        CauseCode.REPEAT_DISPUTER,
        CauseCode.DEBIT_DISPUTED,
        CauseCode.CHARGE_NOT_RECOGNIZED,
    ),
    (
        CauseCode.INVOICE_RETRYING,
        CauseCode.DUNNING_EXHAUSTED,
        CauseCode.SUBSCRIPTION_NEVER_STARTED,
        CauseCode.PAYMENT_METHOD_MISSING,
    ),
    (
        CauseCode.DEBIT_FAILED,
        CauseCode.STILL_PROCESSING,
        CauseCode.INSUFFICIENT_FUNDS,
        CauseCode.DEBIT_DISPUTED,
        CauseCode.NEVER_CONFIRMED,
        CauseCode.PAID_ONCE,
    ),
    (CauseCode.FEE_DIFFERS, CauseCode.FEE_AS_AGREED),
    (
        CauseCode.CURRENCY_WRONG,
        CauseCode.CAPTURE_AMOUNT_WRONG,
        CauseCode.METADATA_MISMATCH,
        CauseCode.PARTIALLY_REFUNDED,
        CauseCode.AUTHORIZATION_EXPIRED,
        CauseCode.FEE_DIFFERS,
    ),
    (CauseCode.DUPLICATE_CHARGE, CauseCode.SEPARATE_ORDERS, CauseCode.RECOVERED_BY_RETRY),
)
"""Causes that are taken for each other because they are answers to one question."""
_STATES = {
    CauseCode.STILL_PROCESSING,
    CauseCode.NEVER_CONFIRMED,
    CauseCode.PAID_ONCE,
    CauseCode.RECOVERED_BY_RETRY,
    CauseCode.AUTHORIZATION_EXPIRED,
}
_OF_BOOK = {
    "refunds": 0,
    "disputes": 1,
    "subscription": 2,
    "bank-debit": 3,
    "booking": 5,
    "duplicate-charge": 6,
    "fees": 4,
}
_OF_DEBITS = {CauseCode.DEBIT_FAILED, CauseCode.DEBIT_DISPUTED}
_OF_MODE = re.compile(
    r"\b(?:tests?|live|modes?|sandbox|production|find|finds|found|exists?|see|missing|disappear\w*|gone|where)\b",
    re.IGNORECASE,
)
"""Words of a question that may have looked in the account's other mode."""
_MOST = 14  # exclusions that a reader still reads


def ruled_out(case: Case, cause: CauseCode, also: Iterable[CauseCode] = ()) -> tuple[DraftRuledOut, ...]:
    """What a cause is easily taken for, as far as a fact is against it; `also` stands first.

    Beside the near-misses of the cause these are what earlier attempts suggest, and what people first think of in a
    payment of its kind.
    """
    opened_case = judged(case)
    if opened_case is None:
        return ()
    found: list[DraftRuledOut] = []
    for near in dict.fromkeys([*also, *_asked(case), *_registered(cause, opened_case), *_tried(case), *_alike(cause)]):
        ruling = judge(near, opened_case)
        if near != cause and isinstance(ruling, Excluded) and _is_thinkable(near, case):
            found.append(DraftRuledOut(cause=near, facts=list(ruling.refs)))
    return tuple(found[:_MOST])


def judged(case: Case) -> Judged | None:
    """The payment as the rules of causes read it."""
    flow = case.flow
    own = Evidence(number=int(flow.at[1:]), call_id="", outcome=flow.outcome)
    return opened(flow.flow.id, case.question, case.evidence or [own])


def _asked(case: Case) -> tuple[CauseCode, ...]:
    """What the question may suppose, by the playbook that it takes."""
    if case.book == GENERAL:
        return (CauseCode.OTHER_MODE,) if _OF_MODE.search(case.question) else ()
    return _FAMILIES[_OF_BOOK[case.book]] if case.book in _OF_BOOK else ()


def _is_thinkable(cause: CauseCode, case: Case) -> bool:
    """Whether a reader may think of a cause at all: of a card's payment nobody thinks of a bank debit's return."""
    methods = [one.attempt.method for one in case.flow.attempts]
    cards = bool(methods) and all(one is not None and one.type == "card" for one in methods)
    return cause not in _OF_DEBITS or not cards


def _registered(cause: CauseCode, case: Judged) -> tuple[CauseCode, ...]:
    """The near-misses of a cause; for those that all failures are near to, what is alike says enough."""
    near = near_misses(cause, case)
    return near if len(near) <= _MOST // 2 else ()


def _tried(case: Case) -> list[CauseCode]:
    """What the attempts that failed would each suggest, the latest first."""
    codes = [one.attempt.decline_code for one in reversed(case.flow.failures)]
    return [decline_cause(code) for code in codes if code]


def _alike(cause: CauseCode) -> tuple[CauseCode, ...]:
    beyond = cause not in DECLINE_CODES and cause not in _STATES
    family = next((family for family in _FAMILIES if beyond and cause in family), None)
    if family is not None:
        return family
    if cause in _BLOCKS:
        return _OF_STRIPE
    if cause in DECLINE_CODES or cause in {CauseCode.ISSUER_DECLINED, CauseCode.AUTHENTICATION_FAILED}:
        return _OF_THE_BANK
    return _OF_ITS_STATE
