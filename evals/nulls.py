"""Null agents: what is to be had for nothing. `python -m evals.nulls` asks them every case and prints what they score.

Each is given the question and the account, and makes up a run without any check of what it says: that is more than the
agent is granted. An agent of this kind that passes a tenth of the cases or more shows that scorers or cases are too
easy. Beside them, and no null agent any more, stands a rule of thumb on two objects: what an agent must be better than.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import httpx
from pydantic import JsonValue

from agent.report import Fact, Finding, Report
from agent.thread.evidence import Evidence
from evals.running.ran import Called, Ran, Status
from evals.scoring import Expected, judged
from evals.suite import suite
from evals.suite.accounts import Accounts, Opened, Unservable, trouble
from evals.suite.case import Case
from tools.contract.causes import CauseCode, Party, Verdict
from tools.contract.coverage import Coverage
from tools.contract.outcome import Failure, FailureCode, Outcome

MOST = 0.1
"""The share of cases that the best of them must stay below."""

_ID = re.compile(r"\b[a-z]{2,5}_[A-Za-z0-9]{6,}\b|\bbooking_\d+\b")
_PLACES: Mapping[str, str] = {
    **{"pi": "payment_intents", "ch": "charges", "py": "charges", "re": "refunds", "pyr": "refunds"},
    **{"du": "disputes", "dp": "disputes", "sub": "subscriptions", "in": "invoices", "cus": "customers"},
    **{"evt": "events", "tr": "transfers", "issfr": "radar/early_fraud_warnings", "we": "webhook_endpoints"},
}


@dataclass(frozen=True)
class Asked:
    """What an agent is given: a question at a time, and where the account is.

    `read` holds what was read already, for an account that answers the same each time; None where one doesn't.
    """

    case: str
    question: str
    now: datetime
    account: httpx.Client
    read: dict[tuple[str, ...], dict[str, JsonValue]] | None = None

    @classmethod
    def of(cls, case: Case, account: httpx.Client) -> Self:
        """The case's question; all who are asked it share what is read, unless requests are to fail now and then."""
        return cls(case.id, case.question, case.source.now, account, None if trouble(case)[0] else {})


@dataclass(frozen=True)
class Said:
    """An answer in one word each."""

    verdict: Verdict
    cause: CauseCode | None
    party: Party


NOTHING_WRONG = Said(Verdict.NO_ISSUE, CauseCode.PAID_ONCE, Party.NONE)
INCONCLUSIVE = Said(Verdict.INCONCLUSIVE, None, Party.UNKNOWN)
NOT_FOUND = Said(Verdict.NOT_FOUND, None, Party.UNKNOWN)

Null = Callable[[Asked], Ran]

RULE_OF_THUMB = "two objects, rule of thumb"
"""The last payment error of a payment read together with its charge."""


def nulls(cases: Sequence[Case]) -> Mapping[str, Null]:
    """The agents by name. One says whatever is most often true of the cases, which it couldn't know."""
    usual = Counter((one.truth.verdict, one.truth.cause, one.truth.party) for one in cases).most_common(1)[0][0]
    return {
        "empty": lambda asked: Ran(case=asked.case, status=Status.CRASHED, reason="said nothing"),
        "no-op": lambda asked: _ran(asked, INCONCLUSIVE, [], []),
        "always no issue": _always(NOTHING_WRONG),
        "always inconclusive": _always(INCONCLUSIVE),
        "majority cause": _always(Said(*usual)),
        "echo of the question": _echo,
        "one read, no issue": lambda asked: _reading(asked, lambda _: NOTHING_WRONG),
        "one read, inconclusive": lambda asked: _reading(asked, lambda _: INCONCLUSIVE),
        "one read, majority cause": lambda asked: _reading(asked, lambda _: Said(*usual)),
        "one read, last_payment_error": lambda asked: _reading(asked, _copied),
        RULE_OF_THUMB: lambda asked: _reading(asked, _copied, also="latest_charge"),
    }


