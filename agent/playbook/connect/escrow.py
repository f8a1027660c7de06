"""What is held and what went out in a time: of one provider, or of the whole platform."""

from agent.playbook.connect.escrow_sums import counts, owed_in_all, owed_to, partial, sums, when
from agent.playbook.connect.late import LATE, asked_of_late, late_first
from agent.playbook.connect.mending import claimed, mends
from agent.playbook.connect.shares import ShareAt, SharesAt
from agent.playbook.connect.transfers import cause_of, told
from agent.playbook.payment.case import Place
from agent.playbook.router.reading import read
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, Severity
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.providers import ProviderAccount

_SHOWN = 12
_STEPS = 3
_BY_RULE = "Nothing needs to be done: what is held is held by the rule."
_QUIET = frozenset({"released", "with_charge", "on_connected_account", "nothing_due"})
_UNSENT = LATE | {"held", "due"}
_OF_SUMS = frozenset({"owed", "held"})


def of_time(at: SharesAt, question: str) -> Answer:
    """The answer about a time: whom it is of, what it comes to, and each share that needs somebody."""
    subject = at.found.provider.provider if at.found.provider else at.outcome.coverage.account
    if not at.found.bookings:
        return _none(at, subject)
    rows = late_first(at, question)
    shown = [one for one in rows if one.one.state not in _QUIET] or rows
    summed = any("owed_total" in fact for one in asked_in_sum(at, question) for fact in one.facts)
    findings = [
        *sums(at, subject),
        *_account(at),
        *owed_to(at, subject, summed),
        *(_row(one) for one in shown[:_SHOWN]),
    ]
    limits = (*_limits(at), *((_MORE,) if len(shown) > _SHOWN and not at.cut else ()))
    worst = rows[0]
    if worst.one.state not in {"held", "due", "released_late", *_QUIET}:
        return _amiss(rows, question, findings, limits)
    duties = tuple(step for one in rows if (step := claimed(one)) is not None)[:_STEPS]
    waits = " Some of it is held until a dispute is answered or a review decided." if duties else ""
    if isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, subject, [at.evidence]), Proven):
        return Answer(
            verdict=Verdict.NO_ISSUE,
            cause=CauseCode.NO_FAULT_FOUND,
            party=Party.NONE,
            claim=finding("cause", subject, f"{when(at)}: {counts(at)} {_in_order_as_far(at)}{waits}"),
            findings=tuple(findings[1:]),
            next_steps=duties or (action(A.NO_ACTION, None, _BY_RULE),),
            limits=limits,
        )
    return _in_part(at, subject, findings, limits)


def _in_order_as_far(at: SharesAt) -> str:
    provider = at.found.provider
    if provider is None or provider.account is not None:
        return "Nothing is late, and nothing is amiss."
    return "Nothing is late; whether it went to the provider's own account can't be told, as that is not settled."


def drawn(at: SharesAt, question: str) -> list[str]:
    """What is drawn of a time: what waits, by its age, and where the question is of what is owed, to whom it is."""
    signs = read(question).signs
    of_all = "owed" in signs or ("held" in signs and "late" not in signs)
    kinds = ["escrow_ageing", *(["owed_providers"] if of_all and at.found.owed_to else [])]
    return [f"{at.at}.{kind}" for kind in kinds]


def asked_in_sum(at: SharesAt, question: str) -> tuple[DraftFinding, ...]:
    """What is held or owed in all, where that is asked and all of it was read: it answers before the cause does."""
    late = asked_of_late(at, question)
    asks = at.of_time and not _OF_SUMS.isdisjoint(read(question).signs)
    if not asks or not at.found.owed_total or partial(at):
        return late
    subject = at.found.provider.provider if at.found.provider else at.outcome.coverage.account
    return (*late, finding("total", subject, owed_in_all(at, at.sums("owed_total"))))


