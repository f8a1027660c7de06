"""Reports on an account of Connect: the branches that are tried in this order, and what stands around the answer."""

from collections.abc import Iterable
from dataclasses import replace

from agent.playbook.connect import account_health, dated, payouts
from agent.playbook.connect.account_health import bank_answer, standing_findings
from agent.playbook.connect.accounts import HEALTH, PAYOUTS, AccountAt, AccountBranch
from agent.playbook.connect.money import payout_findings
from agent.playbook.connect.schedules import schedule_answer, schedule_findings, schedule_steps
from agent.playbook.payment.case import Place
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.playbook.writing.limits import limits
from agent.report import DraftFinding, DraftLimit, DraftStep, ReportDraft
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.coverage import MissingReason

STOPPED = "The account may not be paid out: something is overdue, it is under review, rejected or paused"
UNUSABLE = "A payout failed at the bank, or came back after it had seemed to arrive"
KEPT = "Money is kept back: a negative balance, a reserve, or payouts that are made by hand"
COMING = "Nothing is wrong: the money is on its way, or its day has not come"
ORDERLY = "The account is in order, and its payouts arrive"

OF_ACCOUNT: dict[str, tuple[str, ...]] = {
    PAYOUTS: (UNUSABLE, STOPPED, KEPT, COMING, ORDERLY),
    HEALTH: (STOPPED, UNUSABLE, KEPT, ORDERLY),
}
"""What may be true, by the playbook that a question takes."""

_OF_PAYOUTS = frozenset({PAYOUTS})
ACCOUNT_BRANCHES: tuple[AccountBranch, ...] = (
    AccountBranch("payout_of_day", COMING, dated.of_the_day),
    AccountBranch("payout_unmade", UNUSABLE, dated.unmade),
    AccountBranch("payout_paid", COMING, payouts.paid),
    AccountBranch("account_rejected", STOPPED, account_health.rejected),
    AccountBranch("account_under_review", STOPPED, account_health.under_review),
    AccountBranch("account_paused", STOPPED, account_health.paused),
    AccountBranch("requirements_past_due", STOPPED, account_health.past_due),
    AccountBranch("payout_returned", UNUSABLE, payouts.returned),
    AccountBranch("payout_failed", UNUSABLE, payouts.failed),
    AccountBranch("capability_inactive", STOPPED, account_health.inactive),
    AccountBranch("negative_balance", KEPT, payouts.negative),
    AccountBranch("reserve_held", KEPT, payouts.reserve),
    AccountBranch("payouts_manual", KEPT, payouts.by_hand, _OF_PAYOUTS),
    AccountBranch("payout_in_transit", COMING, payouts.in_transit, _OF_PAYOUTS),
    AccountBranch("payout_not_due", COMING, payouts.not_due, _OF_PAYOUTS),
    AccountBranch("all_arrived", COMING, payouts.all_arrived, _OF_PAYOUTS),
    AccountBranch("account_in_order", ORDERLY, account_health.in_order),
)
NEVER_KNOWN = (
    DraftLimit(
        missing="What the platform still holds for the provider: no record of the account has it.",
        would_settle="Ask which of the provider's bookings are paid and not passed on yet.",
    ),
)
_MOST = 24
"""Findings that a reader still reads."""


def decide(account: AccountAt, branches: Iterable[AccountBranch]) -> tuple[Answer, AccountBranch | None]:
    """The answer of the first branch that holds, and that branch."""
    for branch in branches:
        answer = None if branch.books and account.book not in branch.books else branch.decide(account)
        if answer is not None:
            return answer, branch
    return _undecided(account), None


def on_account(account: AccountAt, branches: Iterable[AccountBranch]) -> ReportDraft:
    """The report on an account."""
    if account.found.id is None and account.found.whose is not None:
        return _nobody(account)
    answer, _ = decide(account, branches)
    if account.book == PAYOUTS and answer.cause in (CauseCode.NO_FAULT_FOUND, None):
        answer = replace(answer, next_steps=(*answer.next_steps, *schedule_steps(account)))
    told = [*bank_answer(account), *schedule_answer(account), answer.claim, *answer.findings, *_around(account)]
    lacking = limits([account.outcome])
    return ReportDraft(
        verdict=answer.verdict,
        cause=answer.cause,
        party=answer.party,
        findings=told[:_MOST],
        ruled_out=list(answer.ruled_out),
        next_steps=[*answer.next_steps, *lacking_permission(account)],
        limits=[*answer.limits, *_never_known(account), *lacking],
        exhibits=[f"{account.at}.{kind}" for kind in _drawn(account)],
    )


