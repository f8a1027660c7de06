"""Dates as people write them: read where they are certain, said to be unread where not, and nothing guessed instead."""

from datetime import UTC, datetime, timedelta

import pytest

from agent.playbook import Playbook
from agent.playbook.asked.ranges import between
from agent.playbook.asked.windows import month_alone, span, unread_date
from agent.verification import verify
from tests.playbook.driving import Driven, drive
from tests.playbook.records import PAYMENT, Records, flow, match, paid
from tools.contract.causes import Verdict
from tools.contract.coverage import MissingReason

NOW = "2026-11-22T15:00:00Z"


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("charged twice on 14 Nov 26.50", "2026-11-14", "2026-11-15"),
        ("on Nov 14, 26.50", "2026-11-14", "2026-11-15"),
        ("on Nov. 14th", "2026-11-14", "2026-11-15"),
        ("on 14/11", "2026-11-14", "2026-11-15"),
        ("on 11/14/2026", "2026-11-14", "2026-11-15"),
        ("on 14.11.2026", "2026-11-14", "2026-11-15"),
        ("on Sept 3", "2026-09-03", "2026-09-04"),
        ("on the 14th", "2026-11-14", "2026-11-15"),
        ("on the 30th", "2026-10-30", "2026-10-31"),
        ("on Monday", "2026-11-16", "2026-11-17"),
        ("on Mon", "2026-11-16", "2026-11-17"),
        ("Monday morning", "2026-11-16", "2026-11-17"),
        ("3 days ago", "2026-11-19", "2026-11-20"),
        ("in january 2019", "2019-01-01", "2019-02-01"),
        ("in november", "2026-11-01", "2026-12-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("in Q3", "2026-07-01", "2026-10-01"),
        ("Q4", "2026-10-01", "2027-01-01"),
        ("Q1 of 2025", "2025-01-01", "2025-04-01"),
        ("last year", "2025-01-01", "2026-01-01"),
        ("last weekend", "2026-11-14", "2026-11-16"),
        ("this weekend", "2026-11-21", "2026-11-23"),
        ("year to date", "2026-01-01", "2026-11-23"),
        ("GMV MTD", "2026-11-01", "2026-11-23"),
        ("quarter-to-date", "2026-10-01", "2026-11-23"),
        ("MTD compared with last month", "2026-11-01", "2026-11-23"),
        ("previous month", "2026-10-01", "2026-11-01"),
        ("third quarter", "2026-07-01", "2026-10-01"),
        ("fourth quarter of 2025", "2025-10-01", "2026-01-01"),
        ("first half of 2026", "2026-01-01", "2026-07-01"),
        ("H2", "2026-07-01", "2027-01-01"),
    ],
)
def test_a_date_is_read_as_people_write_it(question: str, since: str, until: str) -> None:
    found = span(question, NOW, "UTC")
    assert found is not None
    first, after = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    assert (found.window.since, found.window.until) == (first, after)
    assert unread_date(question, NOW, "UTC") is None


@pytest.mark.parametrize(
    ("question", "since"),
    [
        ("last 24 hours", "2026-11-21T15:00"),
        ("the last hour", "2026-11-22T14:00"),
        ("in the past week", "2026-11-15T15:00"),
        ("in the last week", "2026-11-15T15:00"),
        ("the last couple of weeks", "2026-11-08T15:00"),
        ("last three months", "2026-08-22T15:00"),
        ("trailing thirty days", "2026-10-23T15:00"),
        ("GMV since October 1", "2026-10-01T00:00"),
        ("failures since Monday", "2026-11-16T00:00"),
        ("since last month", "2026-10-01T00:00"),
        ("past 2 quarters", "2026-05-22T15:00"),
        ("over the last year", "2025-11-22T15:00"),
    ],
)
def test_a_span_that_ends_now_is_read_in_figures_and_in_words(question: str, since: str) -> None:
    found = span(question, NOW, "UTC")
    assert found is not None
    assert (found.window.since, found.window.until) == (
        datetime.fromisoformat(since).replace(tzinfo=UTC),
        datetime.fromisoformat(NOW),
    )


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("GMV from October 1 to October 15", "2026-10-01", "2026-10-16"),
        ("GMV from 1 to 15 October 2026", "2026-10-01", "2026-10-16"),
        ("between 1 and 15 October", "2026-10-01", "2026-10-16"),
        ("refunds between August and October", "2026-08-01", "2026-11-01"),
        ("from Monday to Wednesday", "2026-11-16", "2026-11-19"),
        ("from Visa to Mastercard", None, None),
        ("between us and them", None, None),
    ],
)
def test_a_time_is_read_by_its_two_ends_in_words(question: str, since: str | None, until: str | None) -> None:
    found = between(question, NOW, "UTC")
    told = found and (found.window.since, found.window.until)
    assert told == (
        since and until and tuple(datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    )


@pytest.mark.parametrize(
    ("question", "month"),
    [
        ("October GMV", 10),
        ("GMV for October", 10),
        ("GMV of May", 5),
        ("we may march on", None),
        ("October 3 GMV", None),
    ],
)
def test_a_month_stands_alone_where_figures_are_asked_for(question: str, month: int | None) -> None:
    found = month_alone(question, NOW, "UTC")
    assert (found.window.since.month if found and found.window.since else None) == month


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("anything wrong since this time yesterday?", 1),
        ("what changed since about this time yesterday?", 1),
        ("declines since the same time last week", 7),
    ],
)
def test_since_this_time_of_another_day_is_up_to_the_moment_of_the_question(question: str, days: int) -> None:
    found, now = span(question, NOW, "America/Detroit"), datetime.fromisoformat(NOW)
    assert found is not None
    assert (found.window.since, found.window.until) == (now - timedelta(days=days), now)


