"""What is said of what could not be read: whose it is where that is known, and where nobody looked."""

from typing import Any

import pytest

from agent.playbook.payment.case import Place
from agent.playbook.payment.unreadable import unreadable
from tools.contract.causes import Verdict
from tools.contract.coverage import Coverage
from tools.contract.outcome import Failure, FailureCode, Outcome

from .driving import NOW


def failed(code: FailureCode, **told: Any) -> Outcome:
    coverage = Coverage(account="demo", livemode=False, as_of=NOW)
    failure = Failure(code=code, message="It failed.", **told)
    return Outcome(status="error", tool="get_object", arguments={"id": "ch_1"}, coverage=coverage, error=failure)


def test_whose_the_object_is_is_named_and_the_settings_are_the_next_step() -> None:
    owned = unreadable(Place("E1"), failed(FailureCode.OUT_OF_SCOPE, owner="acct_1"))
    itself = unreadable(Place("E1"), failed(FailureCode.OUT_OF_SCOPE))

    assert owned.claim.facts == ["E1.error.owner"] and "{E1.error.owner}" in owned.claim.text
    assert itself.claim.facts == ["E1.error.code"]
    assert "{E1.error.owner} to the setting connected of the account {E1.coverage.account}" in owned.next_steps[0].text
    assert "{E1.error.owner}" in owned.limits[0].missing
    assert "the setting connected" in itself.next_steps[0].text


def test_where_not_all_accounts_were_asked_nothing_is_said_not_to_exist() -> None:
    some = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=100, unasked=4_995))
    every = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=95, unlisted=False))

    assert (some.verdict, every.verdict) == (Verdict.INCONCLUSIVE, Verdict.NOT_FOUND)
    assert {"E1.error.elsewhere", "E1.error.unasked"} <= set(some.claim.facts)


@pytest.mark.parametrize(("unlisted", "said"), [(True, "not on the list"), (None, "could not be told")])
def test_accounts_off_the_list_are_said_not_to_have_been_asked(unlisted: bool | None, said: str) -> None:
    answer = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=30, unlisted=unlisted))

    assert answer.verdict is Verdict.INCONCLUSIVE
    assert "{E1.error.elsewhere}" in answer.claim.text
    assert said in answer.limits[0].missing


def test_a_key_that_may_not_read_connected_accounts_is_told_what_it_lacks_and_where_that_is_given() -> None:
    refused = unreadable(Place("E1"), failed(FailureCode.PERMISSION, elsewhere=10))
    named = unreadable(Place("E1"), failed(FailureCode.PERMISSION, enable="Charges: Read"))

    assert (
        "under Connect" in refused.next_steps[0].text and "the platform's own Dashboard" in refused.next_steps[0].text
    )
    assert "Charges: Read" in named.next_steps[0].text and "Charges: Read" in named.limits[0].would_settle


def test_that_no_connected_account_was_asked_is_left_open_and_that_some_were_is_not() -> None:
    nowhere = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=0))
    looked = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=3, unlisted=False))

    assert len(nowhere.limits) == 2 and "connected account" in nowhere.limits[1].missing
    assert len(looked.limits) == 1
