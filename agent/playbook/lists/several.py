"""More payments than one may be meant: all are told shortly, and the question is handed back."""

from collections.abc import Sequence

from agent.playbook.payment.case import DisputesAt, FlowAt, MatchAt, MatchesAt, Place, RefundsAt
from agent.playbook.payment.unexplained import SCOPE, asked_about
from agent.playbook.payment.wording import UNPAID, state
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit
from tools.contract.causes import ActionCode, Party, Verdict

_SHOWN = 5


def several_found(search: MatchesAt, fitting: Sequence[MatchAt] | None = None, *, of_customers: bool = False) -> Answer:
    """A search that brought more payments than the question can mean; `of_customers` says whose each of them is."""
    matches = search.matches if fitting is None else fitting
    text = "More than a single payment fits the question, and it does not say which is meant."
    if len(matches) == 1:
        text = (
            "A single payment fits the question in part; whether it is the one that is meant, the question doesn't say."
        )
    whose = [one.match.customer for one in matches]
    bounded = search.outcome.coverage.complete and "since" in search.outcome.arguments
    if of_customers and bounded and len(matches) > 1 and all(whose) and len({*whose}) == len(whose):
        alike = len({one.match.amount.minor for one in matches}) == 1
        what = "none of whom paid that amount more than once" if alike else "each of whom has one of them"
        text += f" They are of different customers, {what} in that time."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", asked_about(search.outcome), text, search.ref("payments"), severity="warning"),
        findings=tuple(_match(one, of_customer=of_customers) for one in matches[:_SHOWN]),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again with the id of the payment that you mean."),),
        limits=(DraftLimit(missing="Which payment is meant.", would_settle=SCOPE), *_cut(search, matches)),
    )


def _cut(search: MatchesAt, matches: Sequence[MatchAt]) -> tuple[DraftLimit, ...]:
    """How many there are beside those that are listed."""
    if len(matches) <= _SHOWN:
        return ()
    said = "more were read that fit, and not all could be read"
    if search.outcome.coverage.complete:
        said = f"the search brought {search.slot('payment_count')} payments"
        said += " that fit" if len(matches) == len(search.matches) else ", of which more fit than are listed"
    missing = f"The rest of them: {said}; only the newest that fit are listed here."
    return (DraftLimit(missing=missing, would_settle="The evidence holds all that was read; a narrower time helps."),)


def failed_in_time(search: MatchesAt, fitting: Sequence[MatchAt]) -> Answer:
    """The payments of a time that were not paid, those that fit the question if any; why each was not is not told."""
    fit = [one for one in fitting if one.match.status in UNPAID]
    unpaid = fit or [one for one in search.matches if one.match.status in UNPAID]
    text = (
        "These payments of that time have brought no money, the newest first; why, each one's own story tells."
        if unpaid
        else "Among the payments of that time that were read, none is without its money."
    )
    more = DraftLimit(
        missing="The rest of them: only the newest are shown.", would_settle="The evidence holds all read."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", search.outcome.coverage.account, text, search.ref("payments"), severity="warning"),
        findings=tuple(_match(one) for one in unpaid[:_SHOWN]),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask about each by its id to be told why."),),
        limits=(more,) if len(unpaid) > _SHOWN else (),
    )


def several_known(payments: Sequence[FlowAt | MatchAt]) -> Answer:
    """Payments that the thread has spoken of, where a further question doesn't say which is meant."""
    first = payments[0]
    text = (
        f"More than a single payment of this thread fits the question, {first.slot('id')} among them, and it does not "
        "say which is meant."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", _id(first), text, severity="warning"),
        findings=tuple(_match(one) for one in payments[:_SHOWN]),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again with the id of the payment that you mean."),),
        limits=(DraftLimit(missing="Which payment is meant.", would_settle=SCOPE),),
    )


def several_listed(at: RefundsAt | DisputesAt, ids: Sequence[str]) -> Answer:
    """The rows of a list that the thread has told, where a further question doesn't say which of them is meant."""
    named, rows = ("refunds", at.found.refunds) if isinstance(at, RefundsAt) else ("disputes", at.found.disputes)
    places = [(Place(f"{at.at}.{named}[{index}]"), one) for index, one in enumerate(rows)]
    meant = sorted(((place, one) for place, one in places if one.id in ids), key=lambda row: ids.index(row[1].id))
    text = f"The question goes on from a list of {named}; which of them is meant, it leaves open."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", at.outcome.coverage.account, text, at.ref(named), severity="warning"),
        findings=tuple(
            finding("observation", one.id, f"{place.slot('id')} of {place.slot('amount')}: {place.slot('status')}.")
            for place, one in meant[:_SHOWN]
        ),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again by its id, or by its place: the second one."),),
        limits=(DraftLimit(missing=f"Which of the {named} is meant.", would_settle="Its id, or its place, tells."),),
    )


def _match(one: FlowAt | MatchAt, *, of_customer: bool = False) -> DraftFinding:
    by = f" by {one.slot('customer')}" if of_customer and isinstance(one, MatchAt) and one.match.customer else ""
    text = f"{one.slot('id')} of {one.slot('created')} for {one.slot('amount')}{by}: {state(one)}."
    return finding("observation", _id(one), text)


def _id(one: FlowAt | MatchAt) -> str:
    return one.flow.id if isinstance(one, FlowAt) else one.match.id
