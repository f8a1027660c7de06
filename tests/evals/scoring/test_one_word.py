"""Schema, verdict, cause and party."""

import pytest

from evals.mutations.changes import with_report
from evals.running.ran import Called, Ran, Status
from evals.scoring import GATING, Scorer, score
from tests.evals.scoring.small import ACCOUNT, CASE, GOOD, abstaining, case, report, said, told, truth
from tools.contract.causes import CauseCode, Party, Verdict

ONE_WORD = (Scorer.SCHEMA, Scorer.VERDICT, Scorer.CAUSE, Scorer.PARTY)


def test_the_right_answer_has_full_marks_from_every_scorer() -> None:
    card = score(CASE, GOOD, ACCOUNT)
    assert [one for one in card.scores if one.passed is False or one.problems] == []
    assert card.passed
    assert card.quality == 1.0


@pytest.mark.parametrize(
    "ran",
    [
        Ran(case="pay-0001", status=Status.CRASHED),
        Ran(case="pay-0001", status=Status.ANSWERED),
        GOOD.model_copy(update={"status": Status.INFRA_ERROR}),
        GOOD.model_copy(update={"report": None}),
    ],
)
def test_an_answer_that_is_not_there_scores_nothing(ran: Ran) -> None:
    card = score(CASE, ran, ACCOUNT)
    unharmed = {one.scorer for one in card.scores if one.scorer in GATING and one.passed is not False}
    assert unharmed == {Scorer.CONDUCT, Scorer.SAFETY, Scorer.RANKING}  # nothing was done wrong, and no order was asked
    assert (card.passed, card.quality) == (False, 0.01)


def test_a_report_without_a_finding_is_none() -> None:
    assert told(Scorer.SCHEMA, with_report(GOOD, findings=[])).problems == ["no finding"]


def test_a_finding_without_facts_is_none() -> None:
    empty = with_report(GOOD, findings=[*report().findings, said("So it is.")])
    assert told(Scorer.SCHEMA, empty).problems == ["a finding without facts: 'So it is.'"]


def test_a_report_that_breaks_its_schema_fails_where_it_does() -> None:
    broken = with_report(GOOD, verdict="surely")
    assert told(Scorer.SCHEMA, broken).problems[0].startswith("verdict: ")


def test_how_often_a_report_was_submitted_again_is_counted() -> None:
    submit = Called(name="submit_report", arguments={})
    again = GOOD.model_copy(update={"calls": [*GOOD.calls, submit, submit]})
    assert (told(Scorer.SCHEMA, GOOD).value, told(Scorer.SCHEMA, again).value) == (0.0, 2.0)


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.EXPLAINED])
def test_another_verdict_fails(verdict: Verdict) -> None:
    assert told(Scorer.VERDICT, with_report(GOOD, verdict=verdict)).passed is False


def test_another_party_fails() -> None:
    assert told(Scorer.PARTY, with_report(GOOD, party=Party.RADAR)).problems == ["says radar, is issuer"]


def test_a_cause_that_will_do_as_well_passes() -> None:
    wide = case(about=truth(acceptable=frozenset({CauseCode.ISSUER_DECLINED})))
    other = with_report(GOOD, cause=CauseCode.ISSUER_DECLINED)
    assert told(Scorer.CAUSE, other, wide).passed
    assert told(Scorer.CAUSE, other).passed is False


def test_a_forbidden_cause_fails_even_where_it_would_do() -> None:
    both = frozenset({CauseCode.ISSUER_DECLINED})
    torn = case(about=truth(acceptable=both, forbidden=both))
    assert told(Scorer.CAUSE, with_report(GOOD, cause=CauseCode.ISSUER_DECLINED), torn).passed is False


def test_leaving_the_cause_open_is_no_answer() -> None:
    assert told(Scorer.CAUSE, with_report(GOOD, cause=None)).passed is False


def test_a_cause_asserted_where_there_is_none_fails() -> None:
    asserted = with_report(GOOD, cause=CauseCode.CANCELED)
    assert told(Scorer.CAUSE, asserted, abstaining()).passed is False
