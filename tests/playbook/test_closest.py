"""No payment of an amount at a time: what was searched is said and the closest are listed; one double is answered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from agent.playbook import Playbook
from agent.verification import verify
from tests.playbook.driving import NOW, Driven, drive
from tests.playbook.records import Records, flow, paid
from tools.contract.causes import CauseCode, Verdict
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Part
from tools.contract.money import Money
from tools.contract.outcome import FieldNote, Outcome
from tools.contract.payment import PaymentFlow, PaymentMatch, PaymentMatches

YESTERDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
ASKED = "a customer says she was charged twice yesterday, 45.50"


def made(id: str, minor: int, days: int = 0, currency: str = "usd", customer: str = "cus_a") -> PaymentMatch:
    amount = Money(currency=currency, minor=minor)
    when = YESTERDAY + timedelta(days=days)
    return PaymentMatch(id=id, status="succeeded", amount=amount, received=amount, created=when, customer=customer)


def story(one: PaymentMatch) -> PaymentFlow:
    told = flow(
        "succeeded",
        paid().model_copy(update={"id": f"ch_{one.id}"}),
        id=one.id,
        amount=one.amount,
        received=one.received,
    )
    return told.model_copy(update={"created": one.created, "customer": one.customer, "metadata": one.metadata})


async def asked(question: str, payments: Sequence[PaymentMatch], *, more: bool = False) -> Driven:
    stories = Records(flows=[story(one) for one in payments])

    async def answer(tool: str, arguments: dict[str, JsonValue]) -> Outcome:
        return await stories.answer(tool, arguments) if tool != "find_payments" else searched(arguments)

    def searched(arguments: dict[str, JsonValue]) -> Outcome:
        window = Window.model_validate({end: arguments[end] for end in ("since", "until") if end in arguments})
        amount, customer = arguments.get("amount"), arguments.get("customer")
        found = [
            one
            for one in payments
            if (window.since is None or one.created >= window.since)
            and (window.until is None or one.created < window.until)
            and (amount is None or one.amount.to_json() == amount)
            and (customer is None or one.customer == customer)
        ]
        matches = PaymentMatches(payments=found, payment_count=len(found), searched=["search of payments"])
        bounded = window if window.since else None
        part = Part(name="search", resource="/v1/payment_intents", window=bounded, pages=1, rows=len(found), more=more)
        coverage = Coverage(account="demo", livemode=False, as_of=NOW, parts=[part])
        notes = [
            FieldNote(path="payments", part="search"),
            FieldNote(path="payment_count", part="search", aggregate=True, grain="payment"),
        ]
        status = "partial" if more else "ok" if found else "empty"
        return Outcome(
            status=status, tool="find_payments", arguments=arguments, coverage=coverage, data=matches.to_json(),
            fields=notes,
        )  # fmt: skip

    driven = await drive(Playbook(), question, answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


def subjects(driven: Driven) -> list[str]:
    return [one.subject for one in driven.draft.findings if one.subject.startswith("pi_")]


async def test_the_same_amount_on_other_days_and_near_amounts_of_that_day_are_listed() -> None:
    payments = [made("pi_near", 4480), made("pi_far", 9900), made("pi_same", 4550, -2), made("pi_later", 4550, 1)]
    driven = await asked(ASKED, payments)

    assert driven.draft.verdict is Verdict.INCONCLUSIVE
    assert subjects(driven) == ["pi_later", "pi_same", "pi_near"]
    claim = driven.draft.findings[0]
    assert "whatever its currency" in claim.text and "{E1.searched[0]}" in claim.text
    assert {"E1.coverage.parts[0].window.since", "E1.coverage.parts[0].window.until"} <= {*claim.facts}


async def test_the_amount_is_looked_for_in_each_currency_of_that_day() -> None:
    driven = await asked(
        ASKED, [made("pi_usd", 9900), made("pi_eur", 9900, currency="eur"), made("pi_e", 4550, -3, "eur")]
    )

    looked = [one.outcome.arguments.get("amount") for one in driven.evidence]
    assert looked == [None, None, {"currency": "eur", "minor": 4550}, {"currency": "usd", "minor": 4550}]
    assert subjects(driven) == ["pi_e"]
    told = [one.text for one in driven.draft.findings]
    assert any("in USD" in text and "found: {E4.payment_count}" in text for text in told)
    assert any("in EUR" in text and "found: {E3.payment_count}" in text for text in told)


async def test_a_currency_that_the_day_lacked_is_looked_in_as_well() -> None:
    driven = await asked(ASKED, [made("pi_usd", 9900), made("pi_c", 9900, -9, "cad"), made("pi_cad", 4550, -20, "cad")])
    assert subjects(driven) == ["pi_cad"]
    looked = [one.outcome.arguments.get("amount") for one in driven.evidence]
    assert {"currency": "cad", "minor": 4550} in looked


async def test_an_amount_with_its_currency_is_looked_for_in_that_one_alone() -> None:
    payments = [made("pi_near", 4480), made("pi_euro", 4480, currency="eur"), made("pi_same", 4550, -2)]
    assert subjects(await asked("she was charged $45.50 twice yesterday", payments)) == ["pi_same", "pi_near"]


async def test_a_day_without_payments_is_widened_to_all_payments_around_it() -> None:
    driven = await asked(ASKED, [made("pi_same", 4550, -2), made("pi_other", 9900, -2)])
    assert subjects(driven) == ["pi_same"]
    assert driven.tools.count("find_payments") == 1 + 1 + 1


async def test_a_day_that_was_read_in_part_is_not_called_read_whole() -> None:
    driven = await asked(ASKED, [made("pi_far", 9900)], more=True)
    assert "all there are" not in driven.draft.findings[0].text


async def test_nothing_beside_is_searched_where_a_payment_fits() -> None:
    driven = await asked(ASKED, [made("pi_fits", 4550), made("pi_other", 4550, -2, customer="cus_b")])
    assert not any("Looked for as well" in one.text for one in driven.draft.findings)


async def test_exactly_one_double_is_answered() -> None:
    booked = {"metadata": {"booking_id": "booking_1"}}
    twice = [made(id, 4550).model_copy(update=booked) for id in ("pi_one", "pi_two")]
    driven = await asked(ASKED, [*twice, made("pi_other", 4550, customer="cus_b")])
    assert (driven.draft.verdict, driven.draft.cause) == (Verdict.EXPLAINED, CauseCode.DUPLICATE_CHARGE)


async def test_payments_of_different_customers_are_listed_with_whose_they_are() -> None:
    driven = await asked(ASKED, [made("pi_one", 4550), made("pi_two", 4550, customer="cus_b")])
    assert subjects(driven) == ["pi_one", "pi_two"]
    assert "none of whom paid that amount more than once" in driven.draft.findings[0].text
    assert [one.text.count("customer}") for one in driven.draft.findings[1:]] == [1, 1]
    assert any(one.missing == "Which payment is meant." for one in driven.draft.limits)


async def test_payments_of_several_amounts_are_not_called_payments_of_that_amount() -> None:
    two = [made("pi_one", 4550), made("pi_two", 9900, customer="cus_b")]
    said = (await asked("la cliente dice que le cobraron dos veces ayer", two)).draft.findings[0].text
    assert "of different customers, each of whom has one of them" in said


async def test_doubles_of_several_customers_are_all_listed_and_none_is_chosen() -> None:
    payments = [made(f"pi_{whose}{n}", 4550, customer=f"cus_{whose}") for whose in "ab" for n in (1, 2)]
    driven = await asked(ASKED, [*payments, made("pi_single", 4550, customer="cus_c")])
    assert driven.draft.verdict is Verdict.INCONCLUSIVE
    assert subjects(driven) == ["pi_a1", "pi_a2", "pi_b1", "pi_b2"]
