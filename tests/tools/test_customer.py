"""`customer_history`: what one customer tried, paid and is worth; whom a placeholder means."""

import pytest

from evals.world.shelf import JsonObject
from tests.playbook.records import ago, usd
from tools.contract.history import CustomerHistory, CustomerMatches, CustomerPayment
from tools.contract.money import Money, totals
from tools.contract.outcome import Outcome
from tools.customer.unpaid import mark_unpaid

from .demo_account import with_objects
from .wider import at_demo, missing, noted, payment_of, refused, shelf, wider


def customer_of(recipe: str) -> str:
    return str(shelf("payment_intent")[payment_of(recipe)]["customer"])


def told(outcome: Outcome) -> CustomerHistory:
    assert outcome.data is not None, outcome.error
    return CustomerHistory.from_json(outcome.data)


def charges_of(customer: str) -> list[JsonObject]:
    return [one for one in shelf("charge").values() if one["customer"] == customer]


async def test_a_history_holds_all_that_the_account_holds_of_the_customer() -> None:
    async with at_demo() as on:
        for recipe in ("B01", "C04", "C08", "E02"):
            customer = customer_of(recipe)
            on.start_over()
            outcome = await on.call("customer_history", customer=customer)
            found, own = told(outcome), charges_of(customer)

            assert (outcome.status, found.id, found.deleted) == ("ok", customer, False)
            assert (len(on.requests) <= 6, on.line.rounds <= 2) == (True, True)
            noted(outcome)
            assert {one.id for one in found.attempts} == {one["id"] for one in own}
            assert found.failed_count == sum(one["status"] == "failed" for one in own)
            intents = [one for one in shelf("payment_intent").values() if one["customer"] == customer]
            assert [one.id for one in found.payments] == [one["id"] for one in reversed(intents)]
            assert found.paid_count == sum(one["amount_received"] > 0 for one in intents)
            assert {one.id for one in found.methods} >= {one["payment_method"] for one in own}


async def test_worth_is_what_was_paid_less_what_went_back_and_what_was_lost_by_currency() -> None:
    lost = next(one for one in shelf("dispute").values() if one["status"] == "lost")
    customer = str(shelf("charge")[lost["charge"]]["customer"])
    async with at_demo() as on:
        found = told(await on.call("customer_history", customer=customer))

    own = [one for one in charges_of(customer) if one["status"] == "succeeded" and one["captured"]]
    worth: dict[str, int] = {}
    for one in own:
        worth[one["currency"]] = worth.get(one["currency"], 0) + one["amount_captured"] - one["amount_refunded"]
    worth[lost["currency"]] -= lost["amount"]
    assert {one.currency: one.minor for one in found.lifetime_value} == worth
    assert found.lifetime_value != found.paid_total


async def test_totals_of_several_currencies_are_never_summed() -> None:
    customer, charges = customer_of("B01"), shelf("charge")
    first = next(one for one in charges_of(customer) if one["status"] == "succeeded")
    other = {**first, "id": "ch_other", "currency": "eur", "payment_intent": None}
    async with at_demo(shelves=with_objects(wider().shelves, charge={**charges, "ch_other": other})) as on:
        found = told(await on.call("customer_history", customer=customer))

    assert [one.currency for one in found.paid_total] == ["eur", "usd"]
    assert found.paid_total == totals(one.captured for one in found.attempts if one.captured and one.result == "paid")
    assert "ch_other" in {one.id for one in found.payments}


async def test_a_recovery_says_what_failed_what_paid_and_whether_the_card_was_the_same() -> None:
    charges = shelf("charge").values()
    failed = next(
        one
        for one in charges
        if one["status"] == "failed" and shelf("payment_intent")[one["payment_intent"]]["status"] == "succeeded"
    )
    async with at_demo() as on:
        found = told(await on.call("customer_history", customer=failed["customer"]))

    recovery = next(one for one in found.recoveries if one.id == failed["payment_intent"])
    paid = next(one for one in charges if one["payment_intent"] == recovery.id and one["status"] == "succeeded")
    assert recovery.paid_with == paid["payment_method"]
    assert recovery.failed_with is not None
    assert next(one for one in found.payments if one.id == recovery.id).recovered


