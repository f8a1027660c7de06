"""The truth of a wider question, read off what happened: verdict, cause, who must act, and the facts."""

from collections.abc import Callable, Mapping

from evals.recipes.actions import actions_of
from evals.recipes.judged import (
    amounts,
    beside,
    days,
    debits,
    disputes,
    memberships,
    perils,
    providers,
    refunds,
    shares,
    sliced,
    spans,
    summaries,
    unanswered,
)
from evals.recipes.judged.found import Found
from evals.recipes.matter import Matter, Topic
from evals.recipes.reading import Index
from evals.truth import Case, Truth

JUDGES: Mapping[Topic, Callable[[Matter, Index], Found]] = {
    Topic.PAYMENT: amounts.judge_payment,
    Topic.TWICE: beside.judge_twice,
    Topic.AMOUNT: amounts.judge_amount,
    Topic.MARKS: amounts.judge_marks,
    Topic.MODE: amounts.judge_mode,
    Topic.FEES: amounts.judge_fees,
    Topic.DELIVERY: beside.judge_delivery,
    Topic.REFUND: refunds.judge,
    Topic.DISPUTE: disputes.judge,
    Topic.WARNING: disputes.judge_warning,
    Topic.REPEATED: disputes.judge_repeated,
    Topic.STATEMENT: disputes.judge_statement,
    Topic.DEBIT: debits.judge,
    Topic.MEMBERSHIP: memberships.judge,
    Topic.IDENTITY: unanswered.judge_identity,
    Topic.LOGS: unanswered.judge_logs,
    Topic.RECORD: unanswered.judge_record,
    Topic.REASON: unanswered.judge_reason,
    Topic.WINDOW: unanswered.judge_window,
    Topic.RATE: unanswered.judge_rate,
    Topic.WHICH: unanswered.judge_which,
    Topic.FORECAST: unanswered.judge_forecast,
    Topic.PAYOUT: providers.judge_payout,
    Topic.EARNINGS: providers.judge_earnings,
    Topic.STANDING: providers.judge_standing,
    Topic.SHARE: shares.judge,
    Topic.SCOPE: providers.judge_scope,
    Topic.ESCROW: spans.judge_escrow,
    Topic.PERFORMANCE: spans.judge_performance,
    Topic.NOBODY: spans.judge_nobody,
    Topic.EITHER: spans.judge_either,
    Topic.CONVERSION: shares.judge_converted,
    Topic.PERIL: perils.judge_peril,
    Topic.PROGRAMME: perils.judge_programme,
    Topic.HEALTH: days.judge_health,
    Topic.APPROACH: days.judge_approach,
    Topic.REVENUE: days.judge_revenue,
    Topic.REGION: sliced.judge_region,
    Topic.SUMMARY: summaries.judge,
}


def case_of(matter: Matter, index: Index, twin_of: str | None = None) -> Case:
    """The case that a matter makes, its truth included."""
    found = JUDGES[matter.topic](matter, index)
    fine, wrong = actions_of(found.cause)
    wrong = wrong.difference(*(actions_of(other)[0] for other in found.beside))
    truth = Truth(
        recipe=matter.recipe,
        payment=matter.payment.id if matter.payment else "",
        difficulty=matter.difficulty,
        verdict=found.verdict,
        cause=found.cause,
        party=found.party,
        facts=tuple(fact for fact, _ in found.stated),
        evidence=tuple(places for _, places in found.stated if places.alternatives),
        acceptable=matter.acceptable,
        forbidden=matter.near_misses,
        distractors=matter.distractors,
        missing=found.missing,
        actions_ok=fine,
        actions_forbidden=wrong,
        subject=matter.subject,
        ranking=found.ranking,
    )
    return Case(matter.recipe, matter.questions, matter.grants, truth, twin_of)