@dataclass(frozen=True)
class Row:
    """What one agent passed of the cases that it was asked."""

    agent: str
    asked: int
    passed: tuple[str, ...]
    quality: float

    @property
    def share(self) -> float:
        return len(self.passed) / self.asked if self.asked else 0.0


def rows(cases: Sequence[Case], accounts: Accounts) -> tuple[list[Row], list[str]]:
    """Each agent over the cases, and the cases whose accounts can't be opened here."""
    agents = nulls(cases)
    passed: dict[str, list[str]] = {name: [] for name in agents}
    quality = Counter[str]()
    unasked: list[str] = []
    for case in cases:
        try:
            with accounts.open(case) as opened, client(opened) as account:
                expected = Expected(case, opened.objects)
                asked = Asked.of(case, account)
                for name, agent in agents.items():
                    card = judged(expected, agent(asked))
                    passed[name] += [case.id] if card.passed else []
                    quality[name] += card.quality  # pyright: ignore[reportArgumentType] - a sum of fractions
        except Unservable:
            unasked.append(case.id)
    asked = len(cases) - len(unasked)
    return [Row(name, asked, tuple(passed[name]), quality[name] / max(asked, 1)) for name in agents], unasked


def best(found: Sequence[Row]) -> Row:
    """The null agent that passed most."""
    return max((row for row in found if row.agent != RULE_OF_THUMB), key=lambda row: row.share)


def table(found: Sequence[Row]) -> str:
    """What each agent passed."""
    lines = [f"{'null agent':32}{'passed':>8}{'share':>8}{'quality':>9}"]
    lines += [f"{row.agent:32}{len(row.passed):>8}{row.share:>8.1%}{row.quality:>9.2f}" for row in found]
    return "\n".join(lines)


_TLS = httpx.create_ssl_context()


def client(opened: Opened) -> httpx.Client:
    """What reads an open account; whoever asks for it closes it."""
    headers = {"Authorization": f"Bearer {opened.key}"}
    return httpx.Client(base_url=f"{opened.url}/v1/", headers=headers, verify=_TLS)


def _always(said: Said) -> Null:
    def answer(asked: Asked) -> Ran:
        finding = Finding(text="So it is.", kind="cause", severity="info", subject=_named(asked), facts=[])
        return _ran(asked, said, [finding], [])

    return answer


def _echo(asked: Asked) -> Ran:
    """Says back what the question names, as if it had been read."""
    facts = [Fact(ref="E1.id", value=identity, owner=identity) for identity in _ID.findall(asked.question)]
    finding = Finding(text=asked.question, kind="observation", severity="info", subject=_named(asked), facts=facts)
    return _ran(asked, INCONCLUSIVE, [finding], [])


def _reading(asked: Asked, say: Callable[[Mapping[str, JsonValue]], Said], also: str | None = None) -> Ran:
    """Reads the one object that the question names, says every value of it, and what `say` makes of it. `also` is read
    with a payment.
    """
    read = _read(asked, also)
    if read is None:
        return _ran(asked, INCONCLUSIVE, [], [])
    outcome = _outcome(asked, read)
    evidence = [Evidence(number=1, call_id="call_1", outcome=outcome)]
    if outcome.data is None:
        facts, said = [Fact(ref="E1.error.code", value=FailureCode.NOT_FOUND.value)], NOT_FOUND
    else:
        facts, said = list(every_value("E1", outcome.data)), say(outcome.data)
    finding = Finding(text="This is what it says.", kind="cause", severity="info", subject=_named(asked), facts=facts)
    return _ran(asked, said, [finding], evidence)


def _copied(read: Mapping[str, JsonValue]) -> Said:
    """What the payment's last error says, taken by its word."""
    error = read.get("last_payment_error")
    if not isinstance(error, dict):
        return NOTHING_WRONG if read.get("status") == "succeeded" else INCONCLUSIVE
    codes = [str(error.get("decline_code")), str(error.get("code"))]
    cause = next((CauseCode(code) for code in codes if code in {*CauseCode}), CauseCode.ISSUER_DECLINED)
    return Said(Verdict.EXPLAINED, cause, Party.ISSUER)


