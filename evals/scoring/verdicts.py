"""The report's form, and what it says in one word: verdict, cause and party."""

from pydantic import ValidationError

from agent.report import SCHEMA_VERSION, Report
from evals.scoring.answer import Answer
from evals.scoring.card import Score, Scorer

SUBMIT = "submit_report"


def score_schema(answer: Answer) -> Score:
    """A report of the schema that says something; the value is how often the agent had to submit it again."""
    submitted = sum(call.name == SUBMIT for call in answer.ran.calls)
    problems = _faults(answer)
    return Score(scorer=Scorer.SCHEMA, passed=not problems, value=float(max(submitted - 1, 0)), problems=problems)


def score_verdict(answer: Answer) -> Score:
    """The truth's verdict, no other."""
    said, true = answer.report.verdict if answer.report else None, answer.case.truth.verdict
    return _judged(Scorer.VERDICT, [] if said is true else [f"says {said}, is {true}"])


def score_cause(answer: Answer) -> Score:
    """The truth's cause or one that will do as well, and neither ruled out; none where the evidence carries none."""
    truth, report = answer.case.truth, answer.report
    fine = {truth.cause, *truth.acceptable} - truth.forbidden
    if report is None:
        return _judged(Scorer.CAUSE, ["no report"])
    problems = [] if report.cause in fine else [f"says {report.cause}, is {truth.cause}"]
    own = {truth.cause, report.cause}
    problems += [f"rules out {one.cause}, which it is or is said to be" for one in report.ruled_out if one.cause in own]
    return _judged(Scorer.CAUSE, problems)


def score_party(answer: Answer) -> Score:
    """The truth's party, no other."""
    said, true = answer.report.party if answer.report else None, answer.case.truth.party
    return _judged(Scorer.PARTY, [] if said is true else [f"says {said}, is {true}"])


def _judged(scorer: Scorer, problems: list[str]) -> Score:
    return Score(scorer=scorer, passed=not problems, value=float(not problems), problems=problems)


def _faults(answer: Answer) -> list[str]:
    report = answer.report
    if report is None:
        return [f"no report: {answer.ran.status}{f', {answer.ran.reason}' if answer.ran.reason else ''}"]
    try:
        Report.from_json(report.model_dump(mode="json", warnings=False))
    except ValidationError as fault:
        return [f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors()]
    faults = [] if report.schema_version == SCHEMA_VERSION else [f"schema version {report.schema_version}"]
    faults += [] if report.findings else ["no finding"]
    return faults + [f"a finding without facts: {one.text[:60]!r}" for one in report.findings if not one.facts]
