"""The playbook's fixed sentences: they cover every word of the vocabularies, and hold no figure or code."""

import pytest

from agent.playbook.writing.actions import action
from agent.playbook.writing.limits import limits
from agent.verification.prose import allowance, check_prose
from tests.playbook.driving import NOW
from tools.contract.causes import ActionCode
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.outcome import Outcome

NOTHING = allowance("", [], [])


@pytest.mark.parametrize("code", list(ActionCode))
def test_every_action_is_put_in_words_that_may_stand(code: ActionCode) -> None:
    assert check_prose(action(code, None).text, NOTHING, []) == []


@pytest.mark.parametrize("reason", [*MissingReason, None])
def test_every_gap_is_put_in_words_that_may_stand(reason: MissingReason | None) -> None:
    missing = Missing(reason=reason, detail="Events: Read") if reason else None
    names = ("payment", "charges", "events", "refunds", "disputes", "fraud_warnings", "reviews", "transfers", "fees")
    names += ("endpoints", "deliveries", "search", "listing", "recent", "cards", "objects", "of another tool")
    parts = [Part(name=name, resource=name, pages=1, rows=1, more=not missing, missing=missing) for name in names]
    outcome = Outcome(
        status="partial",
        tool="payment_flow",
        arguments={},
        coverage=Coverage(account="demo", livemode=False, as_of=NOW, parts=parts),
    )
    told = limits([outcome])
    named = {thing for limit in told for thing in limit.missing.partition(";")[0].replace(" and ", ", ").split(", ")}
    assert len(named) >= len(names) - 1  # a search and a listing are the same to a reader
    assert [fault for limit in told for fault in check_prose(limit.missing, NOTHING, [])] == []
    assert [fault for limit in told for fault in check_prose(limit.would_settle, NOTHING, [])] == []


def gaps(tool: str, within: str | None, **missing: Missing) -> Outcome:
    parts = [Part(name=name, resource=name, pages=0, rows=0, missing=one) for name, one in missing.items()]
    coverage = Coverage(account="demo", connected_account=within, livemode=False, as_of=NOW, parts=parts)
    return Outcome(status="partial", tool=tool, arguments={}, coverage=coverage)


def test_what_the_key_lacks_under_connect_is_one_line_that_names_all_of_it_and_each_permission_once() -> None:
    denied = [Missing(reason=MissingReason.PERMISSION, enable=f"{name}: Read") for name in ("Balance", "Payouts")]
    both = limits([gaps("provider_payouts", "acct_1", balance=denied[0], payouts=denied[1], payout_events=denied[1])])
    platform = limits([gaps("provider_payouts", None, balance=denied[0], payouts=denied[1])])

    (one,) = both
    assert "balance, payouts, the payouts' events" in one.missing
    assert "Balance: Read, Payouts: Read under Connect" in one.would_settle
    assert [("under Connect" in each.would_settle) for each in platform] == [False, False]
    assert check_prose(one.missing, NOTHING, []) == check_prose(one.would_settle, NOTHING, []) == []


def test_a_list_of_accounts_that_was_cut_is_not_said_to_need_a_narrower_window() -> None:
    (cut,) = limits([gaps("provider_payouts", None, accounts=Missing(reason=MissingReason.LIMIT))])
    assert "under providers" in cut.would_settle and "window" not in cut.would_settle


def test_a_sentence_with_a_code_would_be_caught() -> None:
    assert check_prose("The bank said do_not_honor after 3 tries.", NOTHING, []) != []