def to_send(at: SharesAt) -> list[DraftFinding]:
    """What the platform has still to send to one provider, where all of it was read."""
    if partial(at) or at.found.provider is None:
        return []
    owed, late = at.sums("owed_total"), at.sums("overdue_total")
    since = f"of payments since {at.slot('charged_since')}" if at.found.charged_since else "of the time that was read"
    unruled = [one for one in at.found.bookings if one.state in _UNSENT and one.expected is None]
    if unruled and not owed:
        text = f"Still held for the provider, {since}: bookings {at.slot('held_count')}, late ones "
        text += f"{at.slot('overdue_count')}; how much is theirs of these no rule says."
        return [finding("total", at.found.provider.provider, text, at.ref("held_count"))]
    text = f"Still to be sent to the account by the rule, {since}: {owed}" if owed else (
        f"Nothing is still to be sent to the account, {since}: bookings held {at.slot('held_count')}")  # fmt: skip
    short = at.sums("short_total")
    text += f", of which late {late}" if late else ""
    text += f", and lacking of what was sent wrongly {short}." if short else "."
    return [finding("total", at.found.provider.provider, text, at.ref("owed_total"))]


def _amiss(rows: list[ShareAt], question: str, findings: list[DraftFinding], limits: tuple[DraftLimit, ...]) -> Answer:
    """The share that needs somebody first is the answer's cause; what else there is stands beside it."""
    worst = rows[0]
    answer = told(worst, question)
    of_others = {cause_of(one, question) for one in rows[1:]}
    claim = _named(worst, answer.claim)
    rest = [one for one in findings if one.subject != worst.one.id]
    steps = [step for one in rows[:_STEPS] if (step := mends(one)) is not None]
    return Answer(
        verdict=answer.verdict,
        cause=answer.cause,
        party=answer.party,
        claim=claim,
        findings=(*rest, *(one for one in answer.findings if one.subject != worst.one.id)),
        ruled_out=tuple(one for one in answer.ruled_out if one.cause not in of_others),
        next_steps=tuple(steps) or answer.next_steps,
        limits=(*answer.limits, *limits),
    )


def _named(worst: ShareAt, claim: DraftFinding) -> DraftFinding:
    """The claim of the worst of several shares, which says of which booking it is."""
    named = worst.slot("booking") if worst.has("booking") else worst.slot("id")
    return finding(claim.kind, claim.subject, f"{named}: {claim.text}", *claim.facts, severity=claim.severity)


def _account(at: SharesAt) -> list[DraftFinding]:
    """Whose account it is, how that was found, and what it holds."""
    provider = at.found.provider
    if provider is None:
        return []
    found: list[DraftFinding] = []
    if provider.account is not None:
        way = at.slot("provider.way")
        text = f"The account of {at.slot('provider.provider')} is {at.slot('provider.account')}, found by {way}."
        found.append(finding("observation", provider.provider, text))
    for number, one in enumerate(provider.candidates if provider.match == "several" else []):
        place = Place(f"{at.at}.provider.candidates[{number}]")
        ways = ", ".join(place.slot(f"ways[{way}]") for way in range(len(one.ways)))
        text = f"{place.slot('id')} may be the provider's account: it was found by {ways}."
        found.append(finding("observation", one.id, text, place.ref("ways"), severity="warning"))
    available, pending = at.sums("account_available"), at.sums("account_pending")
    if available:
        text = f"On the provider's account {available} is available"
        text += f", and {pending} is pending." if pending else "."
        below = any(one.minor < 0 for one in at.found.account_available)
        text += " It is negative: it takes what is sent to it until it is even, before any payout." if below else ""
        found.append(finding("total", provider.provider, text, severity="warning" if below else "info"))
    return found


