"""Whether what is cited was read in this run, stands in the account, and is of an object that exists."""

import pytest

from agent.report import Fact
from evals.mutations.changes import finding, outcome_restated, restated, with_report, without
from evals.reference import reference
from evals.scoring import Scorer
from evals.scoring.cited import look_up
from evals.truth import Fact as TrueFact
from tests.evals.scoring.small import ACCOUNT, CHARGE, FACTS, GOOD, abstaining, case, report, said, told, truth

FIRST = report().findings[0].facts[0]
EVIDENCE = {item.number: item for item in GOOD.evidence}


@pytest.mark.parametrize(
    "fact",
    [
        FIRST.model_copy(update={"value": "pi_2Other"}),
        FIRST.model_copy(update={"owner": "pi_2Other"}),
        FIRST.model_copy(update={"ref": "E77.id"}),
        FIRST.model_copy(update={"ref": "E1.nothing.here"}),
        FIRST.model_copy(update={"ref": "E1.id "}),
        FIRST.model_copy(update={"ref": "the payment itself"}),
    ],
)
def test_what_this_run_has_not_read_is_no_evidence(fact: Fact) -> None:
    score = told(Scorer.EVIDENCE, finding(GOOD, said("Read.", fact)))
    assert any("is not in this run" in problem for problem in score.problems)
    assert score.value is not None
    assert score.value < 1


def test_what_the_tool_showed_otherwise_is_no_evidence() -> None:
    assert told(Scorer.EVIDENCE, outcome_restated(GOOD, FIRST.ref, "pi_2Other")).passed is False


def test_what_the_account_holds_otherwise_is_no_evidence() -> None:
    amount = next(fact for one in report().findings for fact in one.facts if fact.ref.endswith(".amount"))
    wrong = restated(GOOD, amount.ref, {"currency": "usd", "minor": 7196}, in_outcome=True)
    assert any("is not what the account holds" in problem for problem in told(Scorer.EVIDENCE, wrong).problems)


def test_an_object_that_does_not_exist_is_no_evidence() -> None:
    about = finding(GOOD, said("Read.", FIRST, subject="re_7Invented"))
    assert told(Scorer.EVIDENCE, about).problems == ["re_7Invented is no object of the account"]


def test_who_stands_in_metadata_alone_is_known_by_the_truth_and_nobody_else_is() -> None:
    listed = TrueFact("providers", "set", ("provider_48201", "provider_99000"))
    of = case(about=truth(facts=(*(fact for fact, _ in FACTS), listed)))

    known = told(Scorer.EVIDENCE, finding(GOOD, said("Read.", FIRST, subject="provider_48201")), of)
    other = told(Scorer.EVIDENCE, finding(GOOD, said("Read.", FIRST, subject="provider_48202")), of)

    assert known.problems == []
    assert other.problems == ["provider_48202 is no object of the account"]


def test_a_code_is_no_object() -> None:
    assert told(Scorer.EVIDENCE, finding(GOOD, said("Read.", FIRST, subject="do_not_honor"))).passed


def test_an_object_that_is_only_named_has_no_evidence() -> None:
    refs = {fact.ref for one in report().findings for fact in one.facts if fact.value == CHARGE}
    about = finding(without(GOOD, refs), said("This one.", FIRST, subject=CHARGE))
    assert told(Scorer.EVIDENCE, about).problems == ["charge is named without evidence"]


def test_an_answer_that_cites_nothing_has_no_evidence() -> None:
    bare = with_report(GOOD, findings=[said("So it is.")], ruled_out=[])
    assert "no finding cites anything that this run has read" in told(Scorer.EVIDENCE, bare).problems


def test_that_nothing_was_found_rests_on_the_call_that_failed() -> None:
    of = abstaining()
    assert told(Scorer.EVIDENCE, reference(of, ACCOUNT), of).passed
    unread = reference(of, ACCOUNT).model_copy(update={"evidence": []})
    assert told(Scorer.EVIDENCE, unread, of).passed is False


def test_a_value_is_of_the_nearest_record_with_an_id() -> None:
    data = {"id": "pi_1", "attempts": [{"id": "ch_1", "method": {"id": "pm_1", "last4": "4242"}, "amount": 5}]}
    item = GOOD.evidence[0].model_copy(
        update={"number": 3, "outcome": GOOD.evidence[0].outcome.model_copy(update={"data": data})}
    )
    last4, amount = (look_up(f"E3.attempts[0].{name}", {3: item}) for name in ("method.last4", "amount"))
    assert last4 is not None and amount is not None
    assert (last4.owners, last4.anchor, last4.path) == (("pm_1", "ch_1", "pi_1"), "pm_1", "last4")
    assert (amount.anchor, amount.path) == ("ch_1", "amount")


def test_what_an_event_shows_is_of_the_event() -> None:
    data = {"id": "evt_1", "data": {"object": {"id": "pi_1", "status": "canceled"}}}
    item = GOOD.evidence[0].model_copy(
        update={"number": 3, "outcome": GOOD.evidence[0].outcome.model_copy(update={"data": data})}
    )
    status = look_up("E3.data.object.status", {3: item})
    assert status is not None
    assert (status.owners, status.anchor, status.path) == (("pi_1", "evt_1"), "evt_1", "data.object.status")


def test_the_envelope_of_a_call_is_read_where_the_data_has_no_such_name() -> None:
    failed = reference(abstaining(), ACCOUNT).evidence[0]
    code = look_up("E1.error.code", {1: failed})
    assert code is not None
    assert (code.value, code.is_data, code.anchor) == ("not_found", False, None)
