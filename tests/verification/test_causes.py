"""Each cause has a rule: a payment that shows it, and one that only looks like it."""

import pytest

from agent.reports.facts import resolve
from agent.thread.evidence import Evidence
from agent.verification.causes import Excluded, Open, Proven, judge, opened, parties
from agent.verification.causes.payments import NEAR_MISSES, RULES
from tests.verification.flows import (
    at,
    blocked,
    declined,
    delivery,
    endpoint,
    error,
    flow,
    found,
    match,
    no_permission,
    paid,
    read,
    refund,
    review,
    too_old,
    unauthenticated,
    usd,
)
from tests.verification.shown import SHOWN
from tools.contract.causes import CauseCode, Party
from tools.contract.payment import Attempt, Decision, Endpoint, PaymentFlow, PaymentMatch, Rule

C = CauseCode


def rule_of(cause: CauseCode, payment: PaymentFlow, *others: Evidence):
    case = opened(payment.id, "", [*others, read(1, payment)])
    assert case is not None
    return judge(cause, case)


def held(number: int = 1, minutes: int = 7 * 24 * 60) -> Attempt:
    return paid(number, capture_before=at(minutes)).model_copy(
        update={"result": "authorized", "stage": "authorization"}
    )


def reversed_after() -> Attempt:
    decision = Decision(type="blocked", network_status="reversed_after_approval", reason="highest_risk_level")
    return blocked().model_copy(update={"result": "reversed", "decision": decision})


def invalid() -> Attempt:
    return declined(decision=Decision(type="invalid"), stage="request", decline_code=None)


EXPIRED = {"status": "canceled", "cancellation_reason": "automatic", "canceled_at": at(8 * 24 * 60)}

PAYMENTS: dict[CauseCode, PaymentFlow] = {
    C.INSUFFICIENT_FUNDS: flow(declined()),
    C.CARD_LIMIT_EXCEEDED: flow(declined(code="card_velocity_exceeded")),
    C.CARD_EXPIRED: flow(declined(code="expired_card", failure_code="expired_card")),
    C.CARD_DATA_INCORRECT: flow(declined(code="incorrect_cvc", failure_code="incorrect_cvc")),
    C.CARD_LOST_OR_STOLEN: flow(declined(code="stolen_card")),
    C.CARD_NOT_SUPPORTED: flow(declined(code="card_not_supported")),
    C.CURRENCY_NOT_SUPPORTED: flow(declined(code="currency_not_supported")),
    C.ISSUER_DECLINED: flow(declined(code="do_not_honor")),
    C.PROCESSING_ERROR: flow(declined(code="processing_error", failure_code="processing_error")),
    C.AUTHENTICATION_REQUIRED: flow(declined(code="authentication_required", failure_code="authentication_required")),
    C.AUTHENTICATION_FAILED: flow(unauthenticated()),
    C.AUTHENTICATION_PENDING: flow(status="requires_action", next_action="redirect_to_url"),
    C.NEVER_CONFIRMED: flow(),
    C.BLOCKED_BY_RADAR: flow(blocked()),
    C.BLOCKED_BY_RULE: flow(blocked(reason="rule", rule=Rule(id="ssr_1", predicate="Block if :card_country: = 'XX'"))),
    C.BLOCKED_LOW_AUTHORIZATION: flow(blocked(reason="low_probability_of_authorization")),
    C.INVALID_REQUEST: flow(invalid()),
    C.REVERSED_AFTER_APPROVAL: flow(reversed_after()),
    C.AUTHORIZATION_EXPIRED: flow(held(), refunds=[refund("expired_uncaptured_charge")], **EXPIRED),
    C.CANCELED: flow(declined(), status="canceled", cancellation_reason="abandoned", canceled_at=at(60)),
    C.RECOVERED_BY_RETRY: flow(declined(1), paid(2), status="succeeded"),
    C.PAID_ONCE: flow(paid(), status="succeeded"),
    C.MANUAL_REVIEW_OPEN: flow(paid(), status="succeeded", reviews=[review()]),
    C.CAPTURE_DUE: flow(held(), status="requires_capture", capturable=usd(4550)),
    C.STILL_PROCESSING: flow(status="processing"),
    C.WEBHOOK_NOT_DELIVERED: flow(paid(), status="succeeded", deliveries=[delivery(1)], endpoints=[endpoint()]),
}


