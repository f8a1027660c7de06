"""Where a booking's money is, drawn; and what waits for providers, by how long it is due."""

from collections.abc import Iterator

from agent.render.shapes import Box, Line, Section, Side, Tone
from agent.render.spoken import HOLDS, STATES
from agent.render.words import moment, plain
from tools.contract.exhibits import EscrowAgeing, FlowStop, LateBooking, MoneyFlow, OwedProviders
from tools.contract.money import Money

_SAID = {
    "paid": "paid by the {who}",
    "kept": "kept by the {who}",
    "held": "held for {who}",
    "sent": "sent to {who}",
    "back": "given back to the {who}",
    "reversed": "taken back from {who}",
    "missing": "missing at {who}",
    "fee": "fee of it to the {who}",
    "fee_back": "of the fee given back to {who}",
    "there": "left on the account of {who}",
    "lacking": "more went out than came in, at the {who}'s cost",
}
_SIDES: dict[str, Side] = {
    "paid": "came in",
    "reversed": "came in",
    "fee": "came in",
    "sent": "went out",
    "back": "went out",
    "fee_back": "went out",
    "there": "went out",
}
_AGES = {
    "not_due": "not due yet",
    "unsettled": "held, payment not settled",
    "in_review": "held by a review",
    "in_dispute": "held by a dispute",
    "in_grace": "due, in time",
    "up_to_1_day": "late, up to 1 day",
    "up_to_3_days": "late, up to 3 days",
    "up_to_7_days": "late, up to 7 days",
    "over_7_days": "late, over 7 days",
    "short": "sent wrongly, and lacking",
}
_WAITS = frozenset({"not_due", "unsettled", "in_grace"})
_HELD = frozenset({"in_review", "in_dispute"})
_WIDTH = 20


def money_flow(flow: MoneyFlow, zone: str) -> Section:
    """Who paid, who holds, who received and what is missing: boxes for a page, a tree of text elsewhere."""
    boxes = [_box(stop, zone) for stop in flow.stops]
    name = plain(flow.booking or flow.payment_intent)
    ruled = f"a fee by the rule ({plain(flow.rule)})" if flow.rule else "no share by the rule"
    due = f"by the rule {flow.expected} ({plain(flow.rule or '')})" if flow.expected else ruled
    head = f"{name}: {flow.captured} captured, {due}, {STATES.get(flow.state) or plain(flow.state)}"
    drawn = [head, *_tree(boxes)]
    return Section(title="The money", lines=[Line(text=text, mark=" ") for text in drawn], boxes=boxes, caption=head)


def _box(stop: FlowStop, zone: str) -> Box:
    said = _SAID.get(stop.kind, "{who}").format(who=stop.who)
    side = _SIDES.get(stop.kind, "at the platform")
    notes = [
        stop.by or "",
        stop.account or "",
        f"{'due ' if stop.kind in {'held', 'missing'} else ''}{_at(stop, zone)}" if stop.at else "",
        HOLDS.get(stop.amiss or "", stop.amiss or ""),
    ]
    return Box(
        amount=str(stop.amount or ""), said=said, notes=[one for one in notes if one], tone=_tone(stop), side=side
    )


def _tone(stop: FlowStop) -> Tone:
    if stop.kind in {"missing", "lacking"} or (stop.amiss and stop.kind == "sent" and stop.amiss != "late"):
        return "critical"
    if stop.kind in {"held", "reversed"} or stop.amiss:
        return "warning"
    return "good" if stop.kind in {"sent", "there"} else "plain"


def _at(stop: FlowStop, zone: str) -> str:
    return moment(stop.at.strftime("%Y-%m-%dT%H:%M:%SZ"), zone) if stop.at else ""


def _tree(boxes: list[Box]) -> Iterator[str]:
    for place, box in enumerate(boxes):
        last = place == len(boxes) - 1
        notes = f" ({', '.join(plain(one) for one in box.notes)})" if box.notes else ""
        yield f"{'└── ' if last else '├── '}{plain(box.amount)} {plain(box.said)}{notes}"


def escrow_ageing(ageing: EscrowAgeing, zone: str) -> list[Section]:
    """What waits by its age, with a bar for how many; and the bookings that are late."""
    most = max((row.count for row in ageing.rows), default=0)
    rows = [[_AGES.get(row.age, row.age), str(row.count), _amounts(row.amount)] for row in ageing.rows]
    late: list[Tone] = [_age_tone(row.age) for row in ageing.rows]
    part = "" if ageing.whole else ", of what could be read"
    sections = [
        Section(
            title=f"Waiting for providers, by age{part}",
            header=["Age", "Bookings", "Shares by the rule"],
            rows=rows,
            tones=late,
            bars=[row.count * 100 // most if most else 0 for row in ageing.rows],
        )
    ] if rows else []  # fmt: skip
    listed = {"Late, the longest first": ageing.oldest, "Due, and not late yet": ageing.due}
    header = ["Booking", "Provider", "Share", "Due"]
    told = {title: [_waiting(one, zone) for one in rows] for title, rows in listed.items() if rows}
    return [*sections, *(Section(title=f"{one}{part}", header=header, rows=rows) for one, rows in told.items())]


def _waiting(one: LateBooking, zone: str) -> list[str]:
    due = moment(one.due.strftime("%Y-%m-%dT%H:%M:%SZ"), zone) if one.due else ""
    return [one.booking or one.payment_intent, one.provider or "", str(one.amount or ""), due]


def owed_providers(owed: OwedProviders) -> Section:
    """To whom something is owed, by the amount; how many are left out is in the last row."""
    rows = [
        [plain(one.provider), str(one.count), *(_amounts(part) for part in (one.owed, one.now, one.overdue))]
        for one in owed.rows
    ]
    tones: list[Tone] = ["critical" if one.overdue else "plain" for one in owed.rows]
    if (left := owed.count - len(rows)) > 0:
        rows.append([f"and {left} more, to each of whom less is owed, or another currency", "", "", "", ""])
        tones.append("plain")
    part = "" if owed.whole else ", of what could be read"
    header = ["Provider", "Bookings", "Owed by the rule", "Of it due", "Of it late"]
    return Section(title=f"Owed to providers, the largest first{part}", header=header, rows=rows, tones=tones)


def _age_tone(age: str) -> Tone:
    if age in _WAITS:
        return "plain"
    return "warning" if age in _HELD else "critical"


def _amounts(amounts: list[Money]) -> str:
    return ", ".join(str(one) for one in amounts)


def bar(share: int) -> str:
    """A bar of text, for a share in percent."""
    return "█" * max(1, share * _WIDTH // 100) if share else ""
