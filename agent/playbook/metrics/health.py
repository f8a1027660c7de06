"""The answer to how payments are: success with its counts, declines, payouts, volume, and what changed."""

from collections.abc import Iterator

from agent.playbook.metrics.found import BESIDE, HealthAt, account, called, said, sliced, together, when, whole
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, comparison, finding
from agent.report import DraftFinding, DraftLimit, Relation, Severity
from agent.verification.causes.changes import OF_RATES
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.figures import Figure

_CODES, _CHANGES = 8, 5
"""How many of each are told, the largest first; the evidence holds the others."""
_LEADING = "attempt_success_rate"
_COUNTED = ("attempts", "payments")
_TOLD = (
    ("payment_success_rate", "conversion_rate", "recovery_rate"),
    ("time_to_success",),
    ("gmv",),
    ("average_value",),
    ("fees", "net"),
    ("refunds", "disputes", "fraud_warnings"),
)
_OF_TRANSFERS = frozenset({"net"})
"""What says nothing where hardly anything was transferred yet."""
USUAL = "Within what is usual."
_OF_PAYOUTS = frozenset({"payouts", "provider_payouts"})

_UNREAD = DraftLimit(
    missing="A part of the payments of that time.",
    would_settle="A shorter time, or a key that may read what is named under coverage.",
)
_WHY = DraftLimit(
    missing="Why it changed: figures alone don't tell.",
    would_settle="The failed payments of that time, one by one, would tell what stopped them.",
)

_FEWER = DraftLimit(
    missing="Why less was bought: whoever leaves before a payment is begun leaves no trace at Stripe.",
    would_settle="The shop's own visits and orders of that time would tell a holiday or the end of a campaign from a "
    "page that didn't open.",
)
_AS_MANY = DraftLimit(
    missing="Whether a few less of those who tried could pay than usual: too few tried to tell that from chance.",
    would_settle="The same question over a longer time would have more of them.",
)


def health_answer(at: HealthAt) -> Answer:
    """How payments were over the window."""
    if not whole(at):
        return _open(at, f"{when(at)}: not all payments could be read, so that nothing is summed up.", _UNREAD, ())
    if _figure(at, _LEADING) is None:
        return _none(at)
    told = tuple(_findings(at))
    if at.found.worse() and not mixed(at) and not quieter(at):
        return _open(at, f"{_success(at)} Something changed for the worse, further than chance makes.", _WHY, told)
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.NO_FAULT_FOUND,
        party=Party.NONE,
        claim=finding("cause", account(at), _led(at) + _success(at) + _untold(at), at.ref("figures"), *_compared(at)),
        findings=told,
        next_steps=(action(ActionCode.NO_ACTION, None, "Nothing needs to be done: the figures are the answer."),),
        limits=_limits(at),
    )


def mixed(at: HealthAt) -> bool:
    """Whether all that changed is what the payments are made up of, and no part of them fares worse."""
    found = at.found.detected
    return any(one.detector == "mix_shift" for one in found) and all(one.severity == "notice" for one in found)


def quieter(at: HealthAt) -> bool:
    """Whether all that changed is that less was bought, while as many of those who tried could pay.

    What stands open besides, such as a payout that failed, has nothing to do with that.
    """
    changed = (one.detector in OF_RATES and one.severity != "notice" for one in at.found.detected)
    return at.found.is_quieter() and not any(changed)


def success(at: HealthAt) -> DraftFinding:
    """How many of the attempts succeeded, as a finding of its own."""
    return finding("total", account(at), _success(at), at.ref("figures"))


def leading_rate(at: HealthAt) -> tuple[Place, Figure] | None:
    """The success of attempts of the whole window; null where no attempt was decided."""
    return _figure(at, _LEADING)


def around(at: HealthAt) -> Iterator[DraftFinding]:
    """What the success is held against, and why attempts failed: what stands beside a change."""
    yield from _beside(at)
    yield from _declines(at)


