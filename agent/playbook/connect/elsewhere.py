"""A payment that was taken on a provider's own account: the platform, which asks for it by its id, has none such."""

from collections.abc import Iterable
from dataclasses import replace

from agent.playbook.notebook import Shown
from agent.playbook.payment.case import PROVIDER, Case, Place
from agent.playbook.payment.exclusions import judged, ruled_out
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from agent.verification.causes import Proven, judge
from tools.contract.causes import CauseCode

_OF_COUNT = "duplicate-charge"
"""The playbook that asks how often a payment was taken, on whichever account it is."""


def account_of(case: Case) -> str | None:
    """The connected account that a payment is on; None for the platform's own."""
    return case.flow.outcome.coverage.connected_account


def placed(case: Case, answer: Answer, objects: Iterable[Shown]) -> Answer:
    """The answer, which of a payment that is in order says first on whose account it is; `objects` may hold that one.

    Where its money is, and why the platform has no such payment, is what distinguishes it.
    """
    account, flow = account_of(case), case.flow
    if account is None or answer.cause is not CauseCode.PAID_ONCE or case.book == _OF_COUNT:
        return answer
    held = judged(case)
    if held is None or not isinstance(judge(CauseCode.ON_CONNECTED_ACCOUNT, held), Proven):
        return answer
    against = (*ruled_out(case, CauseCode.ON_CONNECTED_ACCOUNT), *answer.ruled_out)
    text = (
        f"The payment is not on the platform's account but on the connected account "
        f"{flow.slot('coverage.connected_account')}, where it is {flow.slot('status')}: {flow.slot('received')} was "
        f"received there."
    )
    return replace(
        answer,
        cause=CauseCode.ON_CONNECTED_ACCOUNT,
        claim=finding("cause", flow.flow.id, text),
        findings=(*_whose(account, objects), _charged(case, answer), *answer.findings),
        ruled_out=tuple({one.cause: one for one in against}.values()),
    )


def not_where_asked(case: Case) -> tuple[DraftFinding, ...]:
    """That the payment isn't on the account that the question names, where it was found on another."""
    flow, account = case.flow, account_of(case)
    asked = flow.outcome.arguments.get("account")
    if account is None or not isinstance(asked, str) or not asked.startswith("acct_") or asked == account:
        return ()
    text = (
        f"The payment is not on {flow.slot('arguments.account')}, the account that the question names: it was found on "
        f"{flow.slot('coverage.connected_account')}."
    )
    return (finding("observation", flow.flow.id, text, severity="warning"),)


def _charged(case: Case, answer: Answer) -> DraftFinding:
    return answer.claim.model_copy(update={"kind": "observation"})


def _whose(account: str, objects: Iterable[Shown]) -> Iterable[DraftFinding]:
    """Whose account that is, as it says itself."""
    for one in objects:
        data = one.outcome.data or {}
        if data.get("id") == account:
            place = Place(one.label or "")
            metadata = data.get("metadata")
            named = isinstance(metadata, dict) and PROVIDER in metadata
            whose = f", which names {place.slot(f'metadata.{PROVIDER}')} as its provider" if named else ""
            yield finding("observation", account, f"The account is {place.slot('id')}{whose}.")
            return
