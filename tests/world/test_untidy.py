"""What is untidy in an account, and what names somebody in it: the world holds as much of that as a real one."""

import ipaddress
import json
from collections.abc import Iterator

import pytest

from evals.world.build import World
from evals.world.draw import Draw
from evals.world.jotting import DESCRIBED, JOTTED, host, street
from evals.world.market import METROS

from .looking import events, objects
from .test_truths import find


def test_metadata_are_filled_to_what_stripe_allows_and_no_further(world: World):
    written = [one["metadata"] for one in objects(world, "payment_intent")]
    sizes = [(len(held), max(map(len, held.values()), default=0)) for held in written]

    assert max(sizes) == (50, 500)
    assert max(longest for _, longest in sizes) == 500
    assert max(len(json.dumps(held, ensure_ascii=False).encode()) for held in written) > 39_000


def test_some_names_are_not_in_latin_letters(world: World):
    assert sum(not one["name"].isascii() for one in objects(world, "customer") if "name" in one) >= 5


def test_for_an_hour_issuers_could_not_be_reached_and_most_payments_recovered(world: World):
    failed = [one for one in objects(world, "charge") if one["failure_code"] == "processing_error"]
    times = sorted(one["created"] for one in failed)
    most, start = max((sum(at <= one < at + 3600 for one in times), at) for at in times)
    caught = {one["payment_intent"] for one in failed if start <= one["created"] < start + 3600}
    planted = {truth.payment for truth in world.truths.values()}

    assert most >= 9
    assert sum(find(world, one)["status"] == "succeeded" for one in caught) > len(caught) / 2
    assert len(caught & planted) <= 1


def test_what_stripe_still_asks_of_a_provider_is_not_overdue(world: World):
    usual = {one.account for one in world.happened.platform.providers}
    asked = [one for one in objects(world, "account") if one["id"] in usual and one["requirements"]["currently_due"]]

    assert asked
    for account in asked:
        needs = account["requirements"]
        assert needs["past_due"] == [] and needs["disabled_reason"] is None and account["payouts_enabled"]
        assert needs["current_deadline"] > world.shelves.now


def people(world: World) -> dict[str, tuple[str, str]]:
    return {one.id: (one.name, one.phone) for one in world.happened.people}


def named(world: World, kind: str) -> Iterator[str]:
    """Payments or charges whose description names their customer."""
    for one in objects(world, kind):
        name, _ = people(world).get(one["customer"], ("", ""))
        if name and name in (one["description"] or ""):
            yield one["id"]


@pytest.mark.parametrize("kind", ["payment_intent", "charge"])
def test_staff_name_the_customer_in_descriptions(world: World, kind: str):
    assert len(list(named(world, kind))) > 20


def test_metadata_hold_names_telephones_and_hosts(world: World):
    written = [one["metadata"] for one in objects(world, "payment_intent")]
    hosts = {held["client_ip"] for held in written if "client_ip" in held}
    notes = [held["call_note"] for held in written if "call_note" in held]

    assert {ipaddress.ip_address(one).version for one in hosts} == {4, 6}
    assert notes and all("@" in note and "+" in note for note in notes)


def test_streets_are_given_by_some_in_the_letters_of_their_country(world: World):
    lines = [one["billing_details"]["address"]["line1"] for one in objects(world, "payment_method")]
    given = [line for line in lines if line]

    assert len(lines) / 4 < len(given) < len(lines) * 3 / 4
    assert any(not line.isascii() for line in given)
    assert {one["shipping"] is None for one in objects(world, "payment_intent")} == {True, False}


@pytest.mark.parametrize("country", sorted({metro.country for metro, _ in METROS}))
def test_every_country_has_its_streets(country: str):
    assert any(letter.isdigit() for letter in street(Draw(1, country), country))


def test_no_host_is_anybody_s(world: World):
    kept = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    for number in range(200):
        given = ipaddress.ip_address(host(Draw(number)))
        assert any(given in ipaddress.ip_network(network) for network in kept if ":" in network or given.version == 4)


def test_what_is_written_by_hand_names_somebody():
    for words in (*DESCRIBED, *(words for _, words in JOTTED)):
        assert "{name}" in words


def test_a_customer_who_was_deleted_leaves_an_id_and_an_event(world: World):
    gone = [one for one in objects(world, "customer") if one.get("deleted")]

    assert len(gone) == 2
    for stub in gone:
        assert stub == {"id": stub["id"], "object": "customer", "deleted": True}
        [told] = events(world, stub["id"], "customer.deleted") or [None]
        assert told is None or told["data"]["object"]["email"]
        paid = [one for one in objects(world, "payment_intent") if one["customer"] == stub["id"]]
        assert paid and all(find(world, one.id)["customer"] is None for one in methods_of(world, stub["id"]))


def methods_of(world: World, customer: str):
    return next(one for one in world.happened.people if one.id == customer).methods
