"""The playbook's report: the answer of the branch that holds, with everything that stands around it."""

from dataclasses import replace

from agent.playbook.asked.languages import not_english
from agent.playbook.asked.requests import left_undone, requested
from agent.playbook.changes.daily import daily_draft
from agent.playbook.connect.elsewhere import not_where_asked, placed
from agent.playbook.connect.escrow import asked_in_sum, drawn, of_time
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES, on_account
from agent.playbook.connect.of_accounts import decide as decide_account
from agent.playbook.connect.onward import beyond_shares, stopped, with_payouts, with_shares
from agent.playbook.connect.shares import SharesAt, each
from agent.playbook.connect.standing import with_standing
from agent.playbook.connect.sweep import on_all
from agent.playbook.connect.transfers import told as share
from agent.playbook.lists.customers import about_customer
from agent.playbook.lists.nearest import listing, nearest, unknown
from agent.playbook.lists.of_times import without_payment
from agent.playbook.lists.of_whole_times import continued
from agent.playbook.lists.times import undated, untimed
from agent.playbook.located import Located
from agent.playbook.locating import locate
from agent.playbook.metrics.answer import measured
from agent.playbook.metrics.call import made
from agent.playbook.notebook import Notebook
from agent.playbook.payment import unexplained
from agent.playbook.payment.beyond import beyond_the_record, unheard_or_not
from agent.playbook.payment.bookings import beside, booking_findings, fee_findings, receipt_asked, receipt_beside
from agent.playbook.payment.branches import Branch
from agent.playbook.payment.case import Case, FlowAt, HistoryAt
from agent.playbook.payment.claimed import told_apart
from agent.playbook.payment.doubled import charged_once
from agent.playbook.payment.duties import with_duties
from agent.playbook.payment.heard import heard, with_repairs
from agent.playbook.payment.notified import events_asked
from agent.playbook.payment.parts import parts_asked
from agent.playbook.payment.recovery import made_good, sibling_findings, what_is_left
from agent.playbook.payment.story import of_payment, story
from agent.playbook.payment.unanswered import not_to_be_told, supposed_wrongly, unless_promised
from agent.playbook.router import GENERAL, Name, Route, Taken
from agent.playbook.unaddressed import unaddressed
from agent.playbook.writing.drafting import Answer
from agent.playbook.writing.limits import limits
from agent.report import DraftFinding, DraftLimit, ReportDraft
from agent.thread.evidence import Evidence
from tools.contract.causes import CauseCode, Verdict

OPEN_MATTERS: frozenset[Name] = frozenset({"refunds", "disputes", "bank-debit"})
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
    said = (*left, *requested(asked), *not_english(asked), *undated(located.unread_date), *untimed(located))
    left = {one.missing: one for one in (*said, *draft.limits)}
    return draft.model_copy(update={"findings": told, "limits": [*left.values()]})


def _told(book: Notebook, located: Located, branches: tuple[Branch, ...]) -> ReportDraft | None:
    return _of_providers(located) or _of_payments(book, located, branches)


def _of_providers(located: Located) -> ReportDraft | None:
    if located.sweep is not None:
        return _draft(on_all(located.sweep), (), (), [])
    if located.account is not None:
        return with_shares(on_account(located.account, ACCOUNT_BRANCHES), located)
    if located.of_shares and located.shares:
        return _on_shares(located, located.shares[-1])
    return None


def _of_payments(book: Notebook, located: Located, branches: tuple[Branch, ...]) -> ReportDraft | None:
    def why(flow: FlowAt) -> Answer:
        return decide(Case(flow, entries=located.entries, evidence=located.evidence), branches, located.route)[0]

    if located.measuring is not None and located.measuring.daily:
        return daily_draft(_of_day(located), why)
    figures = measured(located, why)
    if figures is not None:
        draft = _draft(figures[0], (), (), figures[1])
        return draft.model_copy(update={"limits": [*draft.limits, *_unseen(draft, book, located, None)]})
    history = _history_asked_for(located)
    if located.subject is not None and history is None:
        draft = _on_payment(located.case(located.subject), branches, located)
        return draft.model_copy(update={"limits": [*_others(located, located.subject), *draft.limits]})
    answer = without_payment(book, located) if history is None else about_customer(history, located.disputes)
    if answer is None:
        return None
    wrong = unknown(located, book.shown)
    near = nearest(wrong, book.shown) if wrong else None
    draft = _draft(answer, (near.told,) if near else (), (), [])
    return draft.model_copy(update={"limits": [*draft.limits, *_unseen(draft, book, located, wrong)]})


