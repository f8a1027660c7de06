"""What no record that can be read here tells: what a request sent, how a dispute will end, whether anybody heard.

The answer says what is established, that the rest isn't in Stripe's API, and where it could be found.
"""

import re
from dataclasses import replace

from agent.playbook.payment import contested
from agent.playbook.payment.case import Case
from agent.playbook.payment.exclusions import judged
from agent.playbook.payment.notified import repairs
from agent.playbook.router import GENERAL
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from agent.verification.causes import Open, judge
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_CALL = r"(?<!refund )(?:requests?|calls?|retry|retries|replays?)"
_REFUSED = r"(?:refus\w+|reject\w+|declined by the api|errors?|errored|40[0-9])"
_HELD = r"(?:parameters?|payload|body|headers?|idempotency)"
_IN_THE_LOGS = re.compile(
    rf"\b{_REFUSED}\b.{{0,40}}\b{_CALL}\b|\b{_CALL}\b.{{0,40}}\b{_REFUSED}\b"
    rf"|\b{_HELD}\b.{{0,40}}\b{_CALL}\b|\b{_CALL}\b.{{0,60}}\b{_HELD}\b",
    re.IGNORECASE,
)
"""A request that was refused, or what a request held: an attempt that a bank refused is none."""
_OF_PAYMENTS = frozenset({GENERAL, "failed-payment", "booking", "duplicate-charge"})
"""The playbooks in whose questions a refused request is one to charge the customer."""
_FORECAST = re.compile(
    r"\b(?:will|shall|going to)\b.{0,40}\b(?:win|won|lose|lost|end|succeed|decide|get)\b|\bhow\b.{0,40}\bends?\b"
    r"|\b(?:chances?|odds|likely|likelihood|predict\w*|forecast\w*|expect\w*|foresee\w*)\b"
    r"|\b(?:book|count|treat)\b.{0,50}\bas (?:ours|won|lost|income|revenue)\b",
    re.IGNORECASE,
)


def beyond_the_record(case: Case) -> Answer | None:
    """The answer to a question about what isn't recorded; None where the record can hold what is asked."""
    return _in_the_logs(case) or _still_to_come(case)


def _in_the_logs(case: Case) -> Answer | None:
    """What a request to Stripe sent or was answered: only what became an attempt stands in the record."""
    flow = case.flow
    if flow.failures or case.book not in _OF_PAYMENTS or not _IN_THE_LOGS.search(case.question):
        return None
    charged = next((one for one in reversed(flow.attempts) if one.attempt.result in {"paid", "authorized"}), None)
    held = f" Its charge is {charged.slot('id')}." if charged else ""
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received {flow.slot('received')}.{held}"
        " A request that Stripe refused leaves nothing on it: what such a request sent, and what Stripe answered, is "
        "not in the record."
    )
    told = (
        "Look the request up in the Dashboard's log of requests, by its time or its idempotency key, and compare it "
        "with the one before."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, severity="warning"),
        next_steps=(action(ActionCode.FIX_REQUEST, flow.flow.id, told),),
        limits=(
            DraftLimit(
                missing="What the refused request sent, and the answer to it: Stripe's API does not give its log.",
                would_settle="The Dashboard's log of requests, or the platform's own log of that moment, would tell.",
            ),
        ),
    )


def _still_to_come(case: Case) -> Answer | None:
    """How a dispute will end that the bank has not decided."""
    if not _FORECAST.search(case.question):
        return None
    answer = contested.under_review(case)
    if answer is None:
        return None
    text = f"{answer.claim.text} How it will end, nobody can know yet."
    claim = finding("observation", answer.claim.subject, text, *answer.claim.facts, severity="warning")
    return replace(answer, verdict=Verdict.INCONCLUSIVE, cause=None, party=Party.UNKNOWN, claim=claim, ruled_out=())


def unheard_or_not(case: Case) -> Answer | None:
    """Whether anybody heard of a payment, where nobody who is enabled subscribes and nobody owes an answer."""
    flow, read = case.flow, judged(case)
    causes = (CauseCode.WEBHOOK_DELIVERED, CauseCode.WEBHOOK_NOT_DELIVERED)
    if flow.flow.status != "succeeded" or read is None or not all(isinstance(judge(one, read), Open) for one in causes):
        return None
    text = (
        f"The payment of {flow.slot('amount')} is {flow.slot('status')} and has received {flow.slot('received')}. "
        "Whether the platform was told of it can't be said: no enabled webhook endpoint is known to subscribe to its "
        "final event, and none is known to owe an answer to it."
    )
    points = [flow.item("endpoints", index).ref(name) for index in range(len(flow.flow.endpoints))
              for name in ("status", "receives")]  # fmt: skip
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", flow.flow.id, text, *points, severity="warning"),
        next_steps=repairs(flow, None),
        limits=(
            DraftLimit(
                missing="Whether an endpoint that is disabled by now was sent the event while it was enabled.",
                would_settle="The event's page in the Dashboard lists every delivery attempt with its answer.",
            ),
        ),
    )
