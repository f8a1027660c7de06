"""Of whom and of when `provider_payouts` may be asked."""

import pytest

from .asking import demo
from .provider import PRO, beside
from .wider import missing, refused


async def test_an_account_that_is_not_listed_is_refused_by_the_setting_s_name_and_never_asked_about() -> None:
    async with beside(connected=("acct_another1",)) as on:
        outcome = await on.call("provider_payouts", provider=PRO)
        object_ = await on.call("get_object", id=PRO)
        listed = await on.call("list_objects", type="account", limit=100)
        scopes = {(request.path, request.scope) for request in on.requests}
    for refusal in (outcome, object_):
        assert refusal.error is not None
        assert (refusal.error.code, "`connected`" in str(refusal.error.next)) == ("out_of_scope", True)
    assert not any(PRO in path or scope == PRO for path, scope in scopes)
    assert (listed.data or {})["objects"] == []
    assert missing(listed) == {"objects": "limit"}


async def test_a_listed_account_and_the_platform_s_own_can_be_read_as_objects() -> None:
    own = demo().shelves.platform.account
    async with beside() as on:
        assert (await on.call("get_object", id=PRO)).status == "ok"
        assert (await on.call("get_object", id=own)).status == "ok"


@pytest.mark.parametrize("provider", ["po_1abc", "x", "", "provider_12345 "])
async def test_what_is_no_account_is_refused(provider: str) -> None:
    async with beside() as on:
        assert refused(await on.call("provider_payouts", provider=provider)) == "bad_arguments provider"


async def test_an_account_that_is_not_there_is_not_found() -> None:
    async with beside(connected=("acct_gone1",)) as on:
        outcome = await on.call("provider_payouts", provider="acct_gone1")
    assert outcome.error is not None
    assert outcome.error.code in ("not_found", "permission")


async def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    async with beside() as on:
        bad = {"since": "2026-11-20T00:00:00Z", "until": "2026-11-19T00:00:00Z"}
        assert refused(await on.call("provider_payouts", provider=PRO, **bad)) == "bad_arguments until"