def _open(at: HealthAt, text: str, limit: DraftLimit, told: tuple[DraftFinding, ...]) -> Answer:
    step = "Ask about the failed payments of that time." if told else "Ask again for a shorter time."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", account(at), text, severity="warning"),
        findings=told,
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, step),),
        limits=(limit, *_limits(at)),
    )


def _none(at: HealthAt) -> Answer:
    counted = _figure(at, "attempts")
    facts = (counted[0].ref("count"),) if counted else (at.ref("declines"),)
    return Answer(
        verdict=Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        claim=finding(
            "absence", account(at), f"{when(at)}: no attempt to pay was decided.", *facts, severity="warning"
        ),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Check the time, or ask for a longer one."),),
        limits=_limits(at),
    )


def _limits(at: HealthAt) -> tuple[DraftLimit, ...]:
    few = DraftLimit(
        missing="Whether that is usual: there are too few payments, then or now, to tell a change from chance.",
        would_settle="The same question over a longer time would have more of them.",
    )
    unheld = (DraftLimit(missing=one, would_settle="No figure of charges can tell it.") for one in at.found.missing)
    rate, less = leading_rate(at), quieter(at)
    untold = rate is None or rate[1].before is None or rate[1].before.against is None
    fewer = (_FEWER, *((_AS_MANY,) if untold else ())) if less else ()
    return (*((few,) if not at.found.looked_at else ()), *fewer, *unheld)


def _figure(at: HealthAt, metric: str) -> tuple[Place, Figure] | None:
    return next(iter(_figures(at, (metric,))), None)


def _figures(at: HealthAt, metrics: tuple[str, ...]) -> Iterator[tuple[Place, Figure]]:
    """The headline figures of some metrics, as far as they hold something."""
    for number, one in enumerate(at.found.figures):
        held = one.denominator or one.duration or one.amount or (one.unit == "count" and one.count is not None)
        if one.metric in metrics and not one.slice and held:
            yield Place(at.ref(f"figures[{number}]")), one


def _success(at: HealthAt) -> str:
    place, one = _figure(at, _LEADING) or (at, at.found.figures[0])
    return f"{when(at)}: {_fewer(at) if quieter(at) else ''}{said(at, place, one)}."


def _fewer(at: HealthAt) -> str:
    """How many there were and used to be, where that is what changed."""
    counted = (row for row in enumerate(at.found.changes) if row[1].metric in _COUNTED and not row[1].slice)
    number, one = next(counted, (None, None))
    if number is None or one is None:
        return ""
    place = Place(at.ref(f"changes[{number}]"))
    return f"{called(at, one.metric)} {place.slot('count')}{_was(place, one).replace(';', ',')}; "


def _led(at: HealthAt) -> str:
    """How the figures of a time begin that were held against earlier ones: as usual, or of another make-up."""
    place = leading_rate(at)
    alike = place is not None and place[1].before is not None and place[1].before.against == "alike"
    if mixed(at):
        return "Another make-up, and no fault. "
    if quieter(at):
        return "Fewer payments, and no fault of theirs. "
    return f"{USUAL} " if at.found.looked_at and alike else ""


def _untold(at: HealthAt) -> str:
    """What is said of figures that nothing could be held against."""
    return "" if at.found.looked_at else " Too few payments, then or now, to tell whether that is usual."


def _compared(at: HealthAt) -> tuple[str, ...]:
    """How many slices were held against earlier ones, where none was: what the headline then says."""
    return () if at.found.looked_at else (at.ref("looked_at"),)


