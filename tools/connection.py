"""What the tools work with: one account, its guarded reader, a clock and the mask."""

from dataclasses import dataclass

from tools.contract.account import Account
from tools.contract.clock import Clock
from tools.privacy.masking import Masker
from tools.reading.line import AuditTrail
from tools.reading.reader import Reader


@dataclass(frozen=True)
class Connection:
    """One account and how it is read. A server serves one connection; no tool can choose another.

    `audit` records every tool call; without one, as in tests, calls are not recorded.
    """

    account: Account
    reader: Reader
    clock: Clock
    masker: Masker
    audit: AuditTrail | None = None
