"""Whose connected account is whose: the ways to it, where they differ, and where there is none."""

from typing import Any

from tools.contract.clock import Window, from_unix
from tools.contract.providers import ProviderAccount
from tools.escrow.status import escrow_status
from tools.escrow.surround import Scope
from tools.payouts.status import provider_payouts
from tools.providers import PROVIDER_PARTS, provider_account
from tools.reading.parts import Reads

from .marketplace import Market, account, market, payment, transfer
from .wider import at_demo, shelf

PAYMENTS, SEARCHED, TRANSFERS, ACCOUNTS = "/v1/payment_intents", "pi", "/v1/transfers", "/v1/accounts"
MINE, OTHER = "acct_mine1", "acct_other2"


async def look(on: Market, provider: str = "provider_1", after: str | None = None) -> tuple[ProviderAccount, Reads]:
    reads = Reads(on.connection.reader, PROVIDER_PARTS)
    return await provider_account(on.connection, reads, provider, after), reads


def paid(*to: str, names: str | None = None) -> dict[str, Any]:
    """A Stripe where the provider's payments went to these accounts."""
    return {
        PAYMENTS: [payment(n, "provider_1") for n, _ in enumerate(to, 1)],
        TRANSFERS: [transfer(n, one) for n, one in enumerate(to, 1)],
        ACCOUNTS: [account(one, names if one == MINE else None) for one in dict.fromkeys((MINE, OTHER))],
    }


async def test_the_payments_of_a_provider_lead_to_its_account() -> None:
    async with market(paid(MINE, MINE), connected=[MINE, OTHER]) as on:
        found, _ = await look(on)

    assert (found.match, found.account, found.way, found.agreed) == ("found", MINE, "payments", True)
    assert found.candidates[0].transfers == 2


async def test_on_the_demo_account_every_provider_is_found_in_few_reads() -> None:
    accounts = {id: one for id, one in shelf("account").items() if one["metadata"].get("provider_id")}
    async with at_demo(connected=list(accounts)) as on:
        for id, one in accounts.items():
            on.start_over()
            reads = Reads(on.connection.reader, PROVIDER_PARTS)
            found = await provider_account(on.connection, reads, one["metadata"]["provider_id"])
            assert (found.account, found.agreed, len(on.requests) <= 10) == (id, True, True)
            assert all(part.complete for part in reads.ordered_parts)


async def test_an_account_that_names_the_provider_itself_outranks_where_money_went_by_mistake() -> None:
    async with market(paid(MINE, OTHER, names="provider_1"), connected=[MINE, OTHER]) as on:
        found, _ = await look(on)

    assert (found.match, found.account, found.way, found.agreed) == ("found", MINE, "account_metadata", False)
    assert {one.id: one.ways for one in found.candidates} == {MINE: ["payments", "account_metadata"],
                                                              OTHER: ["payments"]}  # fmt: skip


async def test_where_nothing_decides_between_two_accounts_none_is_chosen() -> None:
    async with market(paid(MINE, OTHER), connected=[MINE, OTHER]) as on:
        found, _ = await look(on)
        both = {**paid(), ACCOUNTS: [account(MINE, "provider_1"), account(OTHER, "provider_1")]}
    async with market(both, connected=[MINE, OTHER]) as on:
        claimed, _ = await look(on)

    for one in (found, claimed):
        assert (one.match, one.account, one.agreed) == ("several", None, False)
        assert {candidate.id for candidate in one.candidates} == {MINE, OTHER}


async def test_an_account_that_only_the_newest_payments_went_to_is_told_beside_the_older_one() -> None:
    destinations = [MINE] * 9 + [OTHER]
    held = paid(*destinations)
    for number, one in enumerate(held[PAYMENTS]):
        one["created"] += number
    async with market(held, connected=[MINE, OTHER]) as on:
        found, _ = await look(on)

    assert (found.match, {one.id for one in found.candidates}) == ("several", {MINE, OTHER})
    assert (found.reach.payments, found.reach.followed, found.reach.accounts) == (10, 6, 2)


async def test_an_account_that_names_the_provider_is_told_though_no_money_went_there() -> None:
    both = {**paid(MINE), ACCOUNTS: [account(MINE, "provider_1"), account(OTHER, "provider_1")]}
    async with market(both, connected=[MINE, OTHER]) as on:
        found, _ = await look(on)
    crowd = {
        **both,
        ACCOUNTS: [both[ACCOUNTS][0], *(account(f"acct_{n}") for n in range(350)), account(OTHER, "provider_1")],
    }
    async with market(crowd, connected=[MINE, OTHER]) as on:
        beyond, reads = await look(on)

    assert (found.match, found.agreed, {one.id for one in found.candidates}) == ("several", False, {MINE, OTHER})
    assert (beyond.match, beyond.account, beyond.after, beyond.reach.accounts) == ("found", MINE, None, 300)
    assert reads.parts["accounts"].more


