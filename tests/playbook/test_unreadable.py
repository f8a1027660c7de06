"""What is said of what could not be read: whose it is where that is known, and where nobody looked."""

from typing import Any

from agent.playbook.payment.case import Place
from agent.playbook.payment.unreadable import unreadable
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
    assert all("in the settings" in answer.next_steps[0].text for answer in (owned, itself))


def test_that_no_connected_account_was_asked_is_left_open_and_that_some_were_is_not() -> None:
    nowhere = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=0))
    looked = unreadable(Place("E1"), failed(FailureCode.NOT_FOUND, elsewhere=3))

    assert len(nowhere.limits) == 2 and "connected account" in nowhere.limits[1].missing
    assert len(looked.limits) == 1