async def test_a_window_bounds_payments_and_charges_and_says_so() -> None:
    customer = customer_of("B01")
    async with at_demo() as on:
        outcome = await on.call("customer_history", customer=customer, until="2026-10-01T00:00:00Z")

    found = told(outcome)
    assert found.payment_count < len([one for one in shelf("payment_intent").values() if one["customer"] == customer])
    windows = {part.name: part.window for part in outcome.coverage.parts if part.window}
    assert set(windows) >= {"payments", "charges"}


async def test_a_deleted_customer_is_told_with_the_payments_that_remain() -> None:
    customer = customer_of("B01")
    gone = {"id": customer, "object": "customer", "deleted": True}
    changed = with_objects(wider().shelves, customer={**shelf("customer"), customer: gone})
    async with at_demo(shelves=changed) as on:
        outcome = await on.call("customer_history", customer=customer)

    found = told(outcome)
    assert (found.deleted, found.created) == (True, None)
    assert found.payment_count > 1
    assert missing(outcome) == {}


@pytest.mark.parametrize(
    ("denied", "lacking"),
    [("payment_method_read", {"methods"}), ("payment_intent_read", {"payments"}), ("customer_read", {"customer"})],
)
async def test_one_permission_that_lacks_leaves_the_rest(denied: str, lacking: set[str]) -> None:
    async with at_demo(denied=[denied]) as on:
        outcome = await on.call("customer_history", customer=customer_of("B01"))

    assert outcome.status == "partial"
    assert set(missing(outcome)) == lacking
    assert told(outcome).attempt_count > 1


async def test_without_the_charges_no_total_stands_on_a_complete_part() -> None:
    async with at_demo(denied=["charge_read"]) as on:
        outcome = await on.call("customer_history", customer=customer_of("B01"))

    lacking = set(missing(outcome))
    assert lacking == {"charges", "refunds", "disputes"}
    sums = {note.path: note.part for note in outcome.fields if note.aggregate}
    assert {path for path, part in sums.items() if part not in lacking} == set()


async def test_two_customers_of_one_address_are_both_listed_and_none_is_chosen() -> None:
    first, second = list(shelf("customer").values())[:2]
    twin = {**second, "email": str(first["email"]).upper()}
    changed = with_objects(wider().shelves, customer={**shelf("customer"), str(second["id"]): twin})
    async with at_demo(shelves=changed) as on:
        masked = on.connection.masker.mask_question(str(first["email"]))
        outcome = await on.call("customer_history", customer=masked)

    assert outcome.data is not None, outcome.error
    matches = CustomerMatches.from_json(outcome.data)
    assert {one.id for one in matches.customers} == {first["id"], second["id"]}
    assert matches.customer_count == 2
    assert str(first["email"]) not in outcome.model_dump_json()
    noted(outcome)


async def test_one_customer_of_an_address_is_told_at_once_and_nobody_is_said_with_what_was_searched() -> None:
    first = next(iter(shelf("customer").values()))
    async with at_demo() as on:
        mask = on.connection.masker.mask_question
        found = told(await on.call("customer_history", customer=mask(str(first["email"]))))
        nobody = await on.call("customer_history", customer=mask("nobody.here@example.com"))

    assert found.id == first["id"]
    assert (nobody.status, nobody.data and nobody.data["customer_count"]) == ("empty", 0)
    assert nobody.data is not None
    assert nobody.data["searched"] == ["search of customers by email", "list of customers by email"]


