"""Figures of many payments: of which metric, of which slice, and whether all of a rate is stated."""

from typing import Any

import pytest

from agent.thread.evidence import Evidence
from evals.scoring.comparing import same
from evals.scoring.measured import Named, Row, as_row, rows, whole
from tools.contract.clock import from_unix
from tools.contract.coverage import Coverage
from tools.contract.outcome import Outcome

CANADIAN = Named.of("success_rate country=CA")
RATE = {"rate": 0.25, "numerator": 13, "denominator": 52}
DATA: dict[str, Any] = {
    "figures": [
        {"metric": "attempt_success_rate", "slice": {"country": "CA"}, **RATE},
        {"metric": "attempt_success_rate", "slice": {"country": "US"}, **RATE},
        {"metric": "payment_success_rate", "slice": {"country": "CA"}, **RATE},
        {"metric": "attempt_success_rate", "slice": {}, **RATE},
        {"metric": "attempts", "slice": {}, "count": 52},
    ],
    "declines": [{"code": "do_not_honor", "category": "issuer", "count": 3}],
}


def read(*refs: str, data: dict[str, Any] | None = None, **other: Any) -> list[Row]:
    """What stands at references is stated, but for what is stated otherwise."""
    held = DATA if data is None else data
    coverage = Coverage(account="demo", livemode=False, as_of=from_unix(1_790_000_000))
    outcome = Outcome(status="ok", tool="payment_metrics", arguments={}, coverage=coverage, data=held)
    stated: list[tuple[str, Any]] = []
    for ref in refs:
        table, _, field = ref.partition(".")
        name, _, at = table.partition("[")
        stated.append((f"E1.{ref}", other.get(field, held[name][int(at[:-1])][field])))
    return rows(stated, {1: Evidence(number=1, call_id="call_1", outcome=outcome)})


def all_of(at: int) -> list[str]:
    return [f"figures[{at}].{part}" for part in RATE]


def says(found: list[Row]) -> bool:
    """Whether rows say that 13 of 52 attempts with Canadian cards succeeded."""
    return any(one.named == CANADIAN and same("rate", ("13", "52"), one.value, unit=None) for one in found)


def test_a_rate_of_a_slice_is_said_by_its_row() -> None:
    assert says(read(*all_of(0)))


@pytest.mark.parametrize(
    "found",
    [
        read(*all_of(1)),
        read(*all_of(2)),
        read(*all_of(3)),
        read("figures[0].rate"),
        read("figures[0].rate", "figures[0].numerator"),
        read("figures[0].rate", "figures[0].numerator", "figures[1].denominator"),
        read(*all_of(0), numerator=14),
        read(*all_of(0), rate=0.26),
        read(*all_of(0), data={**DATA, "where": {"metro": "detroit"}}),
        [],
    ],
    ids=["slice", "metric", "everything", "no counts", "one count", "two rows", "count", "quotient", "filter", "none"],
)
def test_a_rate_of_something_else_or_in_part_does_not_say_it(found: list[Row]) -> None:
    assert not says(found)


def test_a_table_s_filter_is_part_of_its_slices() -> None:
    (row,) = read(*all_of(0), data={**DATA, "where": {"metro": "detroit"}})
    assert row.named == Named.of("success_rate metro=detroit country=CA")


def test_a_row_of_declines_counts_the_failures_of_its_code() -> None:
    (row,) = read("declines[0].count")
    assert (row.named, row.value) == (Named.of("failures code=do_not_honor"), 3)


def test_an_exhibit_states_the_figures_of_everything_and_of_no_slice() -> None:
    assert {one.named for one in whole(DATA, "E1")} == {Named.of("success_rate"), Named.of("attempts")}


def test_a_row_whose_metric_is_no_word_states_nothing() -> None:
    assert list(whole({"figures": [{"metric": [], "slice": {}, "count": 1}]}, "E1")) == []


def test_what_is_no_metric_is_left_to_others() -> None:
    assert Named.of("amount") is None and Named.of("volume_usd") is None


NET = Named.of("net_of_day currency=usd")
BALANCE: dict[str, Any] = {
    "figures": [
        {"metric": "balance_net", "slice": {}, "currency": "usd", "amount": {"currency": "usd", "minor": 4200}},
        {"metric": "balance_net", "slice": {}, "currency": "eur", "amount": {"currency": "eur", "minor": 4200}},
        {"metric": "balance_net", "slice": {"day": "2026-11-20"}, "currency": "usd",
         "amount": {"currency": "usd", "minor": 4200}},
    ],
    "programmes": [{"network": "visa", "claims": 3, "ratio": {"share": 0.003221, "part": 3, "whole": 931}}],
}  # fmt: skip


def test_an_amount_is_of_its_currency_and_its_slice() -> None:
    found = [read(f"figures[{at}].amount", data=BALANCE)[0] for at in range(3)]
    said = [one.named == NET and same("money", 4200, one.value, unit="usd") for one in found]
    assert said == [True, False, False]
    row, shown = as_row(NET or Named("net_of_day"), "money", 4200)
    (told,) = read(*(f"figures[0].{name}" for name in shown), data={"figures": [row]})
    assert told.named == NET and same("money", 4200, told.value, unit="usd")


def test_a_programme_s_share_says_how_many_claims_there_are_of_how_many_payments() -> None:
    (row,) = read("programmes[0].ratio", data=BALANCE)
    assert row.named == Named.of("claims_rate network=visa") != Named.of("claims_rate network=mastercard")
    assert same("rate", ("3", "931"), row.value, unit=None) and not same("rate", ("3", "930"), row.value, unit=None)
    assert read("programmes[0].claims", data=BALANCE)[0].value is None


@pytest.mark.parametrize(("kind", "value"), [("rate", ("13", "52")), ("count", 52), ("rate", ("0", "0"))])
def test_a_row_made_of_a_truth_says_it(kind: Any, value: Any) -> None:
    row, shown = as_row(Named("success_rate"), kind, value)
    told = read(*(f"figures[0].{name}" for name in shown), data={"figures": [row]})
    assert [same(kind, value, one.value, unit=None) for one in told] == [value != ("0", "0")]
