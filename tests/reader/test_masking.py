"""Placeholders, and personal data in a typed question."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tools.privacy.masking import Masker, UnknownPlaceholder
from tools.privacy.personal import PLACEHOLDER, Personal, clean, is_card_number
from tools.privacy.vault import MemoryVault, SqliteVault, load_key
from tools.storage import StoreError

CARD = "4242424242424242"


def masker(key: bytes = b"k" * 32) -> Masker:
    return Masker(key, MemoryVault())


def hidden(question: str) -> str:
    """The question with each placeholder's hash left out."""
    return re.sub(r"-[0-9a-f]{10}\]", "]", masker().mask_question(question))


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("why did jane.doe+x@example.com fail?", "why did [email] fail?"),
        ("Write to <Jane_Doe@Mail.Example.co.uk>.", "Write to <[email]>."),
        ("jané@exämple.com, jane@example.com", "[email], [email]"),
        ("call +1 (313) 555-0142 now", "call [phone] now"),
        ("she is at (313) 555-0142.", "she is at [phone]."),
        ("313-555-0142 and 313.555.0142", "[phone] and [phone]"),
        ("3135550142 paid twice", "[phone] paid twice"),
        ("+49 30 901820 or 0049 30 901820", "[phone] or [phone]"),
        ("UK: 07700 900123, FR: 06 12 34 56 78", "UK: [phone], FR: [phone]"),
        ("phone is 555-0142", "phone is [phone]"),
        ("from 203.0.113.7, too", "from [ip], too"),
        ("from 2001:db8::8a2e:370:7334?", "from [ip]?"),
        (f"card {CARD} failed", "card [card-ending-4242] failed"),
        ("card 4242 4242 4242 4242 2026", "card [card-ending-4242] 2026"),
        ("card 4242-4242-4242-4242, 12/29", "card [card-ending-4242], 12/29"),
        ("amex 378282246310005.", "amex [card-ending-0005]."),
        ("j\u200bane@example.com", "[email]"),
        ("4242\u200b424242424242", "[card-ending-4242]"),
    ],
)
def test_personal_data_in_a_question_is_hidden(typed: str, seen: str) -> None:
    assert hidden(typed) == seen


@pytest.mark.parametrize(
    "question",
    [
        "why did pi_failed123 fail?",
        "compare pi_3QxYzAB2eZvKYlo21x4g5h6i and ch_4242424242424242",
        "what of booking_88492, order_5555555555 and provider_27773?",
        "booking 8849200123 was paid on 2026-11-22 at 14:30:22",
        "between 2026-11-01 10:15 and 01/12/2026 or 22.11.2026",
        "was 1,204.00 EUR or $45.50 or 455000 JPY or 3135550142 cents charged?",
        "created 1795357800, in ms 1795357800123",
        "amount 4550000000 jpy",
        "[email-3f9a2c41d0] asked about [card-ending-4242]",
        "error 402, code 51, 3DS2 version 2.2.0, card 1234",
        "card 4242424242424241 is no card number",  # fails the Luhn check
        "ratio 12:30:45 and a::",
        "the last 20 of 1000 payments of 50 usd",
    ],
)
def test_what_the_field_itself_writes_stays(question: str) -> None:
    assert masker().mask_question(question) == question


@given(st.sampled_from(["e-mail", "phone", "ip", "card"]), st.text(" ,.;:!?()'\"-\n", max_size=3), st.data())
def test_no_personal_value_survives_whatever_stands_around_it(kind: str, around: str, data: st.DataObject) -> None:
    digits = st.text("0123456789", min_size=4, max_size=4)
    match kind:
        case "e-mail":
            name = data.draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12))
            value = f"{name}@example.com"
        case "phone":
            value = f"+1 313 555 {data.draw(digits)}"
        case "ip":
            value = f"203.0.113.{data.draw(st.integers(0, 255))}"
        case _:
            value = data.draw(st.sampled_from([CARD, "5555555555554444", "378282246310005", "6011111111111117"]))
    shown = masker().mask_question(f"why {around} {value} {around} so")
    assert value not in shown


def test_equal_values_stay_equal_however_they_are_written() -> None:
    mask = masker()
    assert mask.mask_text("Jane@Example.com ", Personal.EMAIL) == mask.mask_text("jane@example.COM", Personal.EMAIL)
    phones = {mask.mask_text(text, Personal.PHONE) for text in ("+1 (313) 555-0142", "313-555-0142", "0013135550142")}
    assert len(phones) == 1
    assert mask.mask_text("Jane  DOE", Personal.NAME) == mask.mask_text("jane doe", Personal.NAME)
    assert mask.mask_text("2001:DB8:0:0::1", Personal.IP) == mask.mask_text("2001:db8::1", Personal.IP)
    assert mask.mask_text("Jane Doe", Personal.NAME) != mask.mask_text("Jane Roe", Personal.NAME)


def test_placeholders_are_keyed_by_account() -> None:
    first, second = (masker(key).mask_text("jane@example.com", Personal.EMAIL) for key in (b"a" * 32, b"b" * 32))
    assert first == snapshot("[email-72de97b918]")
    assert PLACEHOLDER.fullmatch(first)
    assert first != second