@pytest.mark.parametrize(
    ("question", "since", "until", "words"),
    [
        ("¿qué pagos fallaron ayer?", "2026-11-21", "2026-11-22", "ayer"),
        ("le cobraron dos veces anteayer", "2026-11-20", "2026-11-21", "anteayer"),
        ("los reembolsos de hoy", "2026-11-22", "2026-11-23", "hoy"),
        ("le cobraron el lunes, 45,50", "2026-11-16", "2026-11-17", "el lunes"),
        ("el Miércoles pasado", "2026-11-18", "2026-11-19", "el Miércoles pasado"),
        ("¿qué disputas hubo la semana pasada?", "2026-11-09", "2026-11-16", "la semana pasada"),
        ("los pagos de este mes", "2026-11-01", "2026-12-01", "este mes"),
        ("el año pasado", "2025-01-01", "2026-01-01", "el año pasado"),
        ("hace tres días", "2026-11-19", "2026-11-20", "hace tres días"),
        ("el 14 de noviembre de 2026", "2026-11-14", "2026-11-15", "14 de noviembre de 2026"),
        ("en octubre", "2026-10-01", "2026-11-01", "en octubre"),
    ],
)
def test_a_day_is_read_in_spanish_too(question: str, since: str, until: str, words: str) -> None:
    found = span(question, NOW, "UTC")
    assert found is not None
    first, after = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    assert (found.window.since, found.window.until, found.words) == (first, after, words)
    assert unread_date(question, NOW, "UTC") is None


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Welche Zahlungen sind gestern fehlgeschlagen?", "2026-11-21", "2026-11-22"),
        ("Erstattungen von heute", "2026-11-22", "2026-11-23"),
        ("vorgestern doppelt belastet", "2026-11-20", "2026-11-21"),
        ("Rückerstattungen der letzten Woche", "2026-11-09", "2026-11-16"),
        ("Streitfälle diesen Monat", "2026-11-01", "2026-12-01"),
        ("vor drei Tagen", "2026-11-19", "2026-11-20"),
        ("am Montag", "2026-11-16", "2026-11-17"),
        ("am 14. November 2026", "2026-11-14", "2026-11-15"),
        ("im Oktober", "2026-10-01", "2026-11-01"),
        ("elle a été débitée deux fois hier", "2026-11-21", "2026-11-22"),
        ("les paiements d'aujourd'hui", "2026-11-22", "2026-11-23"),
        ("les remboursements de la semaine dernière", "2026-11-09", "2026-11-16"),
        ("le mois dernier", "2026-10-01", "2026-11-01"),
        ("il y a 3 jours", "2026-11-19", "2026-11-20"),
        ("le 14 novembre 2026", "2026-11-14", "2026-11-15"),
        ("addebitata due volte ieri", "2026-11-21", "2026-11-22"),
        ("i rimborsi della scorsa settimana", "2026-11-09", "2026-11-16"),
        ("la settimana scorsa", "2026-11-09", "2026-11-16"),
        ("quali pagamenti di oggi", "2026-11-22", "2026-11-23"),
    ],
)
def test_a_day_is_read_in_german_french_and_italian(question: str, since: str | None, until: str | None) -> None:
    found = span(question, NOW, "UTC")
    days = (found.window.since, found.window.until) if found else (None, None)
    assert days == tuple(day and datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))


@pytest.mark.parametrize("question", ["Was ist hier mit der Zahlung passiert?", "is Mars paid?", "the Mai Tai booking"])
def test_a_word_that_means_another_thing_is_no_day(question: str) -> None:
    assert span(question, NOW, "UTC") is None


