"""Visits to a page that Stripe hosts, as checkout sessions."""

from evals.world.build import World
from evals.world.draw import DAY

from .looking import charges, events, objects
from .test_truths import find


def of_status(world: World, status: str) -> list[dict[str, object]]:
    return [one for one in objects(world, "checkout.session") if one["status"] == status]


def test_a_session_is_complete_once_its_payment_is_paid(world: World):
    done = of_status(world, "complete")

    assert len(done) > 5
    for session in done:
        payment = find(world, str(session["payment_intent"]))
        assert payment["status"] == "succeeded" and payment["amount_received"] == session["amount_total"]
        assert (session["payment_status"], session["url"]) == ("paid", None)
        assert session["customer_details"]["email"] == find(world, str(session["customer"]))["email"]  # type: ignore[index]
        assert payment["created"] > session["created"]  # made at the first try, not when the page was opened


def test_a_session_that_nobody_paid_expires_after_a_day_and_its_payment_with_it(world: World):
    ended = of_status(world, "expired")
    tried = [one for one in ended if one["payment_intent"]]

    assert tried and len(tried) < len(ended)
    for session in ended:
        assert session["expires_at"] - session["created"] == DAY  # type: ignore[operator]
        assert session["payment_status"] == "unpaid" and session["customer_details"] is None
    for session in tried:
        payment = find(world, str(session["payment_intent"]))
        assert (payment["status"], payment["cancellation_reason"]) == ("canceled", "expired")
        assert charges(world, payment["id"])[0]["status"] == "failed"


def test_the_page_of_an_open_session_can_still_be_paid_on(world: World):
    [session] = of_status(world, "open")

    assert session["payment_intent"] is None and str(session["id"]) in str(session["url"])
    assert session["expires_at"] > world.shelves.now  # type: ignore[operator]


def test_what_became_of_a_session_is_an_event(world: World):
    kinds = {"complete": "checkout.session.completed", "expired": "checkout.session.expired"}
    told = [
        events(world, str(one["id"]), kinds[str(one["status"])]) for status in kinds for one in of_status(world, status)
    ]

    assert any(told) and all(len(each) <= 1 for each in told)
