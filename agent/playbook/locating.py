"""What came back, parsed: each tool's outcomes in their order, and the playbook that the question takes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import JsonValue, ValidationError

from agent.playbook.asked.ranges import between
from agent.playbook.asked.references import References, references
from agent.playbook.asked.windows import Span, month_alone, span, unread_date
from agent.playbook.asked.zones import zone_meant, zone_words
from agent.playbook.changes.asked import night
from agent.playbook.connect.accounts import AccountAt, side
from agent.playbook.connect.fleet import Fleet, fleet, gone_on
from agent.playbook.connect.shares import BOOKS, SharesAt
from agent.playbook.following import gone_on_from, kind, listing, measured
from agent.playbook.lists.counted import MetricsAt
from agent.playbook.lists.people import CustomersAt
from agent.playbook.lists.periods import Period, period
from agent.playbook.lists.programmes import RiskAt
from agent.playbook.located import Located
from agent.playbook.metrics.asked import Asked, metrics_route
from agent.playbook.metrics.before import without_target
from agent.playbook.metrics.found import HealthAt, TableAt
from agent.playbook.notebook import ACCOUNT_ITSELF, Notebook
from agent.playbook.payment.case import (
    DisputesAt,
    EntryAt,
    FlowAt,
    HistoryAt,
    MatchesAt,
    RefundsAt,
    WebhooksAt,
)
from agent.playbook.router import Route, route
from agent.thread.evidence import Evidence
from agent.thread.opening import Opening
from tools.contract.escrow import EscrowStatus
from tools.contract.figures import FigureTable, Health
from tools.contract.history import CustomerHistory, CustomerMatches, DisputeFile, RefundStatus, WebhookDeliveries
from tools.contract.metrics import PaymentMetrics
from tools.contract.outcome import FailureCode, Outcome
from tools.contract.payment import PaymentFlow, PaymentMatches
from tools.contract.payouts import ProviderPayouts
from tools.contract.record import Record
from tools.contract.reference import CodeEntries
from tools.contract.risk import RiskOverview


def locate(book: Notebook) -> Located:
    """The evidence of a notebook, parsed; a result that is not what its tool promises counts for nothing."""
    opening, of_all = book.opening, fleet(book.opening.question, book.before.questions)
    begun = of_all or _of_shares(opening.question, book.before.questions)
    if begun is not None:
        opening = opening.model_copy(update={"question": begun.question})
    named, now = references(opening.question), _moment(opening.now)
    measuring, route, read_of, zone = _asked(book, opening, named, now)
    located = Located(
        named=named,
        route=route,
        now=now,
        span=read_of.span,
        period=read_of,
        unread_date=unread_date(opening.question, opening.now, opening.zone),
        question=opening.question,
        before=book.before,
        evidence=tuple(_evidence(book)),
        refunds=_read(book, RefundsAt, "refund_status", RefundStatus),
        disputes=_read(book, DisputesAt, "dispute_file", DisputeFile),
        webhooks=_read(book, WebhooksAt, "webhook_deliveries", WebhookDeliveries),
        histories=_read(book, HistoryAt, "customer_history", CustomerHistory),
        metrics=_read(book, MetricsAt, "payment_metrics", PaymentMetrics),
        risks=_read(book, RiskAt, "risk_overview", RiskOverview),
        people=_read(book, CustomersAt, "customer_history", CustomerMatches),
        accounts=tuple(
            AccountAt(at, found, outcome, opening.question, side(opening.question, route.name), read_of.span)
            for at, found, outcome in _of(book, "provider_payouts", ProviderPayouts)
        ),
        shares=_read(book, SharesAt, "escrow_status", EscrowStatus),
        listed=tuple(book.of("list_objects")),
        fleet=of_all,
        further=begun.times if begun is not None and of_all is None else 0,
        clock="" if zone == opening.zone else zone,
        measuring=measuring,
        healths=_read(book, HealthAt, "payment_health", Health),
        tables=_read(book, TableAt, "payment_metrics", FigureTable),
        flows=tuple(_latest(_read(book, FlowAt, "payment_flow", PaymentFlow))),
        searches=_read(book, MatchesAt, "find_payments", PaymentMatches),
        objects=tuple(one for one in book.of("get_object") if one.asked.get("id") != ACCOUNT_ITSELF),
        entries=tuple(_entries(book)),
        refused=_all_refused([one.outcome for one in book.shown if one.outcome.tool != "list_objects"]),
    )
    return located.followed_up()


def _asked(
    book: Notebook, opening: Opening, named: References, now: datetime | None
) -> tuple[Asked | None, Route, Period, str]:
    """What is asked of the metrics, if anything is; the playbook that the question takes; the time to be read, and by
    which zone's days.
    """
    given = _time(opening, opening.question, zone_meant(opening.question, opening.zone), book.before.questions)
    *earlier, _ = gone_on_from(opening.question, book.before, timed=given is not None)
    zone = zone_meant(opening.question, opening.zone, earlier)
    given = _time(opening, opening.question, zone, book.before.questions)
    measuring = measured(opening.question, book.before, named, timed=given is not None)
    if measuring is not None:
        given = _time_of_figures(opening, opening.question, zone, book.before.questions)
    if given is None and (measuring or zone_words(opening.question)):
        said = range(len(earlier) - 1, -1, -1)
        times = (_time_of_figures(opening, earlier[at], zone, earlier[:at]) for at in said)
        given = next((one for one in times if one is not None), None)
    if measuring is not None and measuring.changes and now is not None:
        dark = night(opening.question, now, zone)
        given = Span(dark, "last night", ahead=False) if dark else given
    taken = metrics_route(opening.question) if measuring else kind(opening.question, book.before)
    whose_list = listing(opening.question, book.before, timed=given is not None) if named.none else opening.question
    measuring = replace(measuring, zone=zone, own=opening.zone, declined=_declined(book)) if measuring else None
    return measuring, taken, period(whose_list, named, taken, given, now, first=not book.before.questions), zone


def _time_of_figures(opening: Opening, question: str, zone: str, earlier: Sequence[str]) -> Span | None:
    """The time that figures are asked of, and not the one that they are to be held against."""
    alone = without_target(question)
    return _time(opening, alone, zone, earlier) or month_alone(alone, opening.now, zone)


def _declined(book: Notebook) -> tuple[tuple[Mapping[str, JsonValue], str], ...]:
    """What this question asked of the metrics and can't be told, with what it was asked of that they don't carry."""
    made = [call.input for call in book.recent if call.name == "payment_metrics"]
    asked = ((one.asked, one.outcome.error) for one in book.shown if one.asked in made)
    refused = ((call, error.message) for call, error in asked if error and error.parameter in ("where", "by"))
    names = ((call, message, [*_named(call.get("where")), *_named(call.get("by"))]) for call, message in refused)
    return tuple((call, name) for call, message, each in names for name in each if f"'{name}'" in message)


def _named(asked: JsonValue) -> list[str]:
    return [str(one) for one in asked] if isinstance(asked, dict | list) else []


def _time(opening: Opening, question: str, zone: str, earlier: Sequence[str]) -> Span | None:
    """The time that a question names, by the days of a zone."""
    return between(question, opening.now, zone) or span(question, opening.now, zone, earlier)


def _of_shares(question: str, earlier: Sequence[str]) -> Fleet | None:
    """The question about shares that this one goes on with; null for any other, and for one that is the first."""
    begun = gone_on(question, earlier)
    return begun if begun is not None and begun.times and route(begun.question).name in BOOKS else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _evidence(book: Notebook) -> Iterator[Evidence]:
    for one in book.shown:
        if one.label:
            yield Evidence(number=int(one.label[1:]), call_id="", outcome=one.outcome)


_R = TypeVar("_R", bound=Record)
_A = TypeVar("_A")


def _read(book: Notebook, make: Callable[[str, _R, Outcome], _A], tool: str, kind: type[_R]) -> tuple[_A, ...]:
    """What each result of a tool says, at its place; none of one that isn't of this kind."""
    return tuple(make(at, found, outcome) for at, found, outcome in _of(book, tool, kind))


def _of(book: Notebook, tool: str, kind: type[_R]) -> Iterator[tuple[str, _R, Outcome]]:
    for one in book.of(tool):
        try:
            yield one.label or "", kind.from_json(one.outcome.data), one.outcome
        except ValidationError:
            continue


def _latest(flows: Iterable[FlowAt]) -> list[FlowAt]:
    return list({flow.flow.id: flow for flow in flows}.values())


def _entries(book: Notebook) -> Iterator[EntryAt]:
    for one in book.of("explain_code"):
        try:
            found = CodeEntries.from_json(one.outcome.data)
        except ValidationError:
            continue
        for index, entry in enumerate(found.entries):
            yield EntryAt(f"{one.label}.entries[{index}]", entry)


def _all_refused(outcomes: list[Outcome]) -> bool:
    codes = [outcome.error.code if outcome.error else None for outcome in outcomes]
    return bool(codes) and all(code == FailureCode.BAD_ARGUMENTS for code in codes)
