"""How Stripe refuses: the error envelope and the sentences in it."""

from dataclasses import dataclass

from evals.world.shelf import JsonObject

_DOCS = "https://stripe.com/docs/error-codes/"


@dataclass(frozen=True)
class Refusal(Exception):
    """An answer that is an error. Authentication, permission and rate failures carry this type too: on the wire Stripe
    tells them apart by status alone, and the SDKs derive their exception classes from it."""

    status: int
    message: str
    code: str | None = None
    param: str | None = None
    type: str = "invalid_request_error"
    headers: tuple[tuple[str, str], ...] = ()

    def envelope(self, request_log_url: str | None) -> JsonObject:
        """The body Stripe sends; absent members are left out, not null."""
        members = {
            "code": self.code,
            "doc_url": _DOCS + self.code.replace("_", "-") if self.code else None,
            "message": self.message,
            "param": self.param,
            "request_log_url": request_log_url,
            "type": self.type,
        }
        return {"error": {name: value for name, value in members.items() if value is not None}}


def no_such(called: str, object_id: str, param: str, status: int = 404, hint: str = "") -> Refusal:
    """An id that isn't there: 404 on a path, 400 in a parameter (recorded for cursors)."""
    return Refusal(status, f"No such {called}: '{object_id}'{hint}", "resource_missing", param)


def other_mode_hint(object_is_live: bool) -> str:
    """What Stripe adds to a 404 when the id exists in the mode that the key is not of."""
    there, here = ("live", "test") if object_is_live else ("test", "live")
    return f"; a similar object exists in {there} mode, but a {here} mode key was used to make this request."


def unknown_parameter(name: str) -> Refusal:
    return Refusal(400, f"Received unknown parameter: {name}", "parameter_unknown", name)


def missing_parameter(name: str) -> Refusal:
    return Refusal(400, f"Missing required param: {name}.", "parameter_missing", name)


def invalid_integer(name: str, value: str) -> Refusal:
    return Refusal(400, f"Invalid integer: {value}", "parameter_invalid_integer", name)


def invalid_value(name: str, message: str) -> Refusal:
    return Refusal(400, message, None, name)


def empty_value(name: str) -> Refusal:
    message = f"You passed an empty string for '{name}'. We assume empty values are an attempt to unset a parameter; "
    return Refusal(400, message + f"however '{name}' cannot be unset.", "parameter_invalid_empty", name)


def unrecognized_url(method: str, path: str) -> Refusal:
    return Refusal(
        404,
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at "
        "https://support.stripe.com/.",
    )


def no_key() -> Refusal:
    return Refusal(
        401,
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer "
        "auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for "
        "details, or we can help at https://support.stripe.com/.",
    )


def invalid_key(masked: str) -> Refusal:
    return Refusal(401, f"Invalid API Key provided: {masked}")


def lacks_permission(masked: str, account: str, label: str, name: str) -> Refusal:
    return Refusal(
        403,
        f"The provided key '{masked}' does not have the required permissions for this endpoint on account '{account}'. "
        f"Enabling \"{label}\" ('{name}') permissions on this key would allow this request to continue.",
        "more_permissions_required",
    )


def no_connect() -> Refusal:
    return Refusal(
        403,
        "You passed a restricted API key with the Stripe-Account header, but the restricted API key does not have any "
        "Connect permissions.",
    )


def no_such_account(masked: str, account: str) -> Refusal:
    return Refusal(
        403,
        f"The provided key '{masked}' does not have access to account '{account}' (or that account does not exist). "
        "Application access may have been revoked.",
        "account_invalid",
    )


def other_version(asked: str, served: str) -> Refusal:
    """The first sentence is Stripe's (recorded); the second is this world's own, for who has to mend it."""
    return Refusal(400, f"Invalid Stripe API version: {asked}. This simulated account serves {served} only.")


def rate_limited(reason: str) -> Refusal:
    message = (
        "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits."
    )
    return Refusal(429, message, "rate_limit", headers=(("stripe-rate-limited-reason", reason),))


def server_failure(status: int) -> Refusal:
    return Refusal(status, "An unknown error occurred", type="api_error")
