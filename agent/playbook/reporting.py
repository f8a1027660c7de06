"""The playbook's report: the answer of the branch that holds, with everything that stands around it."""

from dataclasses import replace

from agent.playbook import unexplained
from agent.playbook.beyond import beyond_the_record, unheard_or_not
from agent.playbook.bookings import booking_findings
from agent.playbook.branches import Branch
from agent.playbook.case import Case, DisputesAt, FlowAt, HistoryAt, MatchesAt, Place, RefundsAt
from agent.playbook.counted import counted
from agent.playbook.customers import about_customer
from agent.playbook.drafting import Answer
from agent.playbook.escrow import of_time
from agent.playbook.heard import heard
from agent.playbook.languages import not_english
from agent.playbook.limits import limits
from agent.playbook.listed import disputes_of_time, refunds_of_time
from agent.playbook.located import Located
from agent.playbook.locating import locate
from agent.playbook.nearest import listing, nearest, unknown
from agent.playbook.notebook import ACCOUNT_ITSELF, Notebook, Shown
from agent.playbook.notified import events_asked
from agent.playbook.of_accounts import ACCOUNT_BRANCHES, on_account
from agent.playbook.of_accounts import decide as decide_account
from agent.playbook.of_kind import of_kind
from agent.playbook.onward import with_payouts
from agent.playbook.parts import parts_asked
from agent.playbook.passed_on import arrived, owner_of
from agent.playbook.people import nobody, several_people
from agent.playbook.recovery import what_is_left
from agent.playbook.requests import left_undone, requested
from agent.playbook.risky import risk_of_time
from agent.playbook.router import GENERAL, Route
from agent.playbook.several import failed_in_time, several_found, several_known
from agent.playbook.shares import SharesAt, each
from agent.playbook.story import story
from agent.playbook.times import ahead, before_opening, undated
from agent.playbook.transfers import told as share
from agent.playbook.unaddressed import unaddressed
from agent.playbook.unanswered import not_to_be_told, supposed_wrongly
from agent.report import DraftFinding, DraftLimit, ReportDraft
from tools.contract.causes import CauseCode, Verdict
from tools.contract.outcome import FailureCode

_TELLING = {code for code in FailureCode if code.value not in {"bad_arguments", "plan_missing", "budget_spent"}}
"""Failures that say something of Stripe's records or their reading; the others are about the call itself."""

OPEN_MATTERS = {"refunds", "disputes", "bank-debit"}
"""What the general playbook asks of a payment's record before it tells the payment's own state."""
_OF_COMPLAINTS = {"not_recognized"}
"""Branches that answer a complaint, and say nothing where none is made."""

_FINE = {CauseCode.PAID_ONCE, CauseCode.RECOVERED_BY_RETRY}


def report(book: Notebook, branches: tuple[Branch, ...]) -> ReportDraft | None:
    """The report that the evidence carries; None where there is no evidence at all to cite."""
    located = locate(book)
    draft = _told(book, located, branches)
    if draft is None:
        return None
    asked = book.opening.question
    left = unaddressed(asked, located.route.name, draft, book.shown)
    told = [*left_undone(asked, draft), *draft.findings]
    said = (*left, *requested(asked), *not_english(asked), *undated(located.unread_date))
    return draft.model_copy(update={"findings": told, "limits": [*said, *draft.limits]})


def _told(book: Notebook, located: Located, branches: tuple[Branch, ...]) -> ReportDraft | None:
    if located.account is not None:
        return on_account(located.account, ACCOUNT_BRANCHES)
    if located.of_shares and located.shares:
        return _on_shares(located, located.shares[-1])
    history = _history_asked_for(located)
    if located.subject is not None and history is None:
        draft = _on_payment(located.case(located.subject), branches, located.route)
        return draft.model_copy(update={"limits": [*_others(located, located.subject), *draft.limits]})
    answer = _without_payment(book, located) if history is None else about_customer(history)
    if answer is None:
        return None
    wrong = unknown(located, book.shown)
    near = nearest(wrong, book.shown) if wrong else None
    draft = _draft(answer, (near.told,) if near else (), (), [])
    return draft.model_copy(update={"limits": [*draft.limits, *_unseen(draft, book, located, wrong)]})


def _on_shares(located: Located, at: SharesAt) -> ReportDraft:
    """What is said of shares: of a time, or of the one payment that needs somebody first."""
    rows = each(at)
    answer = of_time(at, located.question) if at.of_time or not rows else share(rows[0], located.question)
    drawn = [f"{at.at}.escrow_ageing"] if at.of_time else [f"{at.at}.money_flow"] if rows else []
    return with_payouts(_draft(answer, (), limits([at.outcome]), drawn), located)


