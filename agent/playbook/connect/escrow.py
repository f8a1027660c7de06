"""What is held and what went out in a time: of one provider, or of the whole platform."""

from agent.playbook.connect.shares import ShareAt, SharesAt, each
from agent.playbook.connect.transfers import told
from agent.playbook.router.reading import read
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, Severity
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode as A
from tools.contract.causes import CauseCode, Party, Verdict

_SHOWN = 12
_OWED = 8
_STEPS = 3
_QUIET = frozenset({"released", "with_charge", "on_connected_account", "nothing_due"})
_LATE = frozenset({"missing", "leg_missing"})
_OF_LATE = frozenset({"owed", "late"})
_STEP = {
    "missing": A.CREATE_TRANSFER,
    "leg_missing": A.CREATE_TRANSFER,
    "wrong_amount": A.ADJUST_TRANSFER,
    "partial": A.ADJUST_TRANSFER,
    "wrong_destination": A.REVERSE_TRANSFER,
    "duplicate": A.REVERSE_TRANSFER,
    "refunded_since": A.REVERSE_TRANSFER,
    "fee_wrong": A.CORRECT_FEE_RULE,
}


def of_time(at: SharesAt, question: str) -> Answer:
    """The answer about a time: whom it is of, what it comes to, and each share that needs somebody."""
    subject = at.found.provider.provider if at.found.provider else at.outcome.coverage.account
    if not at.found.bookings:
        return _none(at, subject)
    rows = _in_order(at, question)
    shown = [one for one in rows if one.one.state not in _QUIET] or rows
    findings = [*_sums(at, subject), *_account(at), *_owed(at, subject), *(_row(one) for one in shown[:_SHOWN])]
    limits = (*_limits(at), *((_MORE,) if len(shown) > _SHOWN else ()))
    worst = rows[0]
    if worst.one.state not in {"held", "due", "released_late", *_QUIET}:
        return _amiss(rows, question, findings, limits)
    if isinstance(judge_apart(CauseCode.NO_FAULT_FOUND, subject, [at.evidence]), Proven):
        return Answer(
            verdict=Verdict.NO_ISSUE,
            cause=CauseCode.NO_FAULT_FOUND,
            party=Party.NONE,
            claim=finding("cause", subject, f"{_when(at)}: {_counts(at)} Nothing is late, and nothing is amiss."),
            findings=tuple(findings[1:]),
            next_steps=(action(A.NO_ACTION, None, "Nothing needs to be done: what is held is held by the rule."),),
            limits=limits,
        )
    return _in_part(at, subject, findings, limits)


def to_send(at: SharesAt) -> list[DraftFinding]:
    """What the platform has still to send to one provider, where all of it was read."""
    if _partial(at) or at.found.provider is None:
        return []
    owed, late = at.sums("owed_total"), at.sums("overdue_total")
    since = f"of payments since {at.slot('charged_since')}" if at.found.charged_since else "of the time that was read"
    text = f"Still to be sent to the account by the rule, {since}: {owed}" if owed else (
        f"Nothing is still to be sent to the account, {since}: bookings held {at.slot('held_count')}")  # fmt: skip
    text += f", of which late {late}." if late else "."
    return [finding("total", at.found.provider.provider, text, at.ref("owed_total"))]


def _when(at: SharesAt) -> str:
    whose = f", of {at.slot('provider.provider')}" if at.found.provider else ""
    until = f" until {at.slot('until')}" if at.found.until else ""
    return f"In escrow from {at.slot('since')}{until}{whose}"


def _counts(at: SharesAt) -> str:
    return (
        f"bookings {at.slot('booking_count')}, held {at.slot('held_count')}, late and not sent "
        f"{at.slot('overdue_count')}, otherwise amiss {at.slot('wrong_count')}, sent {at.slot('released_count')}, of "
        f"those late {at.slot('late_count')}."
    )


def _in_order(at: SharesAt, question: str) -> list[ShareAt]:
    """The shares, those first that need somebody most; asked of what is owed or late, those that were not sent."""
    rows = each(at)
    if _OF_LATE.isdisjoint(read(question).signs):
        return rows
    return sorted(rows, key=lambda one: one.one.state not in _LATE)


def _amiss(rows: list[ShareAt], question: str, findings: list[DraftFinding], limits: tuple[DraftLimit, ...]) -> Answer:
    """The share that needs somebody first is the answer's cause; what else there is stands beside it."""
    worst = rows[0]
    answer = told(worst, question)
    rest = [one for one in findings if one.subject != worst.one.id]
    steps = [step for one in rows[:_STEPS] if (step := _step(one)) is not None]
    return Answer(
        verdict=answer.verdict,
        cause=answer.cause,
        party=answer.party,
        claim=answer.claim,
        findings=(*rest, *(one for one in answer.findings if one.subject != worst.one.id)),
        ruled_out=answer.ruled_out,
        next_steps=tuple(steps) or answer.next_steps,
        limits=(*answer.limits, *limits),
    )


def _step(at: ShareAt) -> DraftStep | None:
    code = _STEP.get(at.one.state)
    if code is None:
        return None
    whole = at.one.state == "missing" and at.has("expected") and at.has("booking")
    text = f"Send {at.slot('expected')} for {at.slot('booking')} to its provider, out of its charge." if whole else None
    return action(code, at.one.id, text)