async def test_an_unpaid_payment_is_told_unless_another_of_its_booking_made_it_good() -> None:
    intents = shelf("payment_intent")
    waiting = [one for one in intents.values() if one["status"] == "requires_payment_method" and one["customer"]]
    seen: set[bool] = set()
    async with at_demo() as on:
        for one in waiting[:12]:
            found = told(await on.call("customer_history", customer=one["customer"]))
            own = next(payment for payment in found.payments if payment.id == one["id"])
            rest = [other for other in intents.values() if other["customer"] == one["customer"]]
            thing = one["metadata"].get("booking_id")
            brought = [each["amount_received"] for each in rest if each["metadata"].get("booking_id") == thing]
            left = one["amount"] - (sum(brought) if thing is not None else 0)
            assert own.unpaid is (left > 0 and not own.blocked) or not own.failed
            assert (own.still_open.minor if own.still_open else 0) == (left if own.unpaid else 0)
            assert found.unpaid_count == sum(payment.unpaid for payment in found.payments)
            seen.add(own.unpaid)
    assert True in seen


def paid(minor: int, refunded: int = 0, currency: str = "usd", booking: str = "booking_1") -> CustomerPayment:
    return CustomerPayment(
        id=f"pi_{minor}", status="succeeded", amount=Money(currency=currency, minor=minor), created=ago(60),
        received=Money(currency=currency, minor=minor), refunded=usd(refunded) if refunded else None, attempts=1,
        failed=0, metadata={"booking_id": booking},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "left"),
    [
        ([], 4550),
        ([paid(4550)], None),
        ([paid(2275)], 2275),
        ([paid(2275), paid(2276)], None),
        ([paid(4550, refunded=4550)], 4550),
        ([paid(4550, currency="eur")], 4550),
        ([paid(4550, booking="booking_2")], 4550),
    ],
)
def test_only_money_of_the_same_booking_that_was_kept_settles_a_payment(
    beside: list[CustomerPayment], left: int | None
) -> None:
    waits = CustomerPayment(
        id="pi_waits", status="requires_payment_method", amount=usd(4550), received=usd(0), created=ago(5), attempts=1,
        failed=1, metadata={"booking_id": "booking_1"},
    )  # fmt: skip
    own = mark_unpaid([waits, *beside])[0]
    assert (own.unpaid, own.still_open and own.still_open.minor) == (left is not None, left)
    stopped = mark_unpaid([waits.model_copy(update={"blocked": True}), *beside])[0]
    assert (stopped.unpaid, stopped.still_open) == (False, None)


async def test_customers_of_one_name_are_told_with_their_newest_payment_each() -> None:
    paying = list(dict.fromkeys(one["customer"] for one in shelf("payment_intent").values() if one["customer"]))[:2]
    people = shelf("customer")
    twin = {**people[paying[1]], "email": people[paying[0]]["email"]}
    changed = with_objects(wider().shelves, customer={**people, paying[1]: twin})
    async with at_demo(shelves=changed) as on:
        masked = on.connection.masker.mask_question(str(people[paying[0]]["email"]))
        outcome = await on.call("customer_history", customer=masked)

    assert outcome.data is not None, outcome.error
    noted(outcome)
    for match in CustomerMatches.from_json(outcome.data).customers:
        own = [one for one in shelf("payment_intent").values() if one["customer"] == match.id]
        newest = max(own, key=lambda one: one["created"])
        assert match.newest is not None
        assert (match.newest.id, match.newest.amount.minor) == (newest["id"], newest["amount"])
        assert (match.newest.status, match.newest.last4 is not None) == (newest["status"], True)


@pytest.mark.parametrize(
    ("customer", "code"),
    [
        ("pi_failed123", "bad_arguments customer"),
        ("ada@example.com", "bad_arguments customer"),
        ("[email-0123456789]", "bad_arguments customer"),
        ("cus_nobody0000", "not_found customer"),
    ],
)
async def test_what_names_no_customer_is_refused(customer: str, code: str) -> None:
    async with at_demo() as on:
        outcome = await on.call("customer_history", customer=customer)

    assert refused(outcome) == code
    assert "ada@example.com" not in outcome.model_dump_json()
