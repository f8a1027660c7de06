"""Whether what is true is stated, and nothing that denies it."""

from dataclasses import replace
from typing import Any

import pytest

from agent.report import Fact, ReportExhibit
from evals.mutations.changes import each_fact, finding, restated, with_report, without
from evals.reference import reference
from evals.running.ran import Ran
from evals.scoring import Scorer
from evals.scoring.answer import Answer
from evals.scoring.expected import Expected
from evals.scoring.facts import Matched, Matching
from evals.truth import AnyOf, Evidence
from evals.truth import Fact as TrueFact
from tests.evals.scoring.small import (
    ACCOUNT,
    CASE,
    CHARGE,
    GOOD,
    OTHER,
    PAYMENT,
    Held,
    abstaining,
    case,
    report,
    said,
    told,
    truth,
)
from tools.contract.outcome import Exhibit, Outcome


def matched(key: str, ran: Ran = GOOD) -> Matched:
    return next(one for one in Matching(Answer(Expected(CASE, ACCOUNT), ran)).matched if one.fact.key == key)


def reading(data: dict[str, Any], *facts: Fact, instead_of: str = "") -> Ran:
    """The good run with an outcome E9 and a finding on it; the fact that it is about is not stated otherwise."""
    bare = without(GOOD, {one.ref for one in matched(instead_of).by}) if instead_of else GOOD
    outcome: Outcome = GOOD.evidence[0].outcome.model_copy(update={"data": data, "fields": []})
    read = GOOD.evidence[0].model_copy(update={"number": 9, "outcome": outcome})
    return finding(bare.model_copy(update={"evidence": [*bare.evidence, read]}), said("Read.", *facts))


@pytest.mark.parametrize("key", ["payment", "amount", "charge", "decline_code", "failed_at", "attempts"])
def test_a_critical_fact_that_is_left_out_fails(key: str) -> None:
    bare = without(GOOD, {one.ref for one in matched(key).by}, PAYMENT)
    assert told(Scorer.FACTS, bare).problems[0].startswith(f"{key} is not stated: ")


def test_another_fact_that_is_left_out_only_lowers_recall() -> None:
    bare = told(Scorer.FACTS, without(GOOD, {one.ref for one in matched("booking").by}))
    assert bare.passed
    assert bare.value == pytest.approx(7 / 8)


def test_a_field_of_a_tool_says_what_stripe_calls_otherwise() -> None:
    data = {"id": PAYMENT, "attempts": [{"id": CHARGE, "decline_code": "insufficient_funds"}]}
    fact = Fact(ref="E9.attempts[0].decline_code", value="insufficient_funds", owner=CHARGE)
    assert told(Scorer.FACTS, reading(data, fact, instead_of="decline_code")).passed


def test_the_same_value_of_another_object_does_not_say_it() -> None:
    data = {"id": OTHER, "amount": {"currency": "usd", "minor": 7195}}
    fact = Fact(ref="E9.amount", value=data["amount"], owner=OTHER)
    assert told(Scorer.FACTS, reading(data, fact, instead_of="amount")).passed is False


def test_the_same_value_in_another_field_does_not_say_it() -> None:
    data = {"id": PAYMENT, "fees": {"gross": {"currency": "usd", "minor": 7195}}}
    fact = Fact(ref="E9.fees.gross", value=data["fees"]["gross"], owner=PAYMENT)
    assert told(Scorer.FACTS, reading(data, fact, instead_of="amount")).passed is False


def test_the_amount_of_a_payment_is_that_of_its_charge() -> None:
    data = {"id": CHARGE, "amount": 7195}
    fact = Fact(ref="E9.amount", value=7195, owner=CHARGE)
    assert told(Scorer.FACTS, reading(data, fact, instead_of="amount")).passed


def test_a_list_as_long_as_a_count_says_it_and_a_longer_one_does_not() -> None:
    one, two = [{"id": CHARGE}], [{"id": CHARGE}, {"id": "ch_2"}]
    for rows, says in ((one, True), (two, False)):
        fact = Fact(ref="E9.attempts", value=rows, owner=PAYMENT)
        ran = reading({"id": PAYMENT, "attempts": rows}, fact, instead_of="attempts")
        assert told(Scorer.FACTS, ran).passed is says


def test_a_number_that_nobody_counted_is_no_count() -> None:
    fact = Fact(ref="E9.attempts", value=1, owner=PAYMENT)
    ran = reading({"id": PAYMENT, "attempts": 1}, fact, instead_of="attempts")
    assert told(Scorer.FACTS, ran).passed is False


def test_what_an_exhibit_shows_is_stated() -> None:
    exhibit = Exhibit(
        kind="payment_tree", data={"paymentIntent": PAYMENT, "amount": {"currency": "usd", "minor": 7195}}
    )
    bare = without(GOOD, {one.ref for one in matched("amount").by})
    label = bare.evidence[0].label
    shown = with_report(bare, exhibits=[ReportExhibit(evidence=label, exhibit=exhibit)])
    assert told(Scorer.FACTS, shown).passed is False  # no tool of this run has made it
    outcome = bare.evidence[0].outcome.model_copy(update={"exhibits": [exhibit]})
    made = shown.model_copy(
        update={"evidence": [bare.evidence[0].model_copy(update={"outcome": outcome}), *bare.evidence[1:]]}
    )
    assert told(Scorer.FACTS, made).passed


