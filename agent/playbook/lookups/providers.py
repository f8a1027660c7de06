"""What is asked of providers: all their accounts, one of them, and their shares."""

from collections.abc import Iterator

from agent.playbook.connect.accounts import TOOL as OF_ACCOUNT
from agent.playbook.connect.accounts import asks_of_sending, asks_only_of_standing
from agent.playbook.connect.calls import STANDING, asked_for, time_read
from agent.playbook.connect.fleet import stretch
from agent.playbook.connect.late import providers_late
from agent.playbook.connect.shares import TOOL, asked, goes_on, idle_of, led_to, time_of, unsent_of
from agent.playbook.connect.shares import stretch as stretch_of
from agent.playbook.located import Located
from agent.playbook.lookups.lookup import MOST, Lookup


def of_all(located: Located) -> Iterator[Lookup]:
    """The connected accounts as they are listed, and the payouts of those to whose bank nothing is sent."""
    call = stretch(located.listed, located.fleet.times if located.fleet else 0)[1]
    yield Lookup("list_objects", call, "List the connected accounts: standing, requirements and bank accounts")
    for account in located.sweep.to_read if located.sweep else ():
        yield Lookup(OF_ACCOUNT, {"provider": account}, "Read the payouts of accounts whose bank account is refused")


def of_shares(located: Located) -> Iterator[Lookup]:
    """What is held for providers and what went out, of what the question names or of its time."""
    purpose = "Read the providers' shares: what is due by the rule, and the transfers there are"
    for transfer in [one for one in located.named.objects if one.startswith("tr_")][:MOST]:
        yield Lookup("get_object", {"id": transfer}, "Read the transfer that the question names")
    calls = [*asked(located.question, located.named, located.window, located.now), *led_to(located.leads)]
    yield from (Lookup(TOOL, stretch_of(located.shares, one, located.further), purpose) for one in calls[:MOST])
    for provider in unsent_of(located.shares):
        told = asked_for(provider, STANDING)
        yield Lookup(OF_ACCOUNT, told, "See whether the provider's account may be sent money at all")
    late = [name for at in located.shares[-1:] for name in providers_late(at, located.question)]
    for provider in late if not (located.account_named in late and goes_on(located.question)) else []:
        told = asked_for(provider, STANDING)
        yield Lookup(OF_ACCOUNT, told, "See whether those to whom shares are late may be sent money")
    for provider in idle_of(located.shares):
        yield Lookup(OF_ACCOUNT, asked_for(provider, {}), "See where the money is, as no share of that time is theirs")
    if located.account_named is not None and goes_on(located.question):
        yield Lookup(OF_ACCOUNT, asked_for(located.account_named, {}), "Read how the provider's account is paid out")


def of_account(located: Located) -> Iterator[Lookup]:
    """The account that the question is about; a payout that it names tells which that is."""
    for payout in located.payouts[:1] if located.account_named is None else ():
        yield Lookup("get_object", {"id": payout}, "See on which account the payout is")
        if not any(one.asked.get("id") == payout for one in located.objects):
            return
    if asks_only_of_standing(located.question, located.route.name, located.span):
        yield Lookup(OF_ACCOUNT, asked_for(located.account_named, STANDING), "Read how the account stands")
        return
    when = time_read(located.question, located.span, located.now)
    purpose = "Read how the account stands, what it holds, and how its payouts went"
    yield Lookup(OF_ACCOUNT, asked_for(located.account_named, when), purpose)
    if located.account_named is not None and asks_of_sending(located.question):
        told = {"provider": located.account_named, **time_of(located.window, located.now)}
        yield Lookup(TOOL, told, "Read which shares the platform has still to send to that account")
