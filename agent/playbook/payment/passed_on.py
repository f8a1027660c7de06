"""A payment as it arrived on a connected account: no customer's payment of its own, but a share of one."""

from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding
from agent.thread.evidence import Evidence
from agent.verification.causes import Proven, judge_apart
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import Outcome


def owner_of(outcome: Outcome) -> str | None:
    """The connected account that a charge was found on, by its id; None for what is on the account itself."""
    charged = (outcome.data or {}).get("object") == "charge"
    return outcome.coverage.connected_account if charged else None


def arrived(place: Place, outcome: Outcome, account: Place | None) -> Answer | None:
    """The answer of a charge that only a transfer made; None for any other object.

    `account` is where the connected account itself stands, if it could be read.
    """
    owner, on = (outcome.data or {}).get("id"), owner_of(outcome)
    if on is None or not isinstance(owner, str):
        return None
    read = Evidence(number=int(place.at[1:]), call_id="", outcome=outcome)
    if not isinstance(judge_apart(CauseCode.PAID_ONCE, owner, [read]), Proven):
        return None
    text = (
        f"The payment {place.slot('id')} is on the connected account {place.slot('coverage.connected_account')} and "
        f"arrived there: it is {place.slot('status')}, made by the transfer {place.slot('source_transfer')}."
    )
    amount = f"Its amount in minor units: {place.slot('amount')} ({place.slot('currency')})."
    return Answer(
        verdict=Verdict.NO_ISSUE,
        cause=CauseCode.PAID_ONCE,
        party=Party.NONE,
        claim=finding("cause", owner, text, place.ref("paid"), place.ref("captured")),
        findings=(finding("observation", owner, amount), *_whose(on, account)),
        next_steps=(action(ActionCode.NO_ACTION, None),),
    )


def _whose(on: str, account: Place | None) -> tuple[DraftFinding, ...]:
    if account is None:
        return ()
    return (finding("observation", on, f"The connected account that it arrived on is {account.slot('id')}."),)
