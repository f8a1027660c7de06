"""Whether those to whom shares are late may be sent money at all, where a question is of many providers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent.playbook.connect.accounts import HEALTH, AccountAt
from agent.playbook.connect.late import late_first, late_to, providers_late
from agent.playbook.connect.mending import mends
from agent.playbook.connect.of_accounts import ACCOUNT_BRANCHES, decide
from agent.playbook.connect.onward import STOPS
from agent.playbook.connect.shares import ShareAt, SharesAt
from agent.playbook.located import Located
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep, ReportDraft

_STEPS = 3


def with_standing(draft: ReportDraft, located: Located, at: SharesAt) -> ReportDraft:
    """The report on many shares, with the accounts that can't be sent theirs told before anything is to be sent."""
    wanted = providers_late(at, located.question)
    if not wanted:
        return draft
    read = {str(one.outcome.arguments.get("provider")): one for one in located.accounts if one.found.id is not None}
    stopped = {name: answer for name in wanted if name in read and (answer := _stopped(read[name]))}
    rows = late_first(at, located.question)
    named = {name: slot for row in rows for name, slot in late_to(row)}
    place = next((index for index, one in enumerate(draft.findings) if one.kind == "cause"), -1) + 1
    told = [_told(read[name], answer) for name, answer in stopped.items()]
    asks = [_settle(named[name], answer.next_steps[0]) for name, answer in stopped.items() if answer.next_steps]
    sends = [*_sends(rows, set(stopped), draft.next_steps)]
    changed = {
        "findings": [*draft.findings[:place], *told, *draft.findings[place:]],
        "next_steps": [*asks, *sends] or draft.next_steps,
        "limits": [*draft.limits, *_unread([slot for name, slot in named.items() if name not in read])],
    }
    return draft.model_copy(update=changed)


def _stopped(account: AccountAt) -> Answer | None:
    """Why an account can't be sent money; None where it can."""
    answer, _ = decide(replace(account, book=HEALTH), ACCOUNT_BRANCHES)
    return answer if answer.cause in STOPS else None


def _told(account: AccountAt, answer: Answer) -> DraftFinding:
    whom = account.slot("whose.provider") if account.found.whose else account.slot("id")
    text = f"{whom} is not to be sent its late shares yet. {answer.claim.text}"
    return finding("observation", answer.claim.subject, text, *answer.claim.facts, severity="warning")


def _settle(whom: str, asked: DraftStep) -> DraftStep:
    text = f"Send {whom} nothing before its account is in order. {asked.text}"
    return asked.model_copy(update={"text": text})


def _sends(rows: Sequence[ShareAt], stopped: set[str], given: Sequence[DraftStep]) -> Iterator[DraftStep]:
    """The first steps, those left out that would send to an account which can't be sent money; the next ones follow."""
    halted = {row.one.id for row in rows if stopped & {name for name, _ in late_to(row)}}
    kept = [one for one in given if one.subject not in halted]
    known = {one.subject for one in given}
    more = (row for row in rows if row.one.id not in known | halted)
    yield from kept
    if len(kept) < len(given):
        yield from [step for row in more if (step := mends(row)) is not None][: _STEPS - len(kept)]


def _unread(whom: Sequence[str]) -> Iterator[DraftLimit]:
    if whom:
        yield DraftLimit(
            missing=f"Whether {', '.join(whom)} may be sent money: their accounts were not read for this.",
            would_settle="A question about each one's account tells how it stands.",
        )