def _read(asked: Asked, also: str | None) -> dict[str, JsonValue] | None:
    """One request: the object that is named, or the payment of a booking; None where nothing is named."""
    identity = next(iter(_ID.findall(asked.question)), None)
    prefix = identity.partition("_")[0] if identity else ""
    if prefix == "booking":
        query = {"query": f'metadata["booking_id"]:"{identity}"', **({"expand[]": f"data.{also}"} if also else {})}
        match _get(asked, "payment_intents/search", query):
            case {"data": [dict(payment), *_]}:
                return payment
            case _:
                return {}
    if prefix not in _PLACES:
        return None
    return _get(asked, f"{_PLACES[prefix]}/{identity}", {"expand[]": also} if also and prefix == "pi" else {})


def _get(asked: Asked, path: str, query: Mapping[str, str]) -> dict[str, JsonValue]:
    if asked.read is None:
        return _got(asked, path, query)
    wanted = (path, *query.values())
    if wanted not in asked.read:
        asked.read[wanted] = _got(asked, path, query)
    return asked.read[wanted]


def _got(asked: Asked, path: str, query: Mapping[str, str]) -> dict[str, JsonValue]:
    try:
        answer = asked.account.get(path, params=query)
        body = answer.json()
    except (httpx.HTTPError, ValueError):
        return {}
    return body if answer.is_success else {}


def _outcome(asked: Asked, read: dict[str, JsonValue]) -> Outcome:
    coverage = Coverage(account="demo", livemode=False, as_of=asked.now)
    if read:
        return Outcome(status="ok", tool="get_object", arguments={}, coverage=coverage, data=read)
    failure = Failure(code=FailureCode.NOT_FOUND, message="nothing came back")
    return Outcome(status="error", tool="get_object", arguments={}, coverage=coverage, error=failure)


def every_value(ref: str, value: JsonValue) -> Iterator[Fact]:
    """Every single value that stands below a reference, as a fact."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if re.fullmatch(r"[\w-]+", key, re.ASCII):
                yield from every_value(f"{ref}.{key}", inner)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from every_value(f"{ref}[{at}]", inner)
    elif value is not None:
        yield Fact(ref=ref, value=value)


def _named(asked: Asked) -> str:
    return next(iter(_ID.findall(asked.question)), "demo")


def _ran(asked: Asked, said: Said, findings: list[Finding], evidence: list[Evidence]) -> Ran:
    report = Report(
        thread="inv_null",
        account="demo",
        mode="test",
        model="null",
        question=asked.question,
        as_of=asked.now,
        verdict=said.verdict,
        cause=said.cause,
        party=said.party,
        findings=findings,
    )
    calls = [Called(name=one.outcome.tool, arguments=one.outcome.arguments, evidence=one.number) for one in evidence]
    return Ran(case=asked.case, status=Status.ANSWERED, model="null", report=report, evidence=evidence, calls=calls)


def main() -> int:
    """Prints the table and what the best of them passed; 1 where that is a tenth of the cases or more."""
    argparse.ArgumentParser(prog="python -m evals.nulls", description=__doc__).parse_args()
    with Accounts() as accounts:
        found, unasked = rows(suite(), accounts)
    highest = best(found)
    sys.stdout.write(f"{table(found)}\n\nbest null agent: {highest.agent}, {highest.share:.1%}; it has to stay below ")
    sys.stdout.write(f"{MOST:.0%}\nit passes {', '.join(highest.passed) or 'nothing'}\n")
    sys.stdout.write(f"not asked, as their accounts are opened elsewhere: {', '.join(unasked)}\n" if unasked else "")
    return 0 if highest.share < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