def _unseen(draft: ReportDraft, book: Notebook, located: Located, wrong: str | None) -> tuple[DraftLimit, ...]:
    """What was not seen in full of what was read for this question, or of what its answer rests on."""
    if located.nothing_to_read:
        return ()
    beside = listing(wrong, located) if wrong else None
    made = [(call.name, call.input) for call in book.recent]
    cited = {fact.partition(".")[0].partition("[")[0] for one in draft.findings for fact in one.facts}
    asked = {one.label: (one.outcome.tool, one.asked) for one in book.shown if one.outcome.data is not None}
    return limits(
        one.outcome
        for one in book.shown
        if one.label in asked and asked[one.label] != beside and (asked[one.label] in made or one.label in cited)
    )


def _history_asked_for(located: Located) -> HistoryAt | None:
    """The history of a payment's customer, where that is what the question is about."""
    if located.subject is None or located.route.name != "customer":
        return None
    customer = located.subject.flow.customer
    return next((one for one in reversed(located.histories) if one.found.id == customer), None)


def decide(case: Case, branches: tuple[Branch, ...], route: Route) -> tuple[Answer, Branch | None]:
    """The answer of the first branch that holds, and that branch: those of the question's playbook come first.

    What is asked and no record holds is answered before any: what is known otherwise is no answer to it.
    """
    answer = beyond_the_record(case)
    if answer is not None:
        return answer, None
    books = {route.name} if route.name != GENERAL else OPEN_MATTERS
    if case.billed and route.name in {GENERAL, "failed-payment"}:
        books = books | {"subscription"}  # what became of a bill is the answer, and a decline is how it came to that
    own = [one for one in branches if one.books & books and not (route.name == GENERAL and one.name in _OF_COMPLAINTS)]
    for branch in own:
        answer = branch.decide(case)
        if answer is not None:
            return answer, branch
    answer = not_to_be_told(case, route)
    if answer is not None:
        return answer, None
    for branch in branches:
        answer = None if branch.books else branch.decide(case)
        if answer is not None:
            return _as_sure_as_seen(case, answer), branch
    return unexplained.not_decided(case), None


def _as_sure_as_seen(case: Case, answer: Answer) -> Answer:
    """The answer, less sure where something that would change it could not be read."""
    if answer.verdict == Verdict.EXPLAINED and case.stopped is not None and case.unseen_after:
        return answer.less_sure(
            Verdict.LIKELY,
            DraftLimit(
                missing="Whether an attempt came later that left no charge, such as a failed authentication.",
                would_settle="The payment's events would tell, or its page in the Dashboard.",
            ),
        )
    if answer.cause in _FINE and case.flow.withheld("deliveries"):
        return answer.less_sure(
            Verdict.LIKELY,
            DraftLimit(
                missing="Whether the platform was told that the payment succeeded.",
                would_settle="The payment's events would tell, or the webhooks' page in the Dashboard.",
            ),
        )
    return answer


def _as_far_as_heard(case: Case, route: Route, answer: Answer) -> Answer:
    """The answer, less sure where the question asks about an event as well, and nobody may have heard of it."""
    left = unheard_or_not(case) if events_asked(case, route) and answer.cause in _FINE else None
    if left is None:
        return answer
    return replace(answer, verdict=Verdict.LIKELY, next_steps=left.next_steps, limits=(*answer.limits, *left.limits))


def supposed(book: Notebook, branches: tuple[Branch, ...]) -> str | None:
    """The hypothesis that the evidence so far bears out; None while there is none."""
    located = locate(book)
    if located.account is not None:
        of_account = decide_account(located.account, ACCOUNT_BRANCHES)[1]
        return of_account.supposes if of_account else None
    if located.subject is None:
        return None
    branch = decide(located.case(located.subject), branches, located.route)[1]
    return branch.supposes if branch else None


def _others(located: Located, subject: FlowAt) -> list[DraftLimit]:
    """What the question names besides the payment that the report is about."""
    led = [lead for lead in located.leads if lead.startswith("pi_")]
    if not {*located.named.payments, *led} - {subject.flow.id}:
        return []
    missing = f"The question names more than a single payment; this answers for {subject.slot('id')} alone."
    return [DraftLimit(missing=missing, would_settle="Ask about each in a question of its own.")]


def _on_payment(case: Case, branches: tuple[Branch, ...], route: Route) -> ReportDraft:
    answer = _as_far_as_heard(case, route, decide(case, branches, route)[0])
    beside = [one.outcome for one in (case.refunds, case.disputes, case.webhooks) if one is not None]
    outcomes = [case.flow.outcome, *beside, *(search.outcome for search in case.together)]
    asked = booking_findings(case) if route.name in {"booking", "fees"} else ()
    parts = (*parts_asked(case, route), *events_asked(case, route))
    first = (*parts, *supposed_wrongly(case, route), *what_is_left(case), *heard(case, route, answer.cause))
    around = (*asked, *(one for one in story(case) if one not in first))
    drawn = ("payment_tree",) if route.name == "booking" else ()
    exhibits = [f"{case.flow.at}.{kind}" for kind in (*drawn, "payment_flow_analysis")]
    return _draft(answer, around, limits(outcomes), exhibits, first)


