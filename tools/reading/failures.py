"""What Stripe's refusals mean, in our own fixed phrases.

Stripe's messages may hold what was sent (a key's end, an e-mail, a wrong id), so only what has a code's shape is taken
from them: Stripe's code, the parameter, the permission's name, the request id.
"""

import re
from dataclasses import dataclass

from pydantic import JsonValue

from tools.contract.coverage import Missing, MissingReason
from tools.contract.outcome import Failure, FailureCode

JsonObject = dict[str, JsonValue]

_CODE = re.compile(r"[a-z][a-z0-9_.]{0,79}")
_PARAMETER = re.compile(r"[a-z][a-z0-9_.\[\]]{0,79}")
_REQUEST_ID = re.compile(r"req_[A-Za-z0-9_]{1,60}")
_PERMISSION = re.compile(r"[Ee]nabling \"([A-Za-z0-9 ,/&-]{1,60})\" \('([a-z0-9_]{1,60})'\)")
_KEY_FORM = frozenset(
    "accounts application apps balance bank billing cards charges checkout connected core coupons credit "
    "customers disputes early endpoints events fees files fraud intents invoices issuing items limited links "
    "mandates meter methods notes of orders payment payments payouts persons plans portal prices products "
    "promotion quotes radar rates refunds reporting reviews rules runs schedules sessions settings setup "
    "shipping sources subscriptions tax terminal tokens topups transactions transfers v2 values warnings "
    "webhooks".split()
)
"""The words of the Dashboard's form for a key (docs.stripe.com/keys/restricted-api-keys). A message that names a
permission in other words is somebody else's, and is not passed on to a person who would follow it."""
_PIECE = re.compile(r"[A-Z]?[a-z]+\d*|[A-Z]\d+|[A-Za-z0-9]+")
_OTHER_MODE = re.compile(r"similar object exists in (live|test) mode")

_KEY_STEP = "Check that the key is current, and give a restricted key of this account in paysleuth.toml."


class Unreadable(Exception):
    """A read that can't be had; `failure` says why, and nothing that was sent."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class NoReply(Exception):
    """Nothing came back from Stripe: no connection, a cut one, or a time-out."""


@dataclass(frozen=True)
class Refusal:
    """A response of Stripe other than 2xx; `error` is the body's error object where it has one."""

    status: int
    error: JsonObject
    request_id: str | None
    should_retry: bool | None = None
    retry_after: float | None = None
    limited: str | None = None


def explain(refusal: Refusal) -> Failure:
    """The failure that a refusal amounts to."""
    message = refusal.error.get("message")
    text = message if isinstance(message, str) else ""
    code = _word(refusal.error.get("code"), _CODE)
    request_id = _word(refusal.request_id, _REQUEST_ID)
    match refusal.status:
        case _ if code == FailureCode.UNRECORDED_READ:  # only a recording of an account says so
            failure = _unrecorded()
        case 401:
            failure = Failure(
                code=FailureCode.AUTHENTICATION, message="Stripe does not accept the account's key.", next=_KEY_STEP
            )
        case 403:
            failure = _permission(text)
        case 404 if other := _OTHER_MODE.search(text):
            failure = _wrong_mode(other[1])
        case 404:
            failure = _not_found()
        case 400 if code == "resource_missing":  # a filter that names an object which isn't there
            failure = _not_found()
        case 429:
            failure = _limited(refusal, code)
        case status if status >= 500 or status == 409:
            failure = unavailable(f"Stripe answered {status} each time it was asked.")
        case _:
            failure = _bad_request(code)
    parameter = _word(refusal.error.get("param"), _PARAMETER)
    return failure.model_copy(update={"request_id": request_id, "parameter": parameter})


def unavailable(message: str = "Stripe could not be reached.") -> Failure:
    """Stripe can't be reached or doesn't answer sensibly."""
    return Failure(
        code=FailureCode.UNAVAILABLE, message=message, next="Try again later; status.stripe.com tells of outages."
    )


