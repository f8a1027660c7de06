"""Names in a typed question: which are known for names, and which words are left alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.world.cast import FIRST, LAST
from evals.world.noise import NAMES
from tools.privacy.masking import Masker
from tools.privacy.personal import Personal
from tools.privacy.vault import MemoryVault

KNOWN = (*NAMES, "Maya Whitfield", "Zainab Al-Sabah", "Prince")


def masker(*names: str) -> Masker:
    """A masker of an account in which these customers' names have been read."""
    mask = Masker(b"k" * 32, MemoryVault())
    for name in names:
        mask.mask_text(name, Personal.NAME)
    return mask


def hidden(question: str, *names: str) -> str:
    """The question with each placeholder's hash left out."""
    return re.sub(r"-[0-9a-f]{10}\]", "]", masker(*names).mask_question(question))


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("why did maya whitfield's payment fail?", "why did [name]'s payment fail?"),
        ("MAYA  WHITFIELD was charged twice", "[name] was charged twice"),
        ("refund for Maya Whitfield, please", "refund for [name], please"),
        ("zainab al-sabah, zainab Al-Sabah", "[name], [name]"),
        ("did 김하늘 pay?", "did [name] pay?"),
        ("山田 花子さん に返金しましたか", "[name]さん に返金しましたか"),
        ("האם ליאורה אבן־ארי שילמה", "האם [name] שילמה"),
        ("هل دفع محمد الحدّاد؟", "هل دفع [name]؟"),
        ("zoë ångström-œuvre asks", "[name] asks"),
    ],
)
def test_a_customer_s_name_that_was_read_before_is_hidden_however_it_is_written(typed: str, seen: str) -> None:
    assert hidden(typed, *KNOWN) == seen


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Customer Jane Doe was charged twice", "Customer [name] was charged twice"),
        ("our client Ludwig van der Berg can't pay", "our client [name] can't pay"),
        ("the cardholder, Anna Lee, called", "the cardholder, [name], called"),
        ("a customer named Bob", "a customer named [name]"),
        ("Mr. Smith and Mrs Jones", "Mr. [name] and Mrs [name]"),
        ("Jane Doe says the refund never came", "[name] says the refund never came"),
        ("Why J. R. Smith complained", "Why [name] complained"),
        ("where is Jane Doe's refund?", "where is [name]'s refund?"),
        ("Jane Doe <jane@example.com> asks", "[name] <[email]> asks"),
        ("Jane Doe (+1 313 555 0142)", "[name] ([phone])"),
        ("Kunde Jürgen Müller fragt", "Kunde [name] fragt"),
        ("May Chen says no", "[name] says no"),
        ("did Anna Smith pay for her booking?", "did [name] pay for her booking?"),
        ("Was Anna Smith charged twice?", "Was [name] charged twice?"),
    ],
)
def test_a_name_that_stands_where_only_a_name_can_is_hidden(typed: str, seen: str) -> None:
    assert hidden(typed) == seen


@pytest.mark.parametrize(
    "typed",
    [
        "Why did pi_failed123 fail?",
        "American Express says no; Stripe Support says nothing",
        "Is Apple Pay's payment different from Google Pay's charge?",
        "Who is Kestrel Detroit Aerial?",
        "Customer cus_123 says so",
        "Was the customer's Payment Method changed?",
        "Analyze PaymentIntent for booking ID 'booking_12345'",
        "did Stripe Radar pay? was Payment Method charged? did Anna pay",
        "Monday says the report, Finance Team says Friday",
        "[name-3f9a2c41d0] says the refund never came",
        "customer jane doe says so",  # known to nobody, and written like any words
        "Prince Street was closed",  # one word alone is no known name where others begin so
    ],
)
def test_other_words_are_left_alone(typed: str) -> None:
    assert masker(*KNOWN).mask_question(typed) == typed


@given(st.sampled_from(FIRST), st.sampled_from(LAST), st.text(" ,.;:!?()\n", max_size=3), st.booleans())
def test_no_known_name_survives_whatever_stands_around_it(first: str, last: str, around: str, low: bool) -> None:
    name = f"{first} {last}".lower() if low else f"{first} {last}"
    shown = masker(f"{first} {last}").mask_question(f"why {around} {name} {around} so")
    assert last.lower() not in shown.lower()


def test_a_name_is_restored_and_gets_the_placeholder_that_its_customer_has() -> None:
    mask = masker("Maya Whitfield")
    shown = mask.mask_question("did maya whitfield pay?")
    assert mask.mask_text("Maya Whitfield", Personal.NAME) in shown
    assert mask.resolve(shown) == "did Maya Whitfield pay?"


def test_what_another_account_has_read_is_no_name_here() -> None:
    mask = masker("Maya Whitfield")
    other = Masker(b"o" * 32, MemoryVault())
    assert other.mask_question("did maya whitfield pay?") == "did maya whitfield pay?"
    assert mask.mask_question("did maya whitfield pay?") != "did maya whitfield pay?"


def test_a_masked_question_stays_as_it_is_when_masked_again() -> None:
    mask = masker("Maya Whitfield")
    once = mask.mask_question("Customer Jane Doe and Maya Whitfield, jane@example.com, +1 313 555 0142")
    assert mask.mask_question(once) == once