def test_that_there_is_nothing_has_to_be_said_where_it_is_critical() -> None:
    bare = without(GOOD, {one.ref for one in matched("captured").by})
    assert told(Scorer.FACTS, bare).problems == ["captured is not stated: False"]


def test_that_there_is_nothing_need_not_be_said_where_it_is_ordinary_and_told_about() -> None:
    facts = tuple(replace(one, critical=one.key != "captured") for one in CASE.truth.facts)
    ordinary = Expected(case(about=truth(facts=facts)), ACCOUNT)
    bare = without(GOOD, {one.ref for one in matched("captured").by})
    silent = each_fact(GOOD, lambda fact: None if CHARGE in (fact.owner, fact.value) else fact)
    stated = [
        {one.fact.key: one.stated for one in Matching(Answer(ordinary, ran)).matched}["captured"]
        for ran in (bare, silent)
    ]
    assert stated == [True, False]


def test_what_was_taken_back_of_a_transfer_is_told_of_the_charge_that_it_passes_on() -> None:
    sent = {"id": "tr_1Sent", "object": "transfer", "currency": "usd", "amount": 6000, "amount_reversed": 0}
    held = Held({**ACCOUNT.by_id, "tr_1Sent": {**sent, "source_transaction": CHARGE}})
    fact = TrueFact("reversed", "money", 0, unit="usd", critical=True)
    place = Evidence("tr_1Sent", "amount_reversed", 0)
    expected = Expected(case(about=truth(facts=(fact,), evidence=(AnyOf("reversed", (place,)),))), held)
    for owner, minor, says in ((CHARGE, 0, True), (CHARGE, 100, False), (OTHER, 0, False)):
        back = {"currency": "usd", "minor": minor}
        row: dict[str, Any] = {"id": owner, "reversed": back}
        ran = reading({"id": PAYMENT, "charges": [row]}, Fact(ref="E9.charges[0].reversed", value=back, owner=owner))
        assert Matching(Answer(expected, ran)).matched[0].stated is says


def test_a_fact_that_is_denied_elsewhere_fails_though_it_is_stated() -> None:
    ref = matched("captured").by[0].ref
    denied = restated(GOOD, ref, True, in_outcome=True)
    assert "captured is False, and contradicted" in told(Scorer.FACTS, denied).problems[0]
    twice = finding(GOOD, said("Read.", Fact(ref=matched("amount").by[0].ref, value={"currency": "usd", "minor": 1})))
    assert "amount is 7195, and contradicted" in told(Scorer.FACTS, twice).problems[0]


def test_naming_the_object_of_a_finding_states_it() -> None:
    bare = without(GOOD, {one.ref for one in matched("charge").by})
    about = finding(bare, said("This one.", report().findings[0].facts[0], subject=CHARGE))
    assert told(Scorer.FACTS, about).passed


def test_a_truth_without_facts_asks_for_none() -> None:
    empty = case(about=truth(facts=(), evidence=()))
    assert told(Scorer.FACTS, GOOD, empty).passed
    assert told(Scorer.FACTS, GOOD, empty).value is None


def test_a_method_is_known_by_what_its_charge_says_of_it_where_the_account_holds_no_more() -> None:
    method = {"payment_method": "pm_1Kept", "payment_method_details": {"type": "sepa_debit"}}
    held = Held({**ACCOUNT.by_id, CHARGE: {**ACCOUNT.by_id[CHARGE], **method}})
    fact = TrueFact("method", "enum", "sepa_debit", critical=True)
    place = Evidence(CHARGE, "payment_method_details.type", "sepa_debit")
    expected = Expected(case(about=truth(facts=(fact,), evidence=(AnyOf("method", (place,)),))), held)
    own = {"id": "pm_1Kept", "type": "sepa_debit"}
    other = {"id": "pm_1Other", "type": "sepa_debit"}
    of_it, of_another = (
        reading(
            {"id": PAYMENT, "attempts": [{"id": CHARGE, "method": one}]},
            Fact(ref="E9.attempts[0].method.type", value="sepa_debit", owner=one["id"]),
        )
        for one in (own, other)
    )
    assert Matching(Answer(expected, of_it)).matched[0].stated
    assert not Matching(Answer(expected, of_another)).matched[0].stated


def test_where_nothing_has_to_be_stated_it_has_to_be_looked_for() -> None:
    """A right verdict alone would be had by always giving it."""
    of = abstaining()
    right = reference(of, ACCOUNT)
    assert told(Scorer.FACTS, right, of).passed
    head = report(right).findings[0]
    assert told(Scorer.FACTS, with_report(right, limits=[]), of).problems == ["nothing is said to be missing"]
    changes: list[dict[str, Any]] = [{"subject": OTHER}, {"facts": []}]
    for changed in changes:
        wrong = with_report(right, findings=[head.model_copy(update=changed)])
        assert "no finding tells" in told(Scorer.FACTS, wrong, of).problems[0]
