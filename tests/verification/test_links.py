"""Which objects belong together."""

from agent.verification.links import Links
from tests.verification.flows import HUB, NOW, declined, endpoint, explained, flow, found, match, read, refund, usd
from tools.contract.payment import Dispute

DISPUTE = Dispute(id="dp_1", charge="ch_try2", amount=usd(1), status="lost", reason="fraudulent", created=NOW)
EVIDENCE = [
    read(1, flow(declined(1), declined(2), refunds=[refund()], disputes=[DISPUTE], endpoints=[endpoint()])),
    found(2, match("pi_failed123", usd(1)), match("pi_other", usd(2))),
    read(3, flow(declined(3, payment_intent="pi_other"), id="pi_other", endpoints=[endpoint()])),
    explained(4, "lost_card", "See pi_reference1."),
]
LINKS = Links(EVIDENCE)


def test_a_payment_is_linked_to_all_it_contains() -> None:
    assert LINKS.around("pi_failed123") >= {"ch_try1", "ch_try2", "re_back", "dp_1", "we_hook", "pm_card", HUB}


def test_payments_of_one_customer_card_and_endpoint_are_strangers() -> None:
    assert not LINKS.linked("pi_failed123", "pi_other")
    assert not LINKS.linked("pi_failed123", "ch_try3")


def test_a_charge_is_linked_to_what_names_it_and_to_its_payment_but_to_no_other_attempt() -> None:
    assert LINKS.around("ch_try1") >= {"re_back", "pi_failed123", "pm_card"}
    assert not LINKS.linked("ch_try1", "ch_try2")
    assert not LINKS.linked("ch_try1", "dp_1")
    assert LINKS.linked("dp_1", "ch_try2")
    assert not LINKS.linked("dp_1", "ch_try1")


def test_a_customer_as_the_subject_is_linked_to_their_payments() -> None:
    assert LINKS.linked(HUB, "pi_failed123")
    assert LINKS.linked(HUB, "ch_try3")


def test_the_code_tables_link_nothing() -> None:
    assert not LINKS.known("pi_reference1")


def test_an_id_in_metadata_is_the_platforms_own_word() -> None:
    links = Links([read(1, flow(declined(), metadata={"booking_id": "pi_other"}))])
    assert not links.linked("pi_failed123", "pi_other")