@given(st.text(min_size=1).filter(lambda text: text.strip()), st.sampled_from(Personal))
def test_what_is_masked_can_be_restored(value: str, kind: Personal) -> None:
    mask = masker()
    placeholder = mask.mask_text(value, kind)
    assert mask.resolve({"a": [f"x {placeholder} y"]}) == {"a": [f"x {value.strip()} y"]}


KEYS = [
    "rk_live_51Nx9Q2eZvKYlo2Caaaa9fQ2",
    "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "sk-ant-api03-abcdefghijklmnop",
    "xoxb-123456789012-abcdef",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_somebody_typed_is_hidden_and_kept_nowhere(key: str) -> None:
    vault = MemoryVault()
    mask = Masker(b"k" * 32, vault)
    hidden = f"[key-ending-{key[-4:]}]"
    assert mask.mask_question(f"my key is {key}, why does it fail?") == f"my key is {hidden}, why does it fail?"
    assert mask.mask_within(key) == hidden
    assert mask.mask_text(f"the key {key}", Personal.TEXT).startswith("[text-")
    assert key not in str(vars(vault))


@pytest.mark.parametrize(
    "word", ["rk_live", "sk_test_***p7dc", "pi_3QxYzAB2eZvKYlo21x4g5h6i", "desk_live_streaming", "risk-based"]
)
def test_what_only_looks_like_a_key_stays(word: str) -> None:
    assert masker().mask_question(f"what of {word}?") == f"what of {word}?"


def test_a_card_number_can_never_be_restored() -> None:
    vault = MemoryVault()
    mask = Masker(b"k" * 32, vault)
    placeholder = mask.mask_text(f"my card is {CARD}, thanks", Personal.TEXT)
    assert mask.resolve(placeholder) == "my card is [card-ending-4242], thanks"
    assert mask.resolve(mask.mask_question(f"is {CARD} good?")) == "is [card-ending-4242] good?"
    assert CARD not in json.dumps(vars(vault))


def test_an_unknown_placeholder_is_told() -> None:
    with pytest.raises(UnknownPlaceholder):
        masker().resolve("who is [email-0000000000]?")


def test_two_values_never_share_a_placeholder() -> None:
    vault = MemoryVault()
    taken = Masker(b"k" * 32, MemoryVault()).mask_text("jane@example.com", Personal.EMAIL)
    vault.keep(taken, "someone@example.com")
    longer = Masker(b"k" * 32, vault).mask_text("jane@example.com", Personal.EMAIL)
    assert longer.startswith(taken[:-1]) and PLACEHOLDER.fullmatch(longer)
    assert vault.find(taken) == "someone@example.com"
    assert vault.find(longer) == "jane@example.com"


def test_a_vault_is_its_owners_alone_and_outlives_the_process(tmp_path: Path) -> None:
    path, keyfile = tmp_path / "vaults" / "main.sqlite", tmp_path / "vaults" / "main.key"
    key, vault = load_key(keyfile), SqliteVault(path)
    placeholder = Masker(key, vault).mask_text("jane@example.com", Personal.EMAIL)
    vault.flush()
    assert [file.stat().st_mode & 0o077 for file in (path, keyfile, path.parent)] == [0, 0, 0]
    again = Masker(load_key(keyfile), SqliteVault(path))
    assert again.resolve(placeholder) == "jane@example.com"
    assert again.mask_text("JANE@example.com", Personal.EMAIL) == placeholder


def test_a_damaged_vault_and_a_damaged_key_are_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "v.sqlite").write_bytes(b"no database" * 200)
    with pytest.raises(StoreError, match="damaged") as damaged:
        SqliteVault(tmp_path / "v.sqlite")
    assert "move it away" in damaged.value.next
    (tmp_path / "v.key").write_bytes(b"short")
    with pytest.raises(StoreError, match="32 bytes"):
        load_key(tmp_path / "v.key")


def test_terminal_escapes_bidi_and_zero_width_characters_are_taken_out_and_the_rest_capped() -> None:
    assert clean("a\x1b[31mb\u202ec\u200bd\ne\x00f\u2066g") == "a[31mbcd efg"
    assert clean("pay\U000e0070\U000e0061\ufe01\U000e0155\u061c\u3164\u2800\u00ad me") == "pay me"
    assert clean("x" * 600) == "x" * 499 + "…"
    assert clean("Zażółć 東京 🙂") == "Zażółć 東京 🙂"


def test_only_what_an_issuer_would_give_is_a_card_number() -> None:
    assert is_card_number(CARD) and is_card_number("378282246310005")
    assert not is_card_number("4242424242424241")  # one digit off
    assert not is_card_number("1795357800123")  # milliseconds
    assert not is_card_number("0000000000000000")


def test_in_a_recording_a_placeholder_stands_for_itself() -> None:
    recorded = Masker(b"r" * 32, MemoryVault(), recorded=True)
    made = masker().mask_text("Jane Doe", Personal.NAME)
    assert recorded.mask_text(made, Personal.NAME) == made
    assert recorded.resolve({"email": made}) == {"email": made}
    assert recorded.mask_text("Jane Doe", Personal.NAME) != "Jane Doe"


def test_a_placeholder_that_nobody_was_shown_stands_for_nothing() -> None:
    made = masker().mask_text("Jane Doe", Personal.NAME)
    assert masker(b"r" * 32).mask_text(made, Personal.NAME) != made
    with pytest.raises(UnknownPlaceholder):
        masker(b"r" * 32).original(made)
