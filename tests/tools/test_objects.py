"""`get_object`, `list_objects` and `explain_code`."""

from typing import Any, cast, get_args

import pytest
import stripe
from inline_snapshot import snapshot

from tools.contract.outcome import show
from tools.contract.reference import CodeEntries
from tools.objects import FILTERS, ListedType
from tools.reading.ids import BY_NAME, KINDS, kind_of

from .asking import asking, demo

SHOWN = {"early_fraud_warning": "radar.early_fraud_warning"}


def held(kind: str) -> dict[str, Any]:
    objects = demo().shelves.platform.objects.get(SHOWN.get(kind, kind), {})
    return dict(objects)


async def test_an_object_of_every_kind_is_read_by_its_id() -> None:
    kinds = [kind.name for kind in KINDS if held(kind.name)]
    assert len(kinds) > 10
    async with asking(connected=held("account")) as on:
        for kind in kinds:
            on.start_over()
            object_id = next(iter(held(kind)))
            outcome = await on.call("get_object", id=object_id)

            assert outcome.data is not None, outcome.error
            assert (outcome.status, outcome.data["id"]) == ("ok", object_id)
            assert [request.path for request in on.requests] == [f"{BY_NAME[kind].path}/{object_id}"]


READS = ["/v1/charges/ch_nosuchcharge", "/v1/application_fees"]
"""A charge that the platform hasn't may be one of which it earned a fee."""


@pytest.mark.parametrize(
    ("object_id", "code"),
    [
        ("booking_88471", "bad_arguments"),
        ("pi_x/../../v1/customers", "bad_arguments"),
        ("hello", "bad_arguments"),
        ("sk_test_abcdefghijkl", "bad_arguments"),
        ("ch_nosuchcharge", "not_found"),
    ],
)
async def test_an_id_that_can_t_be_read_is_said_to_be_so(object_id: str, code: str) -> None:
    async with asking() as on:
        outcome = await on.call("get_object", id=object_id)

    assert outcome.error is not None
    assert (outcome.status, outcome.error.code, outcome.error.parameter) == ("error", code, "id")
    assert outcome.error.next
    assert [request.path for request in on.requests] == (READS if code == "not_found" else [])
    assert code == "not_found" or object_id not in outcome.model_dump_json()


async def test_every_type_is_listed_newest_first() -> None:
    async with asking(connected=held("account")) as on:
        for kind in get_args(ListedType):
            outcome = await on.call("list_objects", type=kind, limit=5)

            assert outcome.data is not None, (kind, outcome.error)
            listed = outcome.data["objects"]
            assert isinstance(listed, list)
            assert outcome.data["object_count"] == len(listed)
            assert len(listed) == min(5, len(held(kind)) - (kind == "account")), kind  # the platform isn't in its list
            made = [row["created"] for row in listed if isinstance(row, dict)]
            assert made == sorted(made, key=str, reverse=True)


async def test_a_cursor_goes_on_where_the_page_ended_and_is_no_total() -> None:
    async with asking() as on:
        first = await on.call("list_objects", type="refund", limit=4)
        assert first.data is not None
        second = await on.call("list_objects", type="refund", limit=100, after=first.data["after"])

    assert second.data is not None
    assert (first.data["has_more"], second.data["has_more"]) == (True, False)
    pages = [first.data["objects"], second.data["objects"]]
    ids = [row["id"] for page in pages if isinstance(page, list) for row in page if isinstance(row, dict)]
    assert ids == list(reversed(held("refund")))
    for outcome in (first, second):
        part = outcome.coverage.part("objects")
        assert part is not None
        assert (outcome.status, part.complete) == ("partial", False)


async def test_of_a_page_only_what_resembles_an_id_is_shown() -> None:
    async with asking() as on:
        known = list(held("charge"))[-7]
        near = await on.call("list_objects", type="charge", limit=100, resembles=known[:-2] + known[:-3:-1])

    assert near.data is not None
    rows = near.data["objects"]
    assert isinstance(rows, list)
    assert [row["id"] for row in rows if isinstance(row, dict)] == [known]


async def test_a_window_bounds_creation_half_open() -> None:
    refunds = sorted(refund["created"] for refund in held("refund").values())
    since, until = refunds[2], refunds[5]
    async with asking() as on:
        outcome = await on.call("list_objects", type="refund", since=since, until=until)

    assert outcome.data is not None
    assert outcome.data["object_count"] == sum(since <= made < until for made in refunds)


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"type": "charge", "filters": {"status": "failed"}}, "filters.status"),
        ({"type": "refund", "filters": {"customer": "cus_1"}}, "filters.customer"),
        ({"type": "charge", "filters": {"metadata": "jane@example.com"}}, "filters.metadata"),
        ({"type": "charge", "after": "pi_failed123"}, "after"),
        ({"type": "webhook_endpoint", "since": "2026-11-01T00:00:00Z"}, "since"),
        ({"type": "invoice_item"}, "type"),
        ({"type": "charge", "limit": 0}, "limit"),
        ({}, "type"),
    ],
)
async def test_a_filter_that_stripe_lacks_is_refused_by_name(arguments: dict[str, Any], parameter: str) -> None:
    async with asking() as on:
        outcome = await on.gateway.call("list_objects", arguments)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter) == ("bad_arguments", parameter)
    assert "jane" not in outcome.model_dump_json()
    assert on.requests == []