def no_key(message: str, next_step: str) -> Failure:
    """The account's key can't be had, or is not one that may be used."""
    return Failure(code=FailureCode.AUTHENTICATION, message=message, next=next_step)


def missing(failure: Failure) -> Missing:
    """How a failed read stands in the coverage: what is not there, and why."""
    reasons = {FailureCode.PERMISSION: MissingReason.PERMISSION, FailureCode.RATE_LIMITED: MissingReason.RATE}
    reason = reasons.get(failure.code, MissingReason.UNAVAILABLE)
    return Missing(reason=reason, detail=failure.permission or failure.code.value, enable=failure.enable)


def out_of_scope(owner: str | None = None) -> Failure:
    """A connected account outside the account's allow-list; or an object of such an account, its `owner`."""
    its_own = "This connected account is not one that may be read."
    return Failure(
        code=FailureCode.OUT_OF_SCOPE,
        message="The object belongs to a connected account that may not be read." if owner else its_own,
        next="Add its id to `connected` of the account in paysleuth.toml.",
        owner=owner,
    )


def bad_arguments(message: str, parameter: str | None = None) -> Failure:
    """Something asked that can't be asked; `message` echoes no value."""
    return Failure(code=FailureCode.BAD_ARGUMENTS, message=message, parameter=parameter)


def lasting(failure: Failure) -> bool:
    """Whether asking again within an investigation is of no use."""
    return failure.code in (
        FailureCode.NOT_FOUND,
        FailureCode.WRONG_MODE,
        FailureCode.PERMISSION,
        FailureCode.BAD_ARGUMENTS,
        FailureCode.UNRECORDED_READ,
    )


def _permission(text: str) -> Failure:
    named = _PERMISSION.search(text)
    if named is None or not _is_of_key_form(f"{named[1]} {named[2]}"):
        step = "Enable read access to this resource on the key, in the Dashboard under Developers > API keys."
        return Failure(code=FailureCode.PERMISSION, message="The key may not read this.", next=step)
    label = re.sub(r" (Read|Write)$", r": \1", named[1])
    return Failure(
        code=FailureCode.PERMISSION,
        message=f"The key may not read this: it lacks {named[2]}.",
        next=f"Enable *{label}* on this key, in the Dashboard under Developers > API keys.",
        permission=named[2],
        enable=label,
    )


def _is_of_key_form(words: str) -> bool:
    """Whether a permission is named as Stripe's own form names one, in one number or the other."""
    found = [word.lower() for word in _PIECE.findall(words)]
    return all(word in ("read", "write") or not _KEY_FORM.isdisjoint((word, f"{word}s")) for word in found)


def _wrong_mode(mode: str) -> Failure:
    return Failure(
        code=FailureCode.WRONG_MODE,
        message=f"This object exists in {mode} mode, and the account reads the other mode.",
        next=f"Ask about an account whose mode is {mode}.",
    )


def _not_found() -> Failure:
    return Failure(
        code=FailureCode.NOT_FOUND,
        message="Stripe has no such object on this account, in this mode.",
        next="Check the id letter by letter, the account, and whether it belongs to a connected account.",
    )


def _unrecorded() -> Failure:
    return Failure(
        code=FailureCode.UNRECORDED_READ,
        message="The account is a recording, and it does not hold this read: nothing is known of what it would bring.",
        next="Go on with what the recording holds, or record the account again with this read.",
    )


def _limited(refusal: Refusal, code: str | None) -> Failure:
    reason = _word(refusal.limited, re.compile(r"[a-z-]{1,40}")) or code
    why = f" ({reason})" if reason else ""
    return Failure(
        code=FailureCode.RATE_LIMITED,
        message=f"Stripe keeps limiting the account's requests{why}.",
        next="Wait a minute and ask again, or find out what else reads this account.",
    )


def _bad_request(code: str | None) -> Failure:
    said = f" ({code})" if code else ""
    return Failure(code=FailureCode.BAD_ARGUMENTS, message=f"Stripe does not accept the request{said}.")


def _word(value: JsonValue, shape: re.Pattern[str]) -> str | None:
    return value if isinstance(value, str) and shape.fullmatch(value) else None
