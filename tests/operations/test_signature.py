"""A webhook's signature, age and body, each told apart; against signatures that Stripe's SDK makes and accepts."""

import json
from datetime import timedelta
from typing import Any

import pytest
import stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.contract.clock import from_unix
from tools.operations.signature import check

SDK: Any = stripe.WebhookSignature
SECRET, AT = "whsec_example0123456789", 1_795_357_800
NOW = from_unix(AT + 30)
EVENT = {"id": "evt_1Example", "object": "event", "livemode": False, "type": "payment_intent.succeeded"}


def body_of(**changed: Any) -> bytes:
    return json.dumps({**EVENT, **changed}).encode()


def sdk_header(body: bytes, secret: str = SECRET, at: int = AT) -> str:
    """The header as the SDK itself computes it."""
    return f"t={at},v1={SDK._compute_signature(f'{at}.{body.decode()}', secret)},v0=ignored"


def failing(body: bytes, header: str, **changed: Any) -> list[str]:
    given: dict[str, Any] = {"secret": SECRET, "now": NOW, "livemode": False, **changed}
    return [finding.part for finding in check(body, header, **given).findings if not finding.holds]


def test_what_stripe_signed_holds() -> None:
    body = body_of()
    SDK.verify_header(body.decode(), sdk_header(body), SECRET, tolerance=None)
    assert failing(body, sdk_header(body)) == []
    assert check(body, sdk_header(body), SECRET, NOW, False).event == EVENT["id"]


@pytest.mark.parametrize("changed", [body_of() + b" ", body_of(amount=1), body_of().replace(b"succeeded", b"canceled")])
def test_a_changed_body_fails_the_signature_alone(changed: bytes) -> None:
    header = sdk_header(body_of())
    with pytest.raises(stripe.SignatureVerificationError):
        SDK.verify_header(changed.decode(), header, SECRET, tolerance=None)
    assert failing(changed, header) == ["signature"]


def test_another_endpoint_s_secret_fails_the_signature_alone() -> None:
    body = body_of()
    assert failing(body, sdk_header(body, "whsec_other0123456789")) == ["signature"]


def test_one_right_signature_among_several_is_enough() -> None:
    body = body_of()
    right = sdk_header(body).split(",")[1]
    assert failing(body, f"t={AT},v1={'0' * 64},{right}") == []
    assert failing(body, f"t={AT},v1={'0' * 64}") == ["signature"]


@pytest.mark.parametrize(("seconds", "holds"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)])
def test_the_age_may_be_five_minutes_either_way(seconds: int, holds: bool) -> None:
    body = body_of()
    now = from_unix(AT) + timedelta(seconds=seconds)
    assert failing(body, sdk_header(body), now=now) == ([] if holds else ["age"])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"id": "evt_1"}', body_of(object="charge"), body_of(id="evt 1"), body_of(id=7)],
)
def test_a_body_that_is_no_event_fails_though_it_was_signed(body: bytes) -> None:
    header = sdk_header(body) if body != b"\xff" else f"t={AT},v1=00"
    assert [part for part in failing(body, header) if part != "signature"] == ["body"]


def test_an_event_of_the_other_mode_fails() -> None:
    live = body_of(livemode=True)
    assert failing(live, sdk_header(live)) == ["body"]
    assert failing(live, sdk_header(live), livemode=True) == []


@pytest.mark.parametrize("header", ["", "t=,v1=", "v1=abc", f"t={AT}", "t=x,v1=y", "garbage", "t=999999999999,v1=é"])
def test_a_header_of_another_form_never_holds(header: str) -> None:
    assert "signature" in failing(body_of(), header)


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_no_header_that_nobody_signed_holds(header: str) -> None:
    assert "signature" in failing(body_of(), header)


def test_only_an_event_that_is_thin_itself_is_taken_for_one() -> None:
    thin, named = body_of(object="v2.core.event"), body_of(note="v2.core.event")
    assert check(thin, sdk_header(thin), SECRET, NOW, False).thin
    assert not check(named, sdk_header(named), SECRET, NOW, False).thin


def test_nothing_told_holds_the_secret_or_the_due_signature() -> None:
    due = sdk_header(body_of()).split("v1=")[1].split(",")[0]
    told = str(check(body_of(), f"t={AT},v1=0", SECRET, NOW, False))
    assert SECRET not in told
    assert due not in told