def _row(at: ShareAt) -> DraftFinding:
    one = at.one
    severity: Severity = "info" if one.state in {"held", "due", *_QUIET} else "warning"
    grave = one.state in LATE and not at.presumes
    booking = f"{at.slot('booking')}: " if one.booking else ""
    share = f", {at.slot('expected')} by the rule" if one.expected else ""
    hold = f" ({at.slot('hold')})" if one.hold else ""
    due = f", {'presumably ' if at.presumes else ''}due {at.slot('due')}" if one.due else ""
    late = f", late since {at.slot('late_after')}, by {at.slot('overdue')}" if one.overdue else ""
    went = f", sent {at.slot('sent')}" if one.sent else ""
    off = f", difference {at.slot('difference')}" if one.difference and one.difference.minor else ""
    text = f"{booking}{at.slot('state')}{hold}: {at.slot('captured')} captured{share}{due}{went}{off}{late}."
    return finding("observation", one.id, text, severity="critical" if grave else severity)


_NO_SUMS = DraftLimit(
    missing="What was earned, sent and is still held in all: not all that the sums are of could be read.",
    would_settle="What is named here as not seen in full; where it is only too much at once, a shorter time.",
)
_GOES_ON = DraftLimit(
    missing="What lies beyond how far one reading goes: there is more than it holds.",
    would_settle="Go on in this thread, as with: and the next? A shorter time, or one provider, is read whole.",
)
_MORE = DraftLimit(
    missing="The rest of them: only those that need somebody first are shown here.",
    would_settle="The evidence holds more; a narrower time, or one booking, shows them.",
)


def _limits(at: SharesAt) -> tuple[DraftLimit, ...]:
    provider, found = at.found.provider, list[DraftLimit]()
    if provider is not None and provider.match != "found":
        found.append(_unsettled(at, provider))
    elif provider is not None and not provider.agreed:
        found.append(
            DraftLimit(
                missing="Whether the account is the right one beyond doubt: other ways led to other accounts as well.",
                would_settle="An entry under providers in the settings says whose account it is.",
            )
        )
    if at.found.after is not None:
        found.append(_GOES_ON)
    if partial(at):
        found.append(_NO_SUMS)
    return tuple(found)


def _unsettled(at: SharesAt, provider: ProviderAccount) -> DraftLimit:
    """That it is not known whose account is the provider's, or that it may not be read, with what would help."""
    held = "Whether what was sent went to the provider's own account"
    named = "An entry under providers in the settings says which account is the provider's."
    match provider.match:
        case "several":
            ids = " and ".join(at.slot(f"provider.candidates[{one}].id") for one in range(len(provider.candidates)))
            why = f"{ids} may each be that, and nothing decides between them"
            return DraftLimit(missing=f"{held}: {why}, so that no destination could be held against it.",
                              would_settle=named)  # fmt: skip
        case "not_allowed":
            whose = f"The provider's own account, {at.slot('provider.account')}, may not be read here"
            listing = f"Add it to the setting connected of the account {at.slot('coverage.account')}, and ask again."
            return DraftLimit(missing=f"{whose}: what it holds, and what became of its money.", would_settle=listing)
        case _:
            why = "neither payments nor accounts nor settings lead to an account"
            return DraftLimit(missing=f"{held}: {why}.", would_settle=named)


def _none(at: SharesAt, subject: str) -> Answer:
    text = f"{when(at)}: no payment of that time has a share of a provider (bookings {at.slot('booking_count')})."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding("absence", subject, text, at.ref("bookings"), severity="warning"),
        findings=tuple(_account(at)),
        next_steps=(action(A.CHECK_REFERENCE, None, "Check the provider's id, or ask again for another time."),),
        limits=_limits(at),
    )


def _in_part(at: SharesAt, subject: str, findings: list[DraftFinding], limits: tuple[DraftLimit, ...]) -> Answer:
    text = f"{when(at)}: not all could be read, so that no sums are given; what was read is told below."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", subject, text, severity="warning"),
        findings=tuple(findings),
        next_steps=(action(A.CHECK_REFERENCE, None, "Ask again for a shorter time, or about one provider."),),
        limits=limits,
    )
