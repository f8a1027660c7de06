"""The channels of the configuration: nothing but `[delivery.<name>]` ever says where a report goes."""

import difflib
from collections.abc import Mapping
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
    Target,
    TargetSecret,
    WebhookTarget,
)
from tools.operations.sections import KeySettings

_ANY = r"[!-~]{1,1000}"
_FORMS = {
    "token": r"xox[bp]-[A-Za-z0-9-]{8,250}",
    "address": r"https?://[!-~]{4,1000}",
    "password": r"[^\x00-\x1f]{1,1000}",
    "signing secret": _ANY,
}


def open_channel(name: str, targets: Mapping[str, Target], folder: Path, clock: Clock) -> Channel:
    """The channel of `[delivery.NAME]`; raises `Misconfigured` where there is none.

    `folder` is the settings file's, which a relative path starts from.
    """

    def secret(what: str, given: KeySettings) -> TargetSecret:
        return TargetSecret(what, name, given, folder, _FORMS[what])

    match targets.get(name):
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
            near = difflib.get_close_matches(name, targets, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(targets) or 'none'}"
            raise Misconfigured(f"there is no [delivery.{name}] in paysleuth.toml", hint)
