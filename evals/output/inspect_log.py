"""A run as a log that inspect_ai's viewer opens: each trial a sample, each scorer a score.

The log is made as plain data; only writing it needs inspect_ai, from the extra `evals-inspect`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from agent.models.conversation import Text, ToolCall
from evals.running.ran import Ran
from evals.running.results import Identity, Result, Trial
from evals.scoring.card import Score
from evals.suite.case import Case
from tools.contract.outcome import show
from tools.contract.record import compact
from tools.operations import Misconfigured

Data = dict[str, JsonValue]

_JUDGED = {True: "C", False: "I", None: "N"}
"""What inspect calls correct, incorrect, and without an answer."""


def log_of(
    identity: Identity, results: Sequence[Result], cases: Mapping[str, Case], rans: Mapping[Trial, Ran], at: datetime
) -> Data:
    """The log as data. Trials without a trajectory, or of cases that are gone, are left out."""
    shown = [one for one in results if one.case in cases and one.of in rans]
    ids: list[JsonValue] = list(dict.fromkeys(one.case for one in shown))
    return {
        "version": 2,
        "status": "success",
        "eval": {
            "created": at.isoformat(),
            "task": "paysleuth",
            "dataset": {"name": f"suite version {identity.suite_version}", "samples": len(ids), "sample_ids": ids},
            "model": identity.agent,
            "config": {"epochs": identity.trials},
            "metadata": identity.to_json(),
        },
        "results": {
            "total_samples": len(shown),
            "completed_samples": sum(one.finished for one in shown),
            "scores": [
                _mean("passed", [float(one.passed) for one in shown if one.finished]),
                _mean("quality", [one.quality for one in shown if one.finished]),
            ],
        },
        "samples": [_sample(cases[one.case], one, rans[one.of]) for one in shown],
    }


def write_log(log: Data, place: Path) -> None:
    """Writes the log. Raises `Misconfigured` where inspect_ai is not installed, or the name says no format of its."""
    if place.suffix not in (".eval", ".json"):
        raise Misconfigured(f"{place} is no name for a log", "let it end in .eval or .json")
    try:
        inspect_log: Any = import_module("inspect_ai.log")
    except ImportError:
        raise Misconfigured(
            "inspect_ai is not installed",
            "install paysleuth with the extra evals-inspect: pip install '.[evals-inspect]'",
        ) from None
    place.parent.mkdir(parents=True, exist_ok=True)
    inspect_log.write_eval_log(inspect_log.EvalLog.model_validate(log), str(place))


def _mean(name: str, values: Sequence[float]) -> Data:
    mean = sum(values) / len(values) if values else 0.0
    return {"name": name, "scorer": name, "metrics": {"mean": {"name": "mean", "value": mean}}}


def _sample(case: Case, result: Result, ran: Ran) -> Data:
    said = str(result.said) if result.said is not None else result.reason or "no report"
    sample: Data = {
        "id": result.case,
        "epoch": result.trial + 1,
        "input": case.question,
        "target": str(result.truth),
        "messages": list(_messages(case, ran)),
        "output": {
            "model": result.model,
            "choices": [{"message": {"role": "assistant", "content": said}, "stop_reason": "stop"}],
        },
        "scores": {
            "passed": {"value": _JUDGED[result.passed], "answer": said},
            "quality": {"value": result.quality},
            **{score.scorer.value: _score(score) for score in result.card.scores},
        },
        "metadata": {
            "family": result.family,
            "difficulty": result.difficulty,
            "tags": [tag.value for tag in result.tags],
            "status": result.status.value,
            "requests": list(ran.requests),
        },
        "total_time": result.seconds,
    }
    if not result.finished:
        sample["error"] = {"message": result.reason or result.status.value, "traceback": "", "traceback_ansi": ""}
    return sample


def _score(score: Score) -> Data:
    return {
        "value": _JUDGED[score.passed],
        "explanation": "; ".join(score.problems) or None,
        "metadata": None if score.value is None else {"value": score.value},
    }


def _messages(case: Case, ran: Ran) -> Iterator[Data]:
    """The question, each turn, and what its calls brought."""
    yield {"role": "user", "content": case.question}
    called = iter(ran.calls)
    evidence = {one.number: one for one in ran.evidence}
    for turn in ran.turns:
        texts = [block.text for block in turn.content if isinstance(block, Text)]
        calls = turn.calls
        yield {
            "role": "assistant",
            "content": "\n\n".join(texts),
            "model": turn.model,
            "tool_calls": [_call(call) for call in calls],
        }
        for call, made in zip(calls, called, strict=False):
            found = None if made.evidence is None else evidence.get(made.evidence)
            content = compact({"ran": made.ran}) if found is None else show(found.outcome, found.label)
            yield {"role": "tool", "tool_call_id": call.id, "function": call.name, "content": content}


def _call(call: ToolCall) -> JsonValue:
    return {"id": call.id, "function": call.name, "arguments": call.input, "type": "function"}