def _sums(at: SharesAt, subject: str) -> list[DraftFinding]:
    """Counts, sums by the rule, how long it took, and what falls due next; only of what was read whole."""
    if _partial(at):
        return []
    told_ = [f"{_when(at)}: {_counts(at)}"]
    names = {
        "earned_total": "Earned by the rule",
        "held_total": "Held and not late",
        "overdue_total": "Late and not sent",
        "released_total": "Sent",
        "reversed_total": "Taken back",
    }
    sums = [f"{said}: {sums}." for name, said in names.items() if (sums := at.sums(name))]
    told_ += [" ".join(sums)] if sums else []
    if at.found.lags is not None:
        after = f"; after it was due, in the median {at.slot('lags.median_after_due')}" if (
            at.found.lags.median_after_due) else ""  # fmt: skip
        told_.append(
            f"From charge to transfer a share took {at.slot('lags.median_held')} in the median, at most "
            f"{at.slot('lags.longest_held')}{after} (shares sent: {at.slot('lags.count')})."
        )
    if at.found.next_due is not None:
        told_.append(f"The next share falls due at {at.slot('next_due')}.")
    return [finding("total", subject, text) for text in told_]


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
    available, pending = at.sums("account_available"), at.sums("account_pending")
    if available:
        text = f"On the provider's account {available} is available"
        text += f", and {pending} is pending." if pending else "."
        found.append(finding("total", provider.provider, text))
    return found


def _owed(at: SharesAt, subject: str) -> list[DraftFinding]:
    """Whom the platform owes what."""
    if _partial(at):
        return []
    found: list[DraftFinding] = []
    for index, one in enumerate(at.found.owed_to[:_OWED]):
        place = f"owed_to[{index}]"
        owed = " and ".join(at.slot(f"{place}.owed[{number}]") for number, _ in enumerate(one.owed))
        late = " and ".join(at.slot(f"{place}.overdue[{number}]") for number, _ in enumerate(one.overdue))
        text = f"Owed to {at.slot(f'{place}.provider')}: {owed}" + (f", of which late {late}." if late else ".")
        found.append(finding("total", subject, text, severity="warning" if late else "info"))
    return found


def _row(at: ShareAt) -> DraftFinding:
    one = at.one
    severity: Severity = "info" if one.state in {"held", "due", *_QUIET} else "warning"
    grave = one.state in _LATE and not at.presumes
    booking = f"{at.slot('booking')}: " if one.booking else ""
    share = f", {at.slot('expected')} by the rule" if one.expected else ""
    hold = f" ({at.slot('hold')})" if one.hold else ""
    due = f", {'presumably ' if at.presumes else ''}due {at.slot('due')}" if one.due else ""
    late = f", late by {at.slot('overdue')}" if one.overdue else ""
    went = f", sent {at.slot('sent')}" if one.sent else ""
    off = f", difference {at.slot('difference')}" if one.difference and one.difference.minor else ""
    text = f"{booking}{at.slot('state')}{hold}: {at.slot('captured')} captured{share}{due}{went}{off}{late}."
    return finding("observation", one.id, text, severity="critical" if grave else severity)


_MORE = DraftLimit(
    missing="The rest of them: only those that need somebody first are shown here.",
    would_settle="The evidence holds more; a narrower time, or one booking, shows them.",
)


def _limits(at: SharesAt) -> tuple[DraftLimit, ...]:
    provider, found = at.found.provider, list[DraftLimit]()
    if provider is not None and provider.match != "found":
        reason = {
            "none": "neither payments nor accounts nor settings lead to it",
            "several": "several accounts may be meant, and nothing decides between them",
            "not_allowed": "it is not among the accounts that may be read",
        }[provider.match]
        settle = "The settings can name it under providers, and list it among the connected accounts that may be read."
        found.append(DraftLimit(missing=f"The provider's own account: {reason}.", would_settle=settle))
    elif provider is not None and not provider.agreed:
        found.append(
            DraftLimit(
                missing="Whether the account is the right one beyond doubt: other ways led to other accounts as well.",
                would_settle="An entry under providers in the settings says whose account it is.",
            )
        )
    return tuple(found)


def _partial(at: SharesAt) -> bool:
    note = at.outcome.note("owed_total")
    part = at.outcome.coverage.part(note.part) if note else None
    return part is None or not part.complete


def _none(at: SharesAt, subject: str) -> Answer:
    text = f"{_when(at)}: no payment of that time has a share of a provider (bookings {at.slot('booking_count')})."
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding("absence", subject, text, at.ref("bookings"), severity="warning"),
        findings=tuple(_account(at)),
        next_steps=(action(A.CHECK_REFERENCE, None, "Check the provider's id, or ask again for another time."),),
        limits=_limits(at),
    )


def _in_part(at: SharesAt, subject: str, findings: list[DraftFinding], limits: tuple[DraftLimit, ...]) -> Answer:
    text = f"{_when(at)}: not all could be read, so that no sums are given; what was read is told below."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", subject, text, severity="warning"),
        findings=tuple(findings),
        next_steps=(action(A.CHECK_REFERENCE, None, "Ask again for a shorter time, or about one provider."),),
        limits=limits,
    )