def _nobody(account: AccountAt) -> ReportDraft:
    """The report where a provider has no account, or several: none is chosen."""
    found = account.found.whose
    assert found is not None  # noqa: S101
    provider, whole = found.provider, account.outcome.coverage.complete
    places = [Place(f"{account.at}.whose.candidates[{at}]") for at in range(len(found.candidates))]
    if places:
        text = "More than one connected account may be this provider's, and none is chosen; they are told below."
    else:
        text = "There is no connected account of this provider where it was looked for."
    claim = finding(
        "observation" if places or not whole else "absence", provider, text, account.ref("whose.candidates"),
        severity="warning",
    )  # fmt: skip
    if not places and not whole:
        claim = finding(
            "observation",
            provider,
            "It could not be told which account is this provider's.",
            account.ref("whose.match"),
        )
    told = [*_reach(account)]
    each = [
        finding("observation", one.id, f"{place.slot('id')} was found by {place.slot('ways[0]')}.", place.ref("ways"))
        for place, one in zip(places, found.candidates, strict=True)
    ]
    ask = "Name the account by its own id, or map the provider to it in the configuration, under providers."
    return ReportDraft(
        verdict=Verdict.INCONCLUSIVE if places or not whole else Verdict.NOT_FOUND,
        party=Party.UNKNOWN,
        findings=[claim, *each, *told],
        next_steps=[action(ActionCode.CHECK_REFERENCE, None, ask)],
        limits=[DraftLimit(missing=_WHICH if places else _WHOSE, would_settle=ask), *limits([account.outcome])],
    )


_WHICH = "Which account is meant: several accounts are this provider's, as far as can be told."
_WHOSE = "The right id of the provider: no account is known to be this one's."


def _reach(account: AccountAt) -> Iterable[DraftFinding]:
    """How far was looked for the provider's account."""
    found = account.found.whose
    reach = found.reach if found else None
    if found is None or reach is None:
        return
    said = {
        "payments": "payments of the provider found",
        "followed": "of these followed to where their money went",
        "accounts": "accounts whose own metadata were looked at",
    }
    told = [
        f"{text} {account.slot(f'whose.reach.{name}')}"
        for name, text in said.items()
        if getattr(reach, name) is not None
    ]
    if told:
        yield finding("observation", found.provider, f"How far was looked: {'; '.join(told)}.")


def _around(account: AccountAt) -> list[DraftFinding]:
    standing, money = list(standing_findings(account)), list(payout_findings(account))
    trials = list(schedule_findings(account)) if account.book == PAYOUTS else []
    return [*money, *trials, *standing] if account.book == PAYOUTS else [*standing, *money]


def _drawn(account: AccountAt) -> list[str]:
    """The exhibits that the tool made of it."""
    whole = account.read("ledger") or account.read("transfers")
    analysed = not account.found.platform and account.found.id is not None and account.book == PAYOUTS and whole
    return ["provider_payout_analysis", "payout_calendar"] if analysed else ["payout_calendar"]


def _never_known(account: AccountAt) -> tuple[DraftLimit, ...]:
    """What no record of the account holds, where the analysis leaves it open."""
    unasked = account.book != PAYOUTS or account.asks_how_they_did
    return () if unasked or account.found.platform else NEVER_KNOWN


def lacking_permission(account: AccountAt) -> list[DraftStep]:
    """The step that gives the key what it lacked, where it lacked anything."""
    missing = [part.missing for part in account.outcome.coverage.parts]
    lacking = any(one is not None and one.reason is MissingReason.PERMISSION for one in missing)
    return [action(ActionCode.GRANT_PERMISSION, None)] if lacking else []


def _undecided(account: AccountAt) -> Answer:
    """What was read carries no cause."""
    text = "What could be read of the account doesn't settle how it stands; what is known is told below."
    path = "since"
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=account.told(text, account.ref(path), severity="warning"),
        limits=(
            DraftLimit(
                missing="The cause: the account, its balance or its payouts could not be read in full.",
                would_settle="The account's page in the Dashboard, or a key that may read all of it.",
            ),
        ),
    )
