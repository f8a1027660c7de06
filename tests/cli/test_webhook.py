"""`paysleuth webhook verify`: which part of a received webhook fails, and what Stripe says of its event."""

import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.world.http.serving import Served
from evals.world.shelf import JsonObject, Shelves
from tests.cli.desk import Desk, Said, run

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
        {"signature": "holds", "age": "holds", "body": "holds", "at Stripe": "holds", "delivered": "holds"},
    )


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
