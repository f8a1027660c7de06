"""What the shares of a time come to: counts that make up the whole, sums that close, and what is owed to whom."""

from collections.abc import Sequence

from agent.playbook.connect.shares import SharesAt
from agent.playbook.writing.drafting import finding
from agent.report import DraftFinding
from tools.contract.money import Money

_OWED = 8


def when(at: SharesAt) -> str:
    """Of which time it is, and of whom."""
    whose = f", of {at.slot('provider.provider')}" if at.found.provider else ""
    until = f" until {at.slot('until')}" if at.found.until else ""
    return f"In escrow from {at.slot('since')}{until}{whose}"


def counts(at: SharesAt) -> str:
    """How many bookings stand in which way; the counts make up the whole."""
    return (
        f"bookings {at.slot('booking_count')}: held {at.slot('held_count')}, late and not sent "
        f"{at.slot('overdue_count')}, otherwise amiss {at.slot('wrong_count')}, sent {at.slot('released_count')} (late "
        f"{at.slot('late_count')}){_others(at)}."
    )


def _others(at: SharesAt) -> str:
    """The bookings that are in none of the usual states, so that the counts come to the whole."""
    names = {
        "passed_on_count": "passed on with the charge or on the provider's own account",
        "nothing_due_count": "with nothing due",
        "unread_count": "not known",
    }
    return "".join(f", {said} {at.slot(name)}" for name, said in names.items() if getattr(at.found, name))


def sums(at: SharesAt, subject: str) -> list[DraftFinding]:
    """Counts, sums by the rule, how long it took, and what falls due next; only of what was read whole."""
    if partial(at):
        return []
    told_ = [f"{when(at)}: {counts(at)}"]
    told_ += [text] if (text := _made_up(at)) else []
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


def _made_up(at: SharesAt) -> str:
    """What was earned, and what it is made up of: what is held, late, short and sent, each told so that it closes."""
    names = {
        "earned_total": "Earned by the rule",
        "held_total": "Held and not late",
        "overdue_total": "Late and not sent",
        "short_total": "Lacking of what was sent wrongly",
        "released_total": "Sent, less what was taken back",
        "own_account_total": "On the provider's own account",
        "over_total": "Sent beyond the rule",
        "fees_total": "Platform's fee of what went with the charge",
    }
    found = {name: f"{said}: {amounts}." for name, said in names.items() if (amounts := at.sums(name))}
    beyond = "What was sent beyond the rule, and such a fee, is not earned."
    less = [beyond] if {"over_total", "fees_total"} & found.keys() and "earned_total" in found else []
    back = at.sums("reversed_total")
    return " ".join([*found.values(), *less, *([f"Taken back: {back}."] if back else [])])


def owed_to(at: SharesAt, subject: str, asked: bool = False) -> list[DraftFinding]:
    """Whom the platform owes what; where the sum is `asked` for, the claim tells it already."""
    if partial(at):
        return []
    found: list[DraftFinding] = []
    if (owed := at.sums("owed_total")) and not asked:
        found.append(finding("total", subject, owed_in_all(at, owed)))
    for index, one in enumerate(at.found.owed_to[:_OWED]):
        place = f"owed_to[{index}]"
        whole, due, late = (_each(at, f"{place}.{name}", getattr(one, name)) for name in ("owed", "now", "overdue"))
        text = f"Owed to {at.slot(f'{place}.provider')}: {whole}"
        text += f", of which due {due}" if due else ", none of it due yet"
        text += f", and of that late {late}." if late else "."
        found.append(finding("total", subject, text, severity="warning" if late else "info"))
    return found


def owed_in_all(at: SharesAt, owed: str) -> str:
    """The grand total, what of it is due, and how many providers it is for."""
    parts = {
        "held_total": "held and not late",
        "overdue_total": "late",
        "short_total": "lacking of what was sent wrongly",
    }
    told_ = [f"{said} {amounts}" for name, said in parts.items() if (amounts := at.sums(name))]
    text = f"Owed in all by the rule: {owed}; {', '.join(told_)}."
    if not at.found.owed_to_count:
        return text
    more = "; the most urgent of them are told one by one" if at.found.owed_to_count > _OWED else ""
    return f"{text} Providers to whom something is owed: {at.slot('owed_to_count')}{more}."


def _each(at: SharesAt, place: str, amounts: Sequence[Money]) -> str:
    return " and ".join(at.slot(f"{place}[{number}]") for number, _ in enumerate(amounts))


def partial(at: SharesAt) -> bool:
    """Whether not all was read that the sums are of."""
    note = at.outcome.note("owed_total")
    part = at.outcome.coverage.part(note.part) if note else None
    return part is None or not part.complete
