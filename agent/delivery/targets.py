"""The channels of the configuration: nothing but `[delivery.<name>]` ever says where a report goes."""

import difflib
from collections.abc import Iterable
from pathlib import Path

from agent.delivery import Channel
from agent.delivery.files import FileChannel
from agent.delivery.mail import EmailChannel
from agent.delivery.slack import SlackChannel
from agent.delivery.slack_webhook import SlackWebhookChannel
from agent.delivery.webhook import WebhookChannel
from tools.contract.clock import Clock
from tools.operations import Misconfigured
from tools.operations.delivery import (
    EmailTarget,
    FileTarget,
    SlackTarget,
    SlackWebhookTarget,
    TargetSecret,
    WebhookTarget,
)
from tools.operations.section import KeySettings
from tools.operations.settings import Settings

_ANY = r"[!-~]{1,1000}"
_FORMS = {
    "token": r"xox[bp]-[A-Za-z0-9-]{8,250}",
    "address": r"https?://[!-~]{4,1000}",
    "password": r"[^\x00-\x1f]{1,1000}",
    "signing secret": _ANY,
}


def channels(settings: Settings, place: Path | None, clock: Clock, names: Iterable[str]) -> list[Channel]:
    """The channels called `names`, in that order; raises `Misconfigured` for one that isn't configured.

    `place` is the settings file, whose folder a relative path starts from.
    """
    folder = place.parent if place else Path()
    return [_channel(name, settings, folder, clock) for name in names]


def _channel(name: str, settings: Settings, folder: Path, clock: Clock) -> Channel:
    def secret(what: str, given: KeySettings) -> TargetSecret:
        return TargetSecret(what, name, given, folder, _FORMS[what])

    match settings.delivery.get(name):
        case SlackTarget() as target:
            return SlackChannel(name, target, secret("token", target.token))
        case SlackWebhookTarget() as target:
            return SlackWebhookChannel(name, target, secret("address", target.url))
        case EmailTarget() as target:
            return EmailChannel(name, target, secret("password", target.password) if target.password else None)
        case WebhookTarget() as target:
            signing = [one for one in (target.secret, target.next_secret) if one is not None]
            return WebhookChannel(name, target, [secret("signing secret", one) for one in signing], clock)
        case FileTarget() as target:
            return FileChannel(name, target, folder / Path(target.folder).expanduser())
        case None:
            known = list(settings.delivery)
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known) or 'none'}"
            raise Misconfigured(f"there is no [delivery.{name}] in paysleuth.toml", hint)
