"""`paysleuth webhook`: whether a webhook that was received is Stripe's, and what Stripe itself says of it."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent.cli.faults import FAULT, told
from agent.cli.options import Moment
from agent.compose import Choice, Setting, account_meant, open_account
from tools.contract.clock import MachineClock
from tools.operations.sections import DEMO
from tools.operations.signature import Checked, check

if TYPE_CHECKING:
    from tools.contract.history import EventDelivery
    from tools.contract.outcome import Outcome


@click.group()
def webhook() -> None:
    """Check a webhook that was received: its signature, its age, its body, and whether Stripe delivered it."""


@webhook.command()
@click.option(
    "--payload",
    metavar="FILE",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The body of the request, byte for byte as it was received.",
)
@click.option("--signature", metavar="HEADER", required=True, help="The value of its Stripe-Signature header.")
@click.option("--account", metavar="NAME", help="An account of paysleuth.toml. Default: the only one configured.")
@click.option("--at", type=Moment(), help="When the request was received. Default: now.")
@told
def verify(payload: Path, signature: str, account: str | None, at: datetime | None) -> int:
    """Say which of signature, age and body fails, and whether the event is Stripe's own and was delivered.

    The endpoint's signing secret comes from [accounts.NAME.webhook_secret] of paysleuth.toml, never from the command
    line. Exit code 0 where all of it holds, else 1; of a thin event the first three, as it can't be looked up.
    """
    body = _read(payload)
    setting = Setting.find()
    _one_is_meant(account, setting)
    name = account_meant(account, setting)
    secret = setting.accounts.webhook_secret(name).secret()
    livemode = setting.accounts.find(name).account.mode == "live"
    checked = check(body, signature, secret, at or MachineClock().now(), livemode)
    for finding in checked.findings:
        _line(finding.part, finding.holds, finding.why)
    known = asyncio.run(_look_up(checked, name, setting))
    return 0 if checked.holds and known else FAULT


def _one_is_meant(account: str | None, setting: Setting) -> None:
    """Refuse to guess between several accounts: each has a secret of its own."""
    names = [name for name in setting.accounts.names if name != DEMO]
    if account is None and len(names) > 1:
        told = ", ".join(sorted(names))
        raise click.UsageError(f"Several accounts are configured: {told}. Say which is meant with --account NAME.")


def _read(payload: Path) -> bytes:
    try:
        return payload.read_bytes()
    except OSError as fault:
        raise click.BadParameter(f"{str(payload)!r} can't be read: {fault.strerror}.", param_hint="--payload") from None


def _line(part: str, holds: bool | None, why: str) -> None:
    said = "not known" if holds is None else "holds" if holds else "fails"
    click.echo(f"{part:<10} {said}  {why}")


async def _look_up(checked: Checked, name: str, setting: Setting) -> bool:
    """Ask the account's own tools for the event that the body names, whether or not its signature holds."""
    if checked.event is None or checked.thin:
        why = "a thin event, which can't be asked for by its id here" if checked.thin else "no event is named"
        click.echo(f"{'at Stripe':<10} not looked up: {why}")
        return checked.thin
    from tools.gateway import Gateway  # noqa: PLC0415 - not needed for help
    from tools.server import build_server  # noqa: PLC0415

    async with open_account(Choice(account=name), setting) as connection:
        opened = Gateway.open(build_server(connection), account=connection.account, clock=connection.clock)
        async with opened as gateway:
            outcome = await gateway.call("webhook_deliveries", {"object": checked.event})
    return _tell(outcome, checked)


def _tell(outcome: "Outcome", checked: Checked) -> bool:
    from tools.contract.history import WebhookDeliveries  # noqa: PLC0415 - not needed for help

    if outcome.error is not None:
        unknown = outcome.error.code == "not_found"
        lately = " An event older than 30 days can't be had." if unknown else ""
        click.echo(f"{'at Stripe':<10} {'fails' if unknown else 'not known'}  {outcome.error.message}{lately}")
        return False
    found = WebhookDeliveries.from_json(outcome.data)
    [event] = found.events
    _line("at Stripe", True, f"{event.type}, made {event.created:%Y-%m-%dT%H:%M:%SZ}")
    other = _otherwise(checked, event)
    _line("record", not other, f"the body says otherwise: {'; '.join(other)}" if other else "the body says the same")
    heard = [one for one in found.endpoints if event.type in one.subscribed]
    listening = ", ".join(f"{_named(one.host, one.id)} {one.status}" for one in heard) or "none subscribes to it"
    owed = f"{event.pending_webhooks} not answered yet" if event.pending_webhooks else "none owes an answer"
    unread = " (the endpoints could not be read)" if any(part.missing for part in outcome.coverage.parts) else ""
    _line("delivered", event.delivered, f"endpoints: {listening}; {owed}{unread}")
    return event.delivered is True and not other


def _named(host: str | None, endpoint: str) -> str:
    return f"{host} ({endpoint})" if host else endpoint


def _otherwise(checked: Checked, event: "EventDelivery") -> list[str]:
    """In what a body differs from what Stripe holds of the event that it names: its type, moment and object."""
    pairs = {
        "type": (checked.type, event.type),
        "created": (checked.created, int(event.created.timestamp())),
        "object": (checked.about, event.object),
    }
    return [f"{name} {said!r:.80}, not {held!r}" for name, (said, held) in pairs.items() if said != held]
