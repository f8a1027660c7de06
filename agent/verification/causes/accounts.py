"""The causes that are judged on an account of Connect: its standing, its balance and its payouts."""

from agent.verification.causes import payouts, standing
from agent.verification.causes.account_case import TOOL, AccountCase, opened
from agent.verification.causes.kinds import Kind

ACCOUNTS = Kind(
    case=AccountCase,
    tool=TOOL,
    wanting="the provider_payouts of its account",
    opened=opened,
    rules={**payouts.RULES, **standing.RULES},
    near_misses={**payouts.NEAR_MISSES, **standing.NEAR_MISSES},
)