def _draft(
    answer: Answer,
    around: tuple[DraftFinding, ...],
    unseen: tuple[DraftLimit, ...],
    exhibits: list[str],
    first: tuple[DraftFinding, ...] = (),
) -> ReportDraft:
    """The report; `first` is what answers the question before its cause does."""
    return ReportDraft(
        verdict=answer.verdict,
        cause=answer.cause,
        party=answer.party,
        findings=[*first, answer.claim, *answer.findings, *around],
        ruled_out=list(answer.ruled_out),
        next_steps=list(answer.next_steps),
        limits=[*answer.limits, *unseen],
        exhibits=exhibits,
    )


def _searched(search: MatchesAt, located: Located) -> Answer:
    if located.named.none and located.route.name == "failed-payment" and search.matches:
        return failed_in_time(search, located.fitting)
    if located.fitting:
        return several_found(search, located.fitting)
    return unexplained.nothing_found(search, searched_otherwise=bool(search.matches))


def _undecided(located: Located) -> Answer | None:
    """The answer where what the question gives may mean several, or nobody and nothing."""
    people = located.unchosen
    if people is not None:
        return several_people(people, located.question) if people.matches else nobody(people)
    known = located.known(located.undecided)
    if known:
        return several_known(known)
    return _searched(located.asked, located) if located.asked is not None else None


def _without_payment(book: Notebook, located: Located) -> Answer | None:
    """The answer where the evidence shows no payment to speak of."""
    answer = _of_no_time(book, located) or _of_time(book, located) or _undecided(located)
    if answer is not None:
        return answer
    if located.histories:
        return about_customer(located.histories[-1])
    failed = [one for one in book.shown if _failed_for(one, located, book)]
    if failed or located.objects:
        return _of_object((failed or located.objects)[-1], located)
    return _of_lists(book)


def _of_time(book: Notebook, located: Located) -> Answer | None:
    """What is said of a whole time: counts, or all refunds or disputes of it."""
    if located.risk_window is not None and located.risks:
        return risk_of_time(located.risks[-1])
    if located.counts and located.counted:
        return counted(located.counted[-1], located.counting or located.question)
    answer = of_kind(book, located)
    if answer is not None:
        return answer
    match located.of_time:
        case RefundsAt() as at:
            return refunds_of_time(at, located.question)
        case DisputesAt() as at:
            return disputes_of_time(at, located.question, located.period.due)
        case None:
            return None


def _of_object(last: Shown, located: Located) -> Answer:
    """What is said of an object that led to no payment, or that could not be read."""
    place = Place(last.label or "")
    if last.outcome.error is not None:
        return unexplained.unreadable(place, last.outcome)
    read = next((one for one in located.objects if owner_of(one.outcome)), last)
    whose = next((one for one in located.objects if (one.outcome.data or {}).get("id") == owner_of(read.outcome)), None)
    account = Place(whose.label or "") if whose is not None else None
    return arrived(Place(read.label or ""), read.outcome, account) or unexplained.no_payment(place, last.outcome)


def _of_no_time(book: Notebook, located: Located) -> Answer | None:
    """The answer where the time that the question names has no record."""
    if located.span is not None and located.span.ahead:
        listed = [one for one in book.shown if one.label]
        return ahead(located.span.words, Place(listed[-1].label or ""), listed[-1].outcome) if listed else None
    return before_opening(located, book.shown)


def _failed_for(one: Shown, located: Located, book: Notebook) -> bool:
    """Whether a read failed that was made for this question, or for what it names."""
    error = one.outcome.error
    if not one.label or error is None or error.code not in _TELLING or one.asked.get("id") == ACCOUNT_ITSELF:
        return False
    if one.asked.get("id") in {owner_of(held.outcome) for held in located.objects}:
        return False  # whose account something arrived on is told beside it
    named = {*located.named.payments, *located.named.objects, *located.named.people}
    sought = {value for value in one.asked.values() if isinstance(value, str)}
    return bool(named & sought) or any(
        call.name == one.outcome.tool and call.input == one.asked for call in book.recent
    )


def _of_lists(book: Notebook) -> Answer | None:
    """The answer where the question names nothing that was found or missed."""
    listed = book.of("list_objects")
    read = [one for one in book.shown if one.label and one.outcome.data is not None and not one.outcome.reference]
    if not listed and not read:
        return None
    last = (listed or read)[-1]
    told = unexplained.which_payment if listed else unexplained.not_answered
    return told(Place(last.label or ""), last.outcome)