def test_the_last_days_in_spanish_end_now_and_a_month_to_come_lies_ahead() -> None:
    last, ahead = span("los últimos 7 días", NOW, "UTC"), span("el mes que viene", NOW, "UTC")
    assert last is not None
    assert ahead is not None
    assert (last.window.until, last.ahead, ahead.ahead) == (datetime(2026, 11, 22, 15, tzinfo=UTC), False, True)


@pytest.mark.parametrize("question", ["why did Domingo's payment fail?", "por la mañana", "did Mayo Clinic pay?"])
def test_a_name_or_a_time_of_day_is_no_day_in_spanish(question: str) -> None:
    assert span(question, NOW, "UTC") is None


@pytest.mark.parametrize(
    ("earlier", "question", "since", "until"),
    [
        (["how many disputes did we get in october?"], "same for the week before", "2026-09-24", "2026-10-01"),
        (["how many disputes did we get in october?"], "and the month before?", "2026-09-01", "2026-10-01"),
        (["refunds of last week"], "and the week before", "2026-11-02", "2026-11-09"),
        (["refunds of last week", "and the week before"], "and the week before", "2026-10-26", "2026-11-02"),
        (["refunds of last week", "and why?"], "the previous week?", "2026-11-02", "2026-11-09"),
        (["in march 2026"], "and a year earlier?", "2025-03-01", "2026-03-01"),
        (["yesterday"], "the week before last", "2026-11-02", "2026-11-09"),
        (["which refunds failed?"], "and the month before?", "2026-10-01", "2026-11-01"),
        ([], "the day before yesterday", "2026-11-20", "2026-11-21"),
    ],
)
def test_the_time_before_is_told_from_the_time_that_was_spoken_of(
    earlier: list[str], question: str, since: str, until: str
) -> None:
    found = span(question, NOW, "UTC", earlier)
    assert found is not None
    first, after = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    assert (found.window.since, found.window.until) == (first, after)


@pytest.mark.parametrize("question", ["she was charged the day before", "charged the day before check-in"])
def test_the_time_before_something_else_is_no_time_of_its_own(question: str) -> None:
    assert span(question, NOW, "UTC") is None


@pytest.mark.parametrize(
    ("question", "unread"),
    [
        ("on 3/4", "3/4"),
        ("on 30 Feb", "30 Feb"),
        ("over the weekend", "over the weekend"),
        ("a year ago", "a year ago"),
        ("between 1-14 Nov", "1-14 Nov"),
        ("is support there 24/7?", None),
        ("why did it fail? she may march on", None),
        ("it fails every monday", None),
        ("nov 14.50 was taken", None),
    ],
)
def test_what_only_looks_like_a_date_gives_no_time_and_is_told(question: str, unread: str | None) -> None:
    assert span(question, NOW, "UTC") is None
    assert unread_date(question, NOW, "UTC") == unread


async def judged(question: str, records: Records) -> Driven:
    driven = await drive(Playbook(), question, records.answer)
    assert verify(driven.draft, driven.evidence, question).refusals == []
    return driven


OWN = flow("succeeded", paid())


async def test_an_unread_date_is_said_and_no_payment_of_another_day_is_judged() -> None:
    draft = (await judged("she was charged twice on 3/4, 45.50", Records(flows=[OWN]))).draft
    assert (draft.verdict, draft.cause) == (Verdict.INCONCLUSIVE, None)
    assert "3/4, was not understood" in draft.limits[0].missing
    read = (await judged("she was charged twice on 21 Nov, 45.50", Records(flows=[OWN]))).draft
    assert read.cause is not None
    assert not any("not understood" in one.missing for one in read.limits)


@pytest.mark.parametrize(("held", "judges"), [(False, True), (True, False)], ids=["whole", "in part"])
@pytest.mark.parametrize("question", ["a payment of 45.50 yesterday looks odd", "what of the card ending in 4242?"])
async def test_the_one_match_of_a_list_read_in_part_is_asked_back(question: str, held: bool, judges: bool) -> None:
    records = Records(flows=[OWN], missing={"search": MissingReason.LIMIT} if held else {})
    draft = (await judged(question, records)).draft
    assert (draft.cause is not None) is judges
    if not judges:
        assert draft.verdict is Verdict.INCONCLUSIVE
        assert PAYMENT in {one.subject for one in draft.findings}


async def test_no_absence_is_told_of_a_list_read_in_part() -> None:
    records = Records(others=[match("pi_other", 100)], missing={"search": MissingReason.LIMIT})
    draft = (await judged("a payment of 45.50 yesterday looks odd", records)).draft
    assert draft.verdict is Verdict.INCONCLUSIVE
    assert not any("None of" in one.text for one in draft.findings)
    assert any("a part of the payments" in one.text for one in draft.findings)
