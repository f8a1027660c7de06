"""How a provider's money goes on from its account to its bank, where a question about its shares asks for that too."""

from dataclasses import replace

from agent.playbook.connect.accounts import PAYOUTS, AccountAt
from agent.playbook.connect.escrow import of_time, to_send
from agent.playbook.connect.money import schedule
from agent.playbook.connect.of_accounts import (
    ACCOUNT_BRANCHES,
    NEVER_KNOWN,
    decide,
    lacking_permission,
    on_account,
)
from agent.playbook.connect.schedules import schedule_findings, schedule_steps
from agent.playbook.connect.shares import SharesAt, goes_on, idle_of, unsent_of
from agent.playbook.located import Located
from agent.playbook.writing.drafting import Answer
from agent.playbook.writing.limits import limits
from agent.report import DraftLimit, ReportDraft
from agent.verification.causes import Proven, judge
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

_UNREAD = DraftLimit(
    missing="How money goes on from the provider's account to its bank: that was not read for this.",
    would_settle="A question about the provider's payouts tells schedule, delays and failures.",
)

_UNSETTLED = DraftLimit(
    missing="Whether the provider's account is in order as well: not all of it could be read.",
    would_settle="The account's page in the Dashboard, or a key that may read all of it.",
)
_OTHERS = DraftLimit(
    missing="What the platform still holds for the provider of other bookings: of the one that was asked about alone.",
    would_settle="A question of what the platform owes the provider tells it of all bookings of a time.",
)

STOPS = frozenset(
    {
        CauseCode.CAPABILITY_INACTIVE,
        CauseCode.REQUIREMENTS_PAST_DUE,
        CauseCode.ACCOUNT_UNDER_REVIEW,
        CauseCode.ACCOUNT_REJECTED,
        CauseCode.ACCOUNT_PAUSED,
    }
)
"""Why an account can't be sent money, so that a share which wasn't sent is no fault of the platform's job."""


def stopped(located: Located, missing: Answer) -> ReportDraft | None:
    """The report on the provider's account where that is why its share was not sent, with what is said of the share."""
    for account in reversed(located.accounts):
        answer, _ = decide(account, ACCOUNT_BRANCHES)
        if account.outcome.arguments.get("provider") in unsent_of(located.shares) and answer.cause in STOPS:
            draft = on_account(account, ACCOUNT_BRANCHES)
            share = missing.claim.model_copy(update={"kind": "observation"})
            told = [share, *(one for one in missing.findings if one.kind == "observation")]
            drawn = [f"{at.at}.money_flow" for at in located.shares[-1:]]
            findings = [draft.findings[0], *told, *draft.findings[1:]]
            left = [_OTHERS if one in NEVER_KNOWN else one for one in draft.limits]
            changed = {"findings": findings, "limits": left, "exhibits": [*drawn, *draft.exhibits]}
            return draft.model_copy(update=changed)
    return None


def beyond_shares(located: Located, at: SharesAt) -> ReportDraft | None:
    """The report on the account of somebody who had no share in a time: their money is there, or nowhere."""
    idle = idle_of([at])
    for account in reversed(located.accounts):
        if account.outcome.arguments.get("provider") in idle and account.found.id is not None:
            draft = on_account(replace(account, book=PAYOUTS), ACCOUNT_BRANCHES)
            none = of_time(at, located.question).claim.model_copy(update={"kind": "observation"})
            return draft.model_copy(update={"findings": [draft.findings[0], none, *draft.findings[1:]]})
    return None


def with_shares(draft: ReportDraft, located: Located) -> ReportDraft:
    """The report on an account with what the platform has still to send to it, where that was read."""
    fit = [at for at in located.shares if at.outcome.arguments.get("provider") == located.account_named]
    if not fit or not fit[-1].of_time:
        return draft
    at = fit[-1]
    told, seen = to_send(at), limits([at.outcome])
    if not told:
        return draft.model_copy(update={"limits": [*draft.limits, *seen]})
    if draft.verdict is Verdict.NO_ISSUE:
        draft = _led_by(draft, of_time(at, located.question))
    findings = [*draft.findings[:1], *told, *draft.findings[1:]]
    left = [one for one in draft.limits if one not in NEVER_KNOWN]
    drawn = [*draft.exhibits, f"{at.at}.escrow_ageing"]
    return draft.model_copy(update={"findings": findings, "limits": [*left, *seen], "exhibits": drawn})


def _led_by(draft: ReportDraft, shares: Answer) -> ReportDraft:
    """The report on an account that is in order, led by what is amiss with its shares where anything is."""
    if shares.verdict not in (Verdict.EXPLAINED, Verdict.LIKELY):
        return draft
    own = [one.model_copy(update={"kind": "observation"}) if one.kind == "cause" else one for one in draft.findings]
    steps = [one for one in draft.next_steps if one.code is not ActionCode.NO_ACTION]
    return draft.model_copy(
        update={
            "verdict": shares.verdict,
            "cause": shares.cause,
            "party": shares.party,
            "findings": [shares.claim, *own],
            "ruled_out": list(shares.ruled_out),
            "next_steps": [*shares.next_steps, *steps],
            "limits": [*shares.limits, *draft.limits],
        }
    )


def with_payouts(draft: ReportDraft, located: Located) -> ReportDraft:
    """The report on shares with what was read of the provider's payouts, or with the limit that it wasn't."""
    if not goes_on(located.question):
        return draft
    read = [one for one in located.accounts if not one.outcome.arguments.get("standing_only")]
    found = [one for one in read if one.outcome.arguments.get("provider") == located.account_named]
    if located.account_named is None or not found or found[-1].found.id is None:
        return draft.model_copy(update={"limits": [*draft.limits, _UNREAD]})
    account = found[-1]
    draft = _beside_account(draft, account)
    told = [*schedule(account), *schedule_findings(account)]
    steps = [*draft.next_steps, *schedule_steps(account), *lacking_permission(account)]
    unseen = [*draft.limits, *limits([account.outcome])]
    return draft.model_copy(update={"findings": [*draft.findings, *told], "next_steps": steps, "limits": unseen})


def _beside_account(draft: ReportDraft, account: AccountAt) -> ReportDraft:
    """The report on shares that are in order, led by what is amiss with the provider's account where anything is.

    Where it can't be told of the account, it can't be told of the provider that nothing is wrong either.
    """
    ruling = judge(CauseCode.NO_FAULT_FOUND, account.case) if account.case else None
    if draft.cause is not CauseCode.NO_FAULT_FOUND or isinstance(ruling, Proven):
        return draft
    own = [one.model_copy(update={"kind": "observation"}) if one.kind == "cause" else one for one in draft.findings]
    answer, _ = decide(account, ACCOUNT_BRANCHES)
    if answer.verdict not in (Verdict.EXPLAINED, Verdict.LIKELY):
        changed = {"verdict": Verdict.INCONCLUSIVE, "cause": None, "party": Party.UNKNOWN, "findings": own}
        return draft.model_copy(update={**changed, "limits": [*draft.limits, _UNSETTLED]})
    steps = [one for one in draft.next_steps if one.code is not ActionCode.NO_ACTION]
    return draft.model_copy(
        update={
            "verdict": answer.verdict,
            "cause": answer.cause,
            "party": answer.party,
            "findings": [answer.claim, *own, *answer.findings],
            "ruled_out": list(answer.ruled_out),
            "next_steps": [*answer.next_steps, *steps],
            "limits": [*answer.limits, *draft.limits],
        }
    )
