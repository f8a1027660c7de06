"""The report as JSON: the same data, with prose filled in."""

import json

from pydantic import JsonValue

from agent.render.words import fill
from agent.report import Finding, Limit, NextStep, Report
from tools.contract.unseen import is_unseen


def render(report: Report) -> str:
    """The report's JSON, indented, UTF-8; `text` fields are filled in, `facts` hold the values beside them.

    `template` keeps the prose with its slots, so that a program can tell which word is which fact.
    """
    data = report.to_json()
    data["findings"] = [_filled(finding, report.time_zone) for finding in report.findings]
    data["next_steps"] = [_filled(step, report.time_zone) for step in report.next_steps]
    data["limits"] = [_filled_limit(limit, report.time_zone) for limit in report.limits]
    return _all_seen(json.dumps(data, ensure_ascii=False, indent=2))


def _all_seen(written: str) -> str:
    """The same JSON with what no eye sees written as escapes: it may be looked at in a terminal before it is parsed."""
    unseen = {ord(one): json.dumps(one)[1:-1] for one in set(written) if one != "\n" and is_unseen(one)}
    return written.translate(unseen)


def _filled(claim: Finding | NextStep, zone: str) -> JsonValue:
    return {**claim.to_json(), "text": fill(claim.text, claim.facts, zone), "template": claim.text}


def _filled_limit(limit: Limit, zone: str) -> JsonValue:
    missing, would_settle = (fill(text, limit.facts, zone) for text in (limit.missing, limit.would_settle))
    return {**limit.to_json(), "missing": missing, "would_settle": would_settle}
