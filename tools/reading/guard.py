"""What a request must be before a socket opens for it: a GET, of Stripe's API, on the account's own host."""

from urllib.parse import unquote, urlsplit

from tools.contract.account import STRIPE_URL

VERSION = "2026-10-28.endive"
"""The version of Stripe's API that every request names, and that the projections are written for."""

_PORTS = {"http": 80, "https": 443}
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_API = ("/v1/", "/v2/")


class Blocked(RuntimeError):
    """A request that paysleuth must never make, stopped before it left; it always means a fault in paysleuth."""


class Guard:
    """Lets through GETs of Stripe's API on one host; raises `ValueError` for a host that may not be read at all."""

    def __init__(self, base_url: str) -> None:
        if base_url != STRIPE_URL and not is_loopback(base_url):
            raise ValueError(f"base_url may only be {STRIPE_URL} or a loopback address")
        self._origin = _origin(base_url)

    def check(self, method: str, url: str) -> None:
        """Raises `Blocked` unless this is a GET of the API on the account's host."""
        if method.lower() != "get":
            raise Blocked(f"blocked a {method.upper()}: paysleuth only reads")
        try:
            origin = _origin(url)
        except ValueError:
            raise Blocked("blocked a request to something that isn't a plain web address") from None
        if origin != self._origin:
            raise Blocked("blocked a request to a host that isn't the account's")
        path = unquote(urlsplit(url).path)
        if not path.startswith(_API) or ".." in path or "//" in path or "\\" in path:
            raise Blocked("blocked a request outside Stripe's API")


def is_loopback(url: str) -> bool:
    """Whether `url` is the root of a web server on this machine."""
    parts = urlsplit(url)
    return (
        parts.scheme in _PORTS and parts.hostname in _LOOPBACK and parts.path in ("", "/") and "@" not in parts.netloc
    )


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or parts.hostname is None or "@" in parts.netloc or "\\" in url:
        raise ValueError("not a plain web address")
    return (parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])