def test_every_cause_has_a_payment_that_shows_it() -> None:
    assert {*PAYMENTS, *SHOWN} == set(RULES) == set(NEAR_MISSES)


@pytest.mark.parametrize("cause", list(PAYMENTS))
def test_a_cause_is_proven_on_a_payment_that_shows_it_and_its_near_misses_are_excluded(cause: CauseCode) -> None:
    payment = PAYMENTS[cause]
    assert isinstance(rule_of(cause, payment), Proven)
    for miss in NEAR_MISSES[cause]:
        ruling = rule_of(miss, payment)
        assert isinstance(ruling, Excluded), (miss, ruling)
        assert ruling.refs


@pytest.mark.parametrize("cause", list(PAYMENTS))
def test_a_near_miss_is_not_taken_for_the_cause(cause: CauseCode) -> None:
    for miss in NEAR_MISSES[cause]:
        assert not isinstance(rule_of(cause, PAYMENTS[miss]), Proven), miss


@pytest.mark.parametrize("cause", list(PAYMENTS))
def test_all_refs_of_a_ruling_resolve_on_the_evidence(cause: CauseCode) -> None:
    for payment in PAYMENTS.values():
        ruling = rule_of(cause, payment)
        for ref in () if isinstance(ruling, Open) else ruling.refs:
            assert resolve(ref, [read(1, payment)]).ref == ref


def test_the_last_attempt_decides_not_an_earlier_one() -> None:
    payment = flow(declined(1), blocked(2))
    assert isinstance(rule_of(C.INSUFFICIENT_FUNDS, payment), Excluded)
    ruling = rule_of(C.BLOCKED_BY_RADAR, payment)
    assert isinstance(ruling, Proven)
    assert ruling.attempt == 1


def test_a_charge_is_asked_about_alone_only_when_the_question_names_it() -> None:
    payment = flow(declined(1), blocked(2))
    alone = opened("ch_try1", "why was ch_try1 declined?", [read(1, payment)])
    within = opened("ch_try1", "why did pi_failed123 fail?", [read(1, payment)])
    assert alone is not None
    assert within is not None
    assert isinstance(judge(C.INSUFFICIENT_FUNDS, alone), Proven)
    assert isinstance(judge(C.INSUFFICIENT_FUNDS, within), Excluded)


def test_a_failed_authentication_outlives_its_event_in_the_last_error() -> None:
    payment = flow(error=error("payment_intent_authentication_failure"))
    assert isinstance(rule_of(C.AUTHENTICATION_FAILED, payment), Proven)
    assert isinstance(rule_of(C.ISSUER_DECLINED, payment), Excluded)


def test_with_its_charges_unread_a_payment_is_not_said_to_have_failed_at_authentication() -> None:
    payment = flow(error=error("payment_intent_authentication_failure"))
    case = opened("pi_failed123", "", [read(1, payment, charges=no_permission("charge_read"))])
    assert case is not None
    assert isinstance(judge(C.AUTHENTICATION_FAILED, case), Open)


def test_without_its_events_an_old_payment_may_have_failed_at_authentication() -> None:
    case = opened("pi_failed123", "", [read(1, flow(), events=too_old())])
    assert case is not None
    assert isinstance(judge(C.AUTHENTICATION_FAILED, case), Open)
    assert isinstance(judge(C.NEVER_CONFIRMED, case), Proven)


def test_without_its_charges_a_payment_can_not_be_called_never_confirmed() -> None:
    case = opened("pi_failed123", "", [read(1, flow(), charges=too_old())])
    assert case is not None
    assert isinstance(judge(C.NEVER_CONFIRMED, case), Open)


def test_a_second_payment_of_the_same_booking_stands_against_paid_once() -> None:
    mine, other = match("pi_failed123", usd(4550), usd(4550)), match("pi_other", usd(4550), usd(4550))
    assert isinstance(rule_of(C.PAID_ONCE, PAYMENTS[C.PAID_ONCE], found(2, mine, other)), Excluded)
    assert isinstance(rule_of(C.PAID_ONCE, PAYMENTS[C.PAID_ONCE], found(2, mine)), Proven)


