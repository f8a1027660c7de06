"""What Stripe shows of what happened. One renderer, through which every payment goes, healthy or planted."""

from evals.world.draw import Draw
from evals.world.happened import Happened
from evals.world.parties import BankAccount, Person, Slip
from evals.world.shelf import Shelves
from evals.world.shown import accounts, events, memberships, methods, payouts, providers, sessions
from evals.world.shown.account import Account
from evals.world.shown.events import Journal
from evals.world.shown.money import Ledger
from evals.world.shown.payment import Telling

OBJECTS = (
    *("payment_intent", "charge", "customer", "payment_method", "setup_intent", "refund", "dispute", "review"),
    *("radar.early_fraud_warning", "balance_transaction", "transfer", "event", "v2.core.event", "webhook_endpoint"),
    *("transfer_reversal", "application_fee", "mandate", "product", "price", "subscription", "invoice"),
    *("invoice_payment", "payout", "checkout.session"),
)


def show(happened: Happened) -> Shelves:
    """The shelves of a world, complete but for their digest."""
    platform = happened.platform
    account = Account(
        seed=happened.seed,
        now=happened.now,
        platform=platform,
        journal=Journal(happened.seed, happened.now, platform),
        ledger=Ledger(happened.now, platform.livemode),
        objects={kind: {} for kind in OBJECTS},
    )
    account.put(accounts.platform_account(platform, happened.now))
    for provider in sorted((*platform.providers, *platform.apart), key=lambda one: one.joined_at):
        account.put(accounts.provider_account(provider, happened.now))
        account.connected(provider)
    for endpoint in platform.endpoints:
        account.put(events.webhook_endpoint(endpoint, platform))
    account.objects["radar.rule"] = {
        rule.id: {"action": rule.action, "id": rule.id, "predicate": rule.predicate} for rule in platform.rules
    }
    there = {one.person.id: one.booking.provider for one in happened.payments if one.direct}
    for person in happened.people:
        _person(account.connected(there[person.id]) if person.id in there else account, person)
    for payment in happened.payments:
        if payment.direct:
            Telling(account.connected(payment.booking.provider), payment, account).tell()
        else:
            Telling(account, payment).tell()
    memberships.show(account, happened)
    sessions.show(account, happened)
    for person in happened.people:
        _forget(account, person)
    if platform.treasury is not None:
        payouts.pay_out(account, platform.treasury)
        account.objects["balance_settings"] = {"balance_settings": payouts.balance_settings(platform.treasury)}
    providers.show(account)
    connected = {identity: other.shelf() for identity, other in sorted(account.others.items())}
    return Shelves(happened.seed, happened.now, account.shelf(), connected)


def _forget(account: Account, person: Person) -> None:
    """A customer who was deleted: nothing of them is left but the id, and their methods are nobody's."""
    at = person.forgotten_at
    if at is None or at > account.now:
        return
    before = account.objects["customer"][person.id]
    account.gone[person.id] = person.joined_at
    account.put(methods.forgotten(person))
    for method in person.methods:
        account.change("payment_method", method.id, customer=None)
    account.journal.note("customer.deleted", before, at)


def _person(account: Account, person: Person) -> None:
    """Somebody and what they pay with, on the account that they pay on."""
    draw = Draw(account.seed, "shown", person.id)
    customer = account.put(methods.customer(person, account.platform, draw))
    account.journal.note("customer.created", customer, person.joined_at)
    for method in person.methods:
        shown = account.put(methods.payment_method(method, person, account.platform))
        if isinstance(method, Slip):
            continue
        account.journal.note("payment_method.attached", shown, method.added_at)
        if isinstance(method, BankAccount):
            account.put(methods.mandate(method, account.platform))
        elif method.id in person.saved:
            setup = account.put(methods.setup_intent(method, person, account.platform, draw))
            account.journal.note("setup_intent.created", {**setup, "status": "requires_confirmation"}, method.added_at)
            account.journal.note("setup_intent.succeeded", setup, method.added_at)