def _findings(at: HealthAt) -> Iterator[DraftFinding]:
    yield from _beside(at)
    yield from _changes(at)
    yield from _declines(at)
    left_out = _OF_TRANSFERS if at.found.hardly_transferred else frozenset[str]()
    for metrics in _TOLD:
        found = [together(at, [*_figures(at, (metric,))]) for metric in metrics if metric not in left_out]
        if any(found):
            yield finding("total", account(at), f"{_sentence('; '.join(filter(None, found)))}.")
    yield from _payouts(at)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _beside(at: HealthAt) -> Iterator[DraftFinding]:
    """The success of attempts beside what it was, and whether that is more than chance makes."""
    place, one = _figure(at, _LEADING) or (at, None)
    if one is None or one.before is None or one.before.rate is None or one.rate is None:
        return
    was = place.slot("before.rate")
    text = f"Beside {place.slot('rate')} stands {was} {BESIDE[at.found.compared]}: {_judged(one)}."
    yield comparison(account(at), _relation(one.rate, one.before.rate), text)
    parts = f"{place.slot('before.numerator')} of {place.slot('before.denominator')}"
    yield finding("total", account(at), f"What it is held against: {parts} attempts {BESIDE[at.found.compared]}.")


def _judged(one: Figure) -> str:
    against = one.before.against if one.before else None
    if against is None:
        return "too few to tell a change from chance"
    return "within what chance makes" if against == "alike" else f"{against}, further than chance makes"


def _relation(one: float, other: float) -> Relation:
    return "same_as" if one == other else "more_than" if one > other else "less_than"


def _changes(at: HealthAt) -> Iterator[DraftFinding]:
    worse = at.found.worse()
    for number, one in list(enumerate(at.found.changes))[:_CHANGES]:
        place = Place(at.ref(f"changes[{number}]"))
        severity: Severity = "warning" if number in worse else "info"
        of = f" ({sliced(place, one)})" if one.slice else ""
        how = place.slot("before.against")
        text = f"Changed further than chance makes, {how}: {said(at, place, one)}{of}{_was(place, one)}."
        yield finding("observation", account(at), text, place.ref("before"), severity=severity)
    if at.found.looked_at and not at.found.changes:
        text = f"Of {at.slot('looked_at')} slices looked at, none changed further than chance makes."
        yield finding("total", account(at), text, at.ref("changes"))


def _was(place: Place, one: Figure) -> str:
    """What a figure was before, where that is one value."""
    held = next((name for name in ("rate", "count", "amount", "duration") if getattr(one.before, name, None)), None)
    return f"; before {place.slot(f'before.{held}')}" if held else ""


def _declines(at: HealthAt) -> Iterator[DraftFinding]:
    told: list[str] = []
    for number, one in enumerate(at.found.declines[:_CODES]):
        place = Place(at.ref(f"declines[{number}]"))
        usual = f", on average {place.slot('before')} before" if one.before is not None else ""
        apart = f" ({place.slot('against')}, further than chance makes)" if one.against in ("lower", "higher") else ""
        told.append(f"{place.slot('code')} {place.slot('count')}{usual}{apart}")
    if told:
        yield finding("total", account(at), f"Why attempts failed: {'; '.join(told)}.")
    elif at.found.looked_at or at.found.figures:
        yield finding("total", account(at), "Of the attempts that were decided, none failed.", at.ref("declines"))


def _payouts(at: HealthAt) -> Iterator[DraftFinding]:
    told = [f"{status.replace('_', ' ')} {at.slot(f'payouts.{status}')}" for status in at.found.payouts]
    open_parts = {one.name for one in at.outcome.coverage.parts if not one.complete and one.name in _OF_PAYOUTS}
    if "payouts" in open_parts:
        return
    of = " on the accounts that were read" if open_parts else ""
    severity: Severity = "warning" if at.found.payouts.get("failed") else "info"
    if told:
        text = f"Payouts made in that time{of}, by what became of them: {', '.join(told)}."
        yield finding("total", account(at), text, severity=severity)
        return
    for place, one in _figures(at, ("payouts",)):
        yield finding(
            "total", account(at), f"{_sentence(called(at, one.metric))} made in that time{of}: {place.slot('count')}."
        )
