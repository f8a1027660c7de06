"""The same world told otherwise: other ids, ties turned, more untidiness, two stories of one customer or provider."""

import json
import re

import pytest

from evals.checks.books import dangling, miscounts
from evals.world.build import World, build_world
from evals.world.changed import Renaming, ties_turned
from evals.world.sharing import Unlike
from evals.world.shelf import Shelf

from .conftest import NOW, at_rest
from .looking import objects
from .test_truths import find, unread

ID = re.compile(r"(?:pi|ch|cus|evt|txn|po|pm|re|du|acct)_[A-Za-z0-9]{14,}")


def shelves(world: World) -> tuple[Shelf, ...]:
    return world.shelves.platform, *world.shelves.connected.values()


@pytest.fixture(scope="module")
def small() -> World:
    return at_rest(lambda: build_world(["A01", "B01", "C04", "E04"], 3, NOW))


@pytest.fixture(scope="module")
def other(small: World) -> World:
    rename = Renaming(3)
    return World(rename.shelves(small.shelves), small.happened, small.truths, small.planted, small.cases)


def test_every_id_is_another_and_everything_still_hangs_together(small: World, other: World):
    before, after = (set(ID.findall(json.dumps([shelf.objects for shelf in shelves(one)]))) for one in (small, other))

    assert not before & after and len(before) == len(after) > 5000
    assert list(dangling(other)) == []
    assert [wrong for shelf in shelves(other) for wrong in miscounts(shelf)] == []


def test_a_renamed_id_looks_like_the_one_that_it_was(small: World, other: World):
    for kind, shown in small.shelves.platform.objects.items():
        for one, two in zip(shown, other.shelves.platform.objects[kind], strict=True):
            assert len(one) == len(two) and one[:-8] == two[:-8]
            assert [c.isdigit() for c in one[-8:]] == [c.isdigit() for c in two[-8:]]


def test_codes_bookings_and_short_names_keep_their_words():
    rename = Renaming(5)
    told = "payment_intent_authentication_failure requires_payment_method booking_12345 provider_67890 pi_failed123"

    assert rename(told) == told
    assert rename("pi_3xQnV6mN369lPPTdNzenD0lX_secret_1") == "pi_3xQnV6mN369lPPTdSejsI5qC_secret_1"


def test_what_happened_in_the_same_second_is_turned_round_and_nothing_else(small: World):
    turned = ties_turned(small.shelves).platform.objects
    moved = 0
    for kind, shown in small.shelves.platform.objects.items():
        assert dict(turned[kind]) == dict(shown)
        times = [one.get("created", "") for one in turned[kind].values()]
        assert times == [one.get("created", "") for one in shown.values()]
        moved += list(turned[kind]) != list(shown)

    assert moved > 3


def test_twice_as_untidy_is_the_same_account_and_more():
    once, twice = (build_world(["A04"], 5, NOW, untidiness=rounds) for rounds in (1, 2))
    before, after = (one.shelves.platform.objects["payment_intent"] for one in (once, twice))

    assert once.truth_of("A04").payment == twice.truth_of("A04").payment
    assert len(after) - len(before) > 15 and before.keys() <= after.keys()


def test_two_stories_of_one_customer_are_told_of_one():
    apart = build_world(["A01", "C05"], 5, NOW)
    joined = build_world(["A01", "C05"], 5, NOW, one_customer=True)
    first, second = (find(joined, joined.truth_of(name).payment)["customer"] for name in ("A01", "C05"))

    assert first == second
    assert len({find(apart, apart.truth_of(name).payment)["customer"] for name in ("A01", "C05")}) == 2
    assert list(dangling(joined)) == [] and list(miscounts(joined.shelves.platform)) == []
    assert [wrong for case in joined.cases.values() for wrong in unread(joined, case.truth)] == []
    methods = [one for one in objects(joined, "payment_method") if one["customer"] == first]
    assert len(methods) >= 2


def test_two_stories_of_one_provider_are_told_of_one():
    apart = build_world(["D09", "D01"], 5, NOW)
    joined = build_world(["D09", "D01"], 5, NOW, one_provider=True)
    account = joined.truth_of("D09").subject

    assert joined.cases["D01"].grants.connected == (account,) != apart.cases["D01"].grants.connected
    theirs, before = (
        dict(one.cases[name].questions[0].given)["provider"] for one, name in ((joined, "D09"), (apart, "D01"))
    )
    assert theirs in joined.cases["D01"].questions[1].text and before not in joined.cases["D01"].questions[1].text
    assert find(joined, joined.truth_of("D01").payment)["metadata"]["provider_id"] == theirs
    assert list(dangling(joined)) == [] and list(miscounts(joined.shelves.platform)) == []
    assert [wrong for case in joined.cases.values() for wrong in unread(joined, case.truth)] == []


@pytest.mark.parametrize("recipes", [["D09", "D05"], ["D09", "D18"], ["D09", "D10"], ["A01", "D01"], ["D13", "D03"]])
def test_stories_that_one_provider_can_t_have_are_refused(recipes: list[str]):
    with pytest.raises(Unlike):
        build_world(recipes, 5, NOW, one_provider=True)


def test_of_what_was_given_back_whole_no_share_is_held_or_late():
    alone, beside = (
        {fact.key: fact.value for fact in world.truth_of("D21").facts}
        for world in (build_world(["D21", "C03"], 5, NOW), build_world(["D21", "C03"], 5, NOW, one_provider=True))
    )
    counts = ("held", "overdue", "released")

    assert beside["bookings"] == 5 and alone["bookings"] == 4
    assert [beside[one] for one in counts] == [alone[one] for one in counts] == [1, 1, 2]