@pytest.mark.parametrize(
    ("code", "network", "named"),
    [
        ("transaction_not_allowed", "57", True),
        ("transaction_not_allowed", "05", False),
        ("transaction_not_allowed", None, False),
        ("do_not_honor", "57", False),  # the network's code settles only what the decline code leaves open
    ],
)
def test_a_decline_that_may_mean_two_things_is_settled_by_the_networks_own_code(
    code: str, network: str | None, named: bool
) -> None:
    decision = Decision(
        type="issuer_declined", network_status="declined_by_network", reason=code, network_decline_code=network
    )
    tried = flow(declined(code=code, decision=decision))
    assert isinstance(rule_of(C.ISSUER_DECLINED, tried), Excluded if named else Proven)
    assert isinstance(rule_of(C.CARD_NOT_SUPPORTED, tried), Excluded if code == "do_not_honor" else Proven)


def test_the_customers_payments_for_other_things_do_not_stand_against_paid_once() -> None:
    def of_booking(identity: str, booking: str, minor: int = 4550) -> PaymentMatch:
        return match(identity, usd(minor), usd(minor)).model_copy(update={"metadata": {"booking_id": booking}})

    booked = PAYMENTS[C.PAID_ONCE].model_copy(update={"metadata": {"booking_id": "booking_17"}})
    mine = of_booking("pi_failed123", "booking_17")
    other, part = of_booking("pi_other", "booking_18"), of_booking("pi_part", "booking_17", 1000)
    assert isinstance(rule_of(C.PAID_ONCE, booked, found(2, mine, other)), Proven)
    assert isinstance(rule_of(C.PAID_ONCE, booked, found(2, mine, part)), Excluded)
    unmarked = match("pi_unmarked", usd(900), usd(900))
    assert isinstance(rule_of(C.PAID_ONCE, booked, found(2, mine, unmarked)), Proven)


@pytest.mark.parametrize(
    "point", [endpoint("disabled"), endpoint(receives=False)], ids=["a disabled endpoint", "an event not subscribed to"]
)
def test_only_an_event_that_waits_for_an_answer_shows_that_it_was_not_delivered(point: Endpoint) -> None:
    owed = flow(paid(), status="succeeded", deliveries=[delivery(1)], endpoints=[point])
    assert isinstance(rule_of(C.WEBHOOK_NOT_DELIVERED, owed), Proven)
    answered = flow(paid(), status="succeeded", deliveries=[delivery(0)], endpoints=[point])
    assert isinstance(rule_of(C.WEBHOOK_NOT_DELIVERED, answered), Open)


def test_a_webhook_that_every_endpoint_answered_is_delivered() -> None:
    payment = flow(paid(), status="succeeded", deliveries=[delivery(0)], endpoints=[endpoint()])
    assert isinstance(rule_of(C.WEBHOOK_NOT_DELIVERED, payment), Excluded)


def test_an_authorization_past_its_time_is_no_longer_due() -> None:
    payment = flow(held(minutes=30), status="requires_capture")
    assert isinstance(rule_of(C.CAPTURE_DUE, payment), Excluded)


@pytest.mark.parametrize(
    ("cause", "party", "other"),
    [
        (C.INSUFFICIENT_FUNDS, Party.ISSUER, Party.RADAR),
        (C.BLOCKED_BY_RADAR, Party.RADAR, Party.ISSUER),
        (C.BLOCKED_BY_RULE, Party.PLATFORM, Party.ISSUER),
        (C.CANCELED, Party.CUSTOMER, Party.ISSUER),
        (C.RECOVERED_BY_RETRY, Party.NONE, Party.ISSUER),
    ],
)
def test_a_cause_lies_with_some_parties_and_not_with_others(cause: CauseCode, party: Party, other: Party) -> None:
    case = opened("pi_failed123", "", [read(1, PAYMENTS[cause])])
    assert case is not None
    assert party in parties(cause, case)
    assert other not in parties(cause, case)


@pytest.mark.parametrize("payment", [flow(unauthenticated()), flow(declined()), flow(blocked())])
def test_no_attempt_that_is_known_decides_while_the_charges_could_not_be_read(payment: PaymentFlow) -> None:
    whole = opened(payment.id, "", [read(1, payment)])
    part = opened(payment.id, "", [read(1, payment, charges=no_permission("charge_read"))])
    assert whole is not None
    assert part is not None
    assert any(isinstance(judge(cause, whole), Proven) for cause in RULES)
    assert not any(isinstance(judge(cause, part), Proven) for cause in RULES)