async def test_the_configuration_is_taken_and_what_speaks_against_it_is_told() -> None:
    async with market(paid(OTHER), connected=[MINE, OTHER], providers={"provider_1": MINE}) as on:
        found, _ = await look(on)
    other = {**paid(OTHER), ACCOUNTS: [account(MINE), account(OTHER, "provider_1")]}
    async with market(other, connected=[MINE, OTHER], providers={"provider_1": MINE}) as on:
        contradicted, _ = await look(on)

    assert (found.account, found.way, found.agreed) == (MINE, "configuration", False)
    assert (contradicted.match, contradicted.account, contradicted.agreed) == ("several", None, False)


async def test_an_account_outside_the_allow_list_is_named_as_such_and_not_read() -> None:
    async with market(paid(MINE), connected=[OTHER]) as on:
        found, reads = await look(on)

    assert (found.match, found.account) == ("not_allowed", MINE)
    assert [one.may_be_read for one in found.candidates] == [False]
    assert "provider_accounts" not in reads.parts


async def test_of_an_account_outside_the_allow_list_nothing_is_told_but_its_id() -> None:
    claimed = {ACCOUNTS: [account(MINE, "provider_1"), account(OTHER, "provider_1")]}
    async with market(claimed, connected=[MINE]) as on:
        both, _ = await look(on)
        booked = await escrow_status(on.connection, Scope(provider="provider_1", window=Window(since=from_unix(0))))
        paid_out = await provider_payouts(on.connection, "provider_1", None, None)
    async with market({ACCOUNTS: claimed[ACCOUNTS][1:]}, connected=[MINE]) as on:
        alone, _ = await look(on)
    async with market(claimed) as on:
        unlisted, _ = await look(on)

    told = {one.id: (one.names, one.business) for one in both.candidates}
    assert (both.match, told) == ("several", {MINE: ("provider_1", "Kestrel Works"), OTHER: (None, None)})
    assert (alone.match, [(one.names, one.business) for one in alone.candidates]) == ("not_allowed", [(None, None)])
    assert {one.business for one in unlisted.candidates} == {"Kestrel Works"}
    for outcome in (booked, paid_out):
        assert str(outcome.to_json()).count("Kestrel Works") == 1


async def test_of_a_payment_that_several_share_only_the_provider_s_own_transfer_counts() -> None:
    shared = {"split": "provider_1:60 provider_2:40"}
    held = {
        PAYMENTS: [payment(1, "provider_1", metadata=shared)],
        TRANSFERS: [
            transfer(1, MINE, metadata={"provider_id": "provider_1"}),
            transfer(1, OTHER, metadata={"provider_id": "provider_2"}),
            transfer(1, "acct_third3"),
        ],
    }
    async with market(held, connected=[MINE, OTHER]) as on:
        found, _ = await look(on)

    assert [one.id for one in found.candidates] == [MINE]


async def test_five_thousand_accounts_are_looked_through_in_part_and_the_rest_is_said_and_resumed() -> None:
    crowd = [account(f"acct_{n}") for n in range(5_000)]
    last = account(MINE, "provider_1")
    async with market({ACCOUNTS: [*crowd, last]}, connected=[MINE]) as on:
        first, reads = await look(on)
        asked = len(on.reads)
        found, cursor, tries = first, first.after, 0
        while cursor is not None and tries < 9:
            found, _ = await look(on, after=cursor)
            cursor, tries = found.after, tries + 1

    assert (first.match, first.after is not None, asked) == ("none", True, 11)
    assert (reads.parts["accounts"].more, reads.parts["accounts"].rows) == (True, 1_000)
    assert (found.match, found.account, tries) == ("found", MINE, 5)


async def test_without_the_permission_for_transfers_nothing_is_said_of_them() -> None:
    async with market(paid(MINE), denied=[TRANSFERS], connected=[MINE]) as on:
        found, reads = await look(on)

    assert (found.match, reads.complete("provider_transfers")) == ("none", False)


async def test_an_id_of_an_account_is_taken_as_it_is() -> None:
    async with market({}, connected=[MINE]) as on:
        found, _ = await look(on, MINE)
        refused, _ = await look(on, OTHER)

    assert (found.match, found.way, refused.match, on.reads) == ("found", "account_id", "not_allowed", [])
