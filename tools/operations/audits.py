"""The audit of a home, checked: whether its chain is whole, and where it ends."""

from tools.audit import Head, Verified, verify
from tools.operations.homes import Home

__all__ = ["Head", "Verified", "verify_audit"]


def verify_audit(home: Home, known: Head | None = None) -> Verified | None:
    """What is wrong with the home's audit, if anything; None where nothing was ever recorded.

    `known` is a head kept elsewhere, against which a chain that was cut short shows. Raises `StoreError`.
    """
    return verify(home.audit, known) if home.audit.exists() else None
