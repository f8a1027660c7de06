"""What a network's fault says of a message: that nothing of it can have left, or that nobody can tell."""

import errno
import socket
import ssl
from collections.abc import Mapping
from urllib.error import URLError

from agent.delivery import Unavailable, Unknown

_NO_WAY = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL})


def cut(fault: Exception, whom: str) -> Unavailable | Unknown:
    """What a channel raises for a connection that failed: without one, nothing was sent."""
    reason = fault.reason if isinstance(fault, URLError) else fault
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unavailable(f"the certificate of {whom} is not valid")
    if isinstance(reason, socket.gaierror) or (isinstance(reason, OSError) and reason.errno in _NO_WAY):
        return Unavailable(f"{whom} can't be reached")
    return Unknown(f"the connection to {whom} was cut before it answered")


def seconds(headers: Mapping[str, str]) -> float | None:
    """How long the other side asks to wait; dates are not read."""
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return float(given) if given.isascii() and given.isdigit() and len(given) <= 6 else None
