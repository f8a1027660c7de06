"""Lines that every face shows the same way: whose account, how far the answer carries, what was read, what it cost."""

from pydantic import JsonValue

from agent.render.words import moment
from agent.report import Cost, Report, TrailEntry
from tools.contract.coverage import Coverage, MissingReason, Part

_MISSING = {
    MissingReason.PERMISSION: "the key lacks a permission",
    MissingReason.OLDER_THAN_30_DAYS: "Stripe keeps events for 30 days only",
    MissingReason.LIMIT: "stopped at the limit",
    MissingReason.RATE: "Stripe's rate limit",
    MissingReason.UNAVAILABLE: "could not be read",
}

_WIDEST = 40  # characters of an argument that a line shows


def head(report: Report) -> str:
    """Account, mode and model: always the first line of a report."""
    return f"{report.account} · {report.mode} mode · {report.model}"


def as_of(report: Report) -> str:
    return f"as of {moment(report.as_of.strftime('%Y-%m-%dT%H:%M:%SZ'), report.time_zone)}"


def complete_parts(coverage: list[Coverage]) -> str:
    """What was read in full: `charges 4, events 9, refunds 0`."""
    seen: dict[str, str] = {}
    for part in _parts(coverage):
        if part.complete:
            seen.setdefault(f"{_name(part)} {part.rows}", part.name)
    return ", ".join(seen)


def open_parts(coverage: list[Coverage]) -> list[str]:
    """A line for each part that is not whole, what it is and why; one for all that the same permission would open."""
    lines: dict[str, list[Part]] = {}
    for part in _parts(coverage):
        if not part.complete:
            barred = part.missing.enable if part.missing else None
            lines.setdefault(barred or _open(part), []).append(part)
    return [_open(*parts) for parts in lines.values()]


def part_line(part: Part) -> str:
    """A part of a coverage, whole or not: what was asked for, how much came, and why not more."""
    asked = f" ({', '.join(f'{key} {_short(wanted)}' for key, wanted in part.filters.items())})" if part.filters else ""
    return f"{_name(part)}: {part.rows} read, all there are{asked}" if part.complete else f"{_open(part)}{asked}"


def _parts(coverage: list[Coverage]) -> list[Part]:
    return [part for one in coverage for part in one.parts]


def _open(part: Part, *alike: Part) -> str:
    """What a part lacks, and those `alike` for the same reason."""
    if part.missing is None:
        return f"{_name(part)}: {part.rows} read, more exist"
    if part.missing.enable:
        names = ", ".join(dict.fromkeys(map(_name, (part, *alike))))
        details = ", ".join(dict.fromkeys(one.missing.detail or "" for one in (part, *alike) if one.missing))
        return f"{names}: not read. Enable {part.missing.enable} on the key ({details})"
    why = _MISSING[part.missing.reason]
    detail = f" ({part.missing.detail})" if part.missing.detail else ""
    return f"{_name(part)}: {part.rows} read; {why}{detail}"


def _name(part: Part) -> str:
    return part.name.replace("_", " ")


def spent(cost: Cost) -> str:
    """Steps, calls, reads, tokens and money: `5 steps · 4 tool calls · 11 Stripe reads · no tokens`."""
    tokens = cost.input_tokens + cost.output_tokens + cost.cache_read_tokens + cost.cache_write_tokens
    parts = [
        _count(cost.steps, "step"),
        _count(cost.tool_calls, "tool call"),
        _count(cost.stripe_reads, "Stripe read"),
        _count(tokens, "token") if tokens else "no tokens",
    ]
    if cost.usd_micros is not None:
        parts.append(f"about {cost.usd_micros / 1_000_000:.4f} USD")
    return " · ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def trail_line(entry: TrailEntry) -> str:
    """One call of the investigation and how it ended, or what happened beside the calls."""
    if entry.note is not None:
        return entry.note
    return f"{call_line(entry.evidence or '', entry.tool or '', entry.arguments)} → {entry.status}"


def call_line(evidence: str, tool: str, arguments: dict[str, JsonValue]) -> str:
    """A tool call in a line: `E2 payment_flow payment_intent=pi_…`."""
    return " ".join(
        [*([evidence] if evidence else []), tool, *(f"{key}={_short(value)}" for key, value in arguments.items())]
    )


def _short(argument: JsonValue) -> str:
    if isinstance(argument, dict):
        return ",".join(f"{key}:{_short(value)}" for key, value in argument.items())
    text = str(argument)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