def parameters_of(kind: str) -> set[str]:
    """The filters that the installed SDK knows of a list, in the words of our tool."""
    name = "".join(word.capitalize() for word in kind.split("_"))
    module = stripe.params.radar if kind == "early_fraud_warning" else stripe.params
    paging = {"limit", "starting_after", "ending_before", "expand", *stripe.RequestOptions.__annotations__}
    names = set(getattr(module, f"{name}ListParams").__annotations__) - paging
    return names - {"arrival_date"} | ({"arrival_since", "arrival_until"} if "arrival_date" in names else set())


LEFT_OUT = {
    *("customer_account", "email", "test_clock", "allow_redisplay", "attach_to_self"),
    *("collection_method", "due_date", "price", "current_period_start", "current_period_end", "automatic_tax", "plan"),
}
"""Filters of the SDK that no investigation asks by: personal data, simulations, how cards are shown and bills made."""


@pytest.mark.parametrize("kind", sorted(FILTERS))
def test_the_filters_are_the_sdk_s(kind: str) -> None:
    takes = FILTERS[kind]

    assert (set(takes.filters) - {"amiss"}) | ({"created"} if takes.created else set()) == parameters_of(
        kind
    ) - LEFT_OUT


async def test_filters_narrow_a_list() -> None:
    async with asking() as on:
        outcome = await on.call("list_objects", type="charge", filters={"payment_intent": "pi_failed123"})

    assert outcome.data is not None
    own = [charge for charge in held("charge").values() if charge["payment_intent"] == "pi_failed123"]
    assert (outcome.status, outcome.data["object_count"]) == ("ok", len(own))


async def test_a_known_code_is_explained_with_its_source() -> None:
    async with asking() as on:
        outcome = await on.call("explain_code", code="do_not_honor", family="decline")

    entries = CodeEntries.from_json(outcome.data)
    assert (outcome.status, outcome.reference, len(entries.entries)) == ("ok", True, 1)
    assert entries.entries[0].source.startswith("docs.stripe.com")
    assert on.requests == []


async def test_an_unknown_code_names_what_is_spelled_alike() -> None:
    async with asking() as on:
        outcome = await on.call("explain_code", code="insuficient_funds")

    assert (outcome.status, outcome.reference) == ("empty", True)
    assert CodeEntries.from_json(outcome.data).nearest == snapshot(["insufficient_funds"])


@pytest.mark.parametrize("code", ["", "two words", "x" * 81, "jane@example.com"])
async def test_what_is_no_code_is_refused(code: str) -> None:
    async with asking() as on:
        outcome = await on.call("explain_code", code=code)

    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.parameter) == ("bad_arguments", "code")
    assert "jane" not in show(outcome)


def test_no_prefix_belongs_to_two_kinds() -> None:
    prefixes = [prefix for kind in KINDS for prefix in kind.prefixes]

    assert len(prefixes) == len(set(prefixes))
    assert [kind_of(f"{prefix}_1") for prefix in prefixes] == [kind for kind in KINDS for _ in kind.prefixes]


async def test_the_account_itself_is_read_by_its_name_and_says_since_when_it_is() -> None:
    async with asking() as on:
        outcome = await on.call("get_object", id="account")
        refused = await on.call("get_object", id="acount")
    own = demo().shelves.platform.account
    assert outcome.data is not None, outcome.error
    assert (outcome.data["id"], outcome.data["object"]) == (own, "account")
    assert outcome.data["created"] == demo().shelves.platform.objects["account"][own]["created"]
    assert [one.path for one in on.requests] == ["/v1/account"]
    assert refused.error is not None
    assert refused.error.code == "bad_arguments"


async def test_an_invoice_s_row_tells_what_is_unpaid_with_its_currency_and_the_list_sums_each_currency() -> None:
    async with asking() as on:
        outcome = await on.call("list_objects", type="invoice", limit=100)
        others = await on.call("list_objects", type="charge", limit=3)

    bills, charges = cast(dict[str, Any], outcome.data), cast(dict[str, Any], others.data)
    sums = dict[str, int]()
    for row in bills["objects"]:
        assert row["remaining"] == {"currency": row["currency"], "minor": row["amount_remaining"]}
        sums[row["currency"]] = sums.get(row["currency"], 0) + row["amount_remaining"]
    assert bills["remaining_total"] == [{"currency": code, "minor": sums[code]} for code in sorted(sums)]
    assert any(note.path == "remaining_total" and note.aggregate for note in outcome.fields)
    assert "remaining_total" not in charges and "remaining" not in charges["objects"][0]
