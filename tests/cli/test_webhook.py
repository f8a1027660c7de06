"""`paysleuth webhook verify`: which part of a received webhook fails, and what Stripe says of its event."""

import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.world.http.serving import Served
from evals.world.shelf import JsonObject, Shelves
from tests.cli.desk import Desk, Said, opened, run

SECRET = "whsec_example0123456789"
Serve = Callable[..., AbstractContextManager[Served]]


def delivered_event(shelves: Shelves) -> JsonObject:
    events = shelves.platform.objects["event"].values()
    lately = shelves.now - 20 * 86_400
    return next(one for one in events if one["type"] == "payment_intent.succeeded" and one["created"] > lately)


def secret_of(folder: Path, secret: str = SECRET) -> None:
    (folder / "hook.secret").write_text(f"{secret}\n")
    with (folder / "paysleuth.toml").open("a") as settings:
        settings.write('\n[accounts.main.webhook_secret]\nfile = "hook.secret"\n')


def verify(folder: Path, event: JsonObject, at: int, *options: str, secret: str = SECRET) -> Said:
    body = json.dumps(event).encode()
    (folder / "body.json").write_bytes(body)
    signed = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return run("webhook", "verify", "--payload", "body.json", "--signature", f"t={at},v1={signed}", *options)


def words(said: Said) -> dict[str, str]:
    lines = [line for line in said.out.splitlines() if line]
    return {line[:10].strip(): line[11:].split()[0] for line in lines}


def test_a_right_webhook_holds_in_every_part(desk: Desk, served: Serve, shelves: Shelves) -> None:
    event = delivered_event(shelves)
    with served():
        secret_of(desk.folder)
        said = verify(desk.folder, event, event["created"], "--at", _iso(event["created"] + 9))

    assert (said.code, words(said)) == (
        0,
        {
            "signature": "holds", "age": "holds", "body": "holds", "at Stripe": "holds", "record": "holds",
            "delivered": "holds",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed", [{"type": "payout.paid"}, {"created": 1_700_000_000}, {"data": {"object": {"id": "pi_1Other"}}}]
)
def test_a_body_that_says_otherwise_than_stripe_s_record_fails_though_it_is_signed(
    desk: Desk, served: Serve, shelves: Shelves, changed: JsonObject
) -> None:
    event = {**delivered_event(shelves), **changed}
    with served():
        secret_of(desk.folder)
        said = verify(desk.folder, event, shelves.now)

    assert (said.code, words(said)["at Stripe"], words(said)["record"]) == (1, "holds", "fails")


@pytest.mark.parametrize("pending", [1, 0])
def test_what_was_not_delivered_or_may_not_have_been_is_no_success(desk: Desk, shelves: Shelves, pending: int) -> None:
    event = delivered_event(shelves)
    held = shelves.platform.objects
    answered = {name: {**one, "pending_webhooks": 0} for name, one in held["event"].items()}
    disabled = {name: {**one, "status": "disabled"} for name, one in held["webhook_endpoint"].items()}
    changed = {
        **held,
        "event": {**answered, event["id"]: {**event, "pending_webhooks": pending}},
        "webhook_endpoint": held["webhook_endpoint"] if pending else disabled,
    }
    platform = replace(shelves.platform, objects=changed)
    with opened(desk, replace(shelves, platform=platform)):
        secret_of(desk.folder)
        said = verify(desk.folder, event, event["created"], "--at", _iso(event["created"] + 9))

    assert (said.code, words(said)["at Stripe"]) == (1, "holds")
    assert words(said)["delivered"] == ("fails" if pending else "not")


def test_each_endpoint_is_named_by_its_id(desk: Desk, served: Serve, shelves: Shelves) -> None:
    event = delivered_event(shelves)
    with served():
        secret_of(desk.folder)
        said = verify(desk.folder, event, shelves.now)

    hearing = [
        one["id"]
        for one in shelves.platform.objects["webhook_endpoint"].values()
        if {"*", event["type"]} & {*one["enabled_events"]}
    ]
    assert hearing
    assert all(one in said.out for one in hearing)


def test_of_several_accounts_one_must_be_named(desk: Desk, served: Serve, shelves: Shelves) -> None:
    with served():
        secret_of(desk.folder)
        with (desk.folder / "paysleuth.toml").open("a") as settings:
            settings.write(
                '\n[accounts.other]\nmode = "test"\ntime_zone = "UTC"\n[accounts.other.key]\nfile = "main.key"\n'
            )
        said = verify(desk.folder, delivered_event(shelves), shelves.now)

    assert (said.code, said.out) == (2, "")
    assert "main, other" in said.err
    assert "--account" in said.err


def test_a_forged_and_late_webhook_of_an_unknown_event_fails_in_each_part(
    desk: Desk, served: Serve, shelves: Shelves
) -> None:
    event = {**delivered_event(shelves), "id": "evt_1Forged00000", "livemode": True}
    with served():
        secret_of(desk.folder)
        said = verify(desk.folder, event, shelves.now, "--at", _iso(shelves.now + 900), secret="whsec_other")

    assert (said.code, words(said)) == (
        1,
        {"signature": "fails", "age": "fails", "body": "fails", "at Stripe": "fails"},
    )
    assert SECRET not in said.out + said.err


def test_without_a_secret_nothing_is_checked(desk: Desk, served: Serve, shelves: Shelves) -> None:
    with served():
        said = verify(desk.folder, delivered_event(shelves), shelves.now)

    assert (said.code, said.out) == (2, "")
    assert "[accounts.main.webhook_secret]" in said.err


@pytest.mark.parametrize("secret", ["sk_test_wrong", "", "whsec_"])
def test_what_is_no_signing_secret_is_refused_unshown(desk: Desk, served: Serve, shelves: Shelves, secret: str) -> None:
    with served():
        secret_of(desk.folder, secret)
        said = verify(desk.folder, delivered_event(shelves), shelves.now)

    assert said.code == 2
    assert "whsec_" in said.err
    assert "sk_test_wrong" not in said.err


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
