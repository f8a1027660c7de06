"""Words that a report's own facts deny: a refund, a dispute, a block that its facts say there isn't."""

import pytest

from evals.mutations.changes import saying, with_report
from evals.recorded.serving import serve_recorded
from evals.running.ran import Ran
from evals.scoring import Scorer, score
from evals.suite.accounts import Objects
from evals.suite.case import Case
from tests.evals.recorded.asked import asked, incident
from tests.evals.scoring.small import report

Asked = tuple[Case, Ran, Objects]


@pytest.fixture(scope="module")
def declined(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The playbook's answer about a payment that the bank declined, with neither a refund nor a dispute."""
    case, account = incident()
    ran, _ = asked(case, account, tmp_path_factory.mktemp("home"))
    with serve_recorded(account) as opened:
        return case, ran, opened.objects


def passes(declined: Asked, text: str) -> bool:
    case, ran, objects = declined
    return score(case, saying(ran, text), objects).of(Scorer.NARRATIVE).passed is True


@pytest.mark.parametrize(
    "claim",
    [
        "The customer was already refunded in full.",
        "The payment has been refunded.",
        "The refund went out yesterday.",
        "The payment was disputed by the cardholder.",
        "It was charged back.",
        "Radar blocked it; the issuer was never asked.",
        "The attempt was blocked by a rule.",
    ],
)
def test_a_claim_that_the_facts_deny_is_found(declined: Asked, claim: str) -> None:
    assert not passes(declined, claim)


@pytest.mark.parametrize(
    "text",
    [
        "The payment was not refunded.",
        "Nothing was disputed.",
        "If it was disputed, the bank would say so.",
        "Radar has not blocked it.",
        "A refund may be made later.",
    ],
)
def test_what_denies_or_leaves_it_open_may_stand(declined: Asked, text: str) -> None:
    assert passes(declined, text)


def test_a_claim_of_which_the_facts_say_nothing_is_not_judged(declined: Asked) -> None:
    """Nor is one that another fact of the report bears out."""
    case, ran, objects = declined
    said = report(ran)
    findings = [one for one in said.findings if not any("refunds" in fact.ref for fact in one.facts)]
    silent = with_report(ran, findings=findings)
    text = "The payment was refunded."
    assert score(case, saying(ran, text), objects).of(Scorer.NARRATIVE).passed is False
    assert score(case, saying(silent, text), objects).of(Scorer.NARRATIVE).passed is True


def test_a_report_that_rules_out_its_own_cause_contradicts_itself(declined: Asked) -> None:
    case, ran, objects = declined
    said = report(ran)
    own = said.ruled_out[0].model_copy(update={"cause": said.cause})
    assert score(case, ran, objects).of(Scorer.CAUSE).passed
    assert not score(case, with_report(ran, ruled_out=[*said.ruled_out, own]), objects).of(Scorer.CAUSE).passed
