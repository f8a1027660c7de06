"""The run as a JUnit file: a suite a family, a test a trial, the scores as properties."""

from collections.abc import Iterable
from xml.etree import ElementTree as Xml

from evals.running.ran import Status
from evals.running.results import Result


def junit(results: Iterable[Result], name: str) -> str:
    """The file's text. A trial that the machinery kept from ending is an error, an answer that fails is a failure."""
    families: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda one: (one.family, one.of)):
        families.setdefault(result.family, []).append(result)
    root = Xml.Element("testsuites", name=name)
    for family, found in families.items():
        suite = Xml.SubElement(
            root,
            "testsuite",
            name=family,
            tests=str(len(found)),
            failures=str(sum(_is_failure(one) for one in found)),
            errors=str(sum(not one.finished for one in found)),
            skipped=str(sum(one.status is Status.SKIPPED for one in found)),
            time=f"{sum(one.seconds for one in found):.3f}",
        )
        for one in found:
            _test(suite, one)
    Xml.indent(root)
    return Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _is_failure(result: Result) -> bool:
    return result.finished and not result.passed and result.status is not Status.SKIPPED


def _test(suite: Xml.Element, result: Result) -> None:
    name = result.case if result.trial == 0 else f"{result.case}[{result.trial}]"
    test = Xml.SubElement(suite, "testcase", classname=result.family, name=name, time=f"{result.seconds:.3f}")
    properties = Xml.SubElement(test, "properties")
    for key, value in _properties(result).items():
        Xml.SubElement(properties, "property", name=key, value=value)
    if result.status is Status.SKIPPED:
        Xml.SubElement(test, "skipped", message=printable(result.reason or ""))
    elif not result.finished:
        Xml.SubElement(test, "error", type=result.status.value, message=printable(result.reason or ""))
    elif not result.passed:
        problems = [f"{score.scorer}: {problem}" for score in result.card.scores for problem in score.problems]
        message = result.reason or f"said {result.said}, is {result.truth}"
        failure = Xml.SubElement(test, "failure", type=", ".join(result.failing), message=printable(message))
        failure.text = printable("\n".join(problems))


def _properties(result: Result) -> dict[str, str]:
    scores = {score.scorer.value: score for score in result.card.scores}
    told = {name: "-" if score.passed is None else str(score.passed).lower() for name, score in scores.items()}
    values = {f"{name}.value": f"{score.value:.4f}" for name, score in scores.items() if score.value is not None}
    return {
        "quality": f"{result.quality:.4f}",
        "calls": str(result.calls),
        "reads": str(result.reads),
        **told,
        **values,
    }


def printable(text: str) -> str:
    """`text` without the characters that no XML document may hold."""
    return "".join(
        char if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in text
    )
