"""What the tools work with: one account, its guarded reader, a clock and the mask."""

from dataclasses import dataclass

from tools.contract.account import Account
from tools.contract.clock import Clock
from tools.masking import Masker
from tools.reader import Reader


@dataclass(frozen=True)
class Connection:
    """One account and how it is read. A server serves one connection; no tool can choose another."""

    account: Account
    reader: Reader
    clock: Clock
    masker: Masker