def _of_day(located: Located) -> list[Evidence]:
    """The evidence of the day that is summed up: an earlier question's of another time is none of it."""
    calls = located.measuring.calls(located.window, located.now) if located.measuring else []
    return [
        item
        for item in located.evidence
        if item.outcome.tool == "payment_flow" or any(made(one, item) for one in calls)
    ]


def _on_shares(located: Located, at: SharesAt) -> ReportDraft:
    """What is said of shares: of a time, or of the one payment that needs somebody first."""
    rows = each(at)
    answer = of_time(at, located.question) if at.of_time or not rows else share(rows[0], located.question)
    account = beyond_shares(located, at) or stopped(located, answer)
    if account is not None:
        return account
    shown = drawn(at, located.question) if at.of_time else [f"{at.at}.money_flow"] if rows else []
    first = asked_in_sum(at, located.question)
    draft = _draft(answer, (), limits([at.outcome]), shown, first)
    return with_payouts(with_standing(draft, located, at), located)


def _unseen(draft: ReportDraft, book: Notebook, located: Located, wrong: str | None) -> tuple[DraftLimit, ...]:
    """What was not seen in full of what was read for this question, or of what its answer rests on."""
    if located.nothing_to_read:
        return ()
    beside = listing(wrong, located) if wrong else None
    made = [(call.name, call.input) for call in book.recent]
    cited = {fact.partition(".")[0].partition("[")[0] for one in draft.findings for fact in one.facts}
    asked = {one.label: (one.outcome.tool, one.asked) for one in book.shown if one.outcome.data is not None}
    asked = {label: call for label, call in asked.items() if label not in continued(located)}
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
    books = _looked_into(route)
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


def _looked_into(route: Route) -> set[Taken]:
    """The playbooks whose matters may answer. Where it may be asked how often money was taken, a refund or a dispute
    answers only if the question may be about that as well.
    """
    if route.name != GENERAL:
        return {route.name}
    return {*route.between} if "duplicate-charge" in route.between else {*OPEN_MATTERS}


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


def _on_payment(case: Case, branches: tuple[Branch, ...], located: Located) -> ReportDraft:
    route = located.route
    answer = placed(case, decide(case, branches, route)[0], located.objects)
    answer = with_duties(_as_far_as_heard(case, route, answer), case.flow)
    around_it = [one.outcome for one in (case.refunds, case.disputes, case.webhooks) if one is not None]
    outcomes = [case.flow.outcome, *around_it, *(search.outcome for search in case.together)]
    of_booking = booking_findings(case) if route.name == "booking" else receipt_beside(case)
    of_booking = fee_findings(case, answer.cause) if route.name == "fees" else of_booking
    answer, asked = beside(unless_promised(case, route, answer), of_booking)
    answer, receipt = receipt_asked(case, with_repairs(case, route, answer))
    parts = (*parts_asked(case, route), *events_asked(case, route))
    absent = (*supposed_wrongly(case, route), *charged_once(case, answer))
    first = (*not_where_asked(case), *absent, *receipt, *heard(case, route, answer.cause), *what_is_left(case), *parts)
    told = (of_payment(case.flow), *sibling_findings(case)) if absent or receipt else story(case)
    apart = told_apart(case, answer)
    asked = () if receipt else asked
    around = tuple(one for one in (*asked, *told) if one not in first and (one in asked or one.subject != apart))
    drawn = ("payment_tree",) if route.name == "booking" else ()
    shown = () if absent or receipt else (*drawn, "payment_flow_analysis")
    good = [one for one in case.others if one.flow.id in made_good(case)] if shown else []
    exhibits = [f"{case.flow.at}.{kind}" for kind in shown] + [f"{one.at}.payment_flow_analysis" for one in good]
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
