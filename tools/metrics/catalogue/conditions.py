"""The conditions that metrics share, in the portable part of SQL, so that two metrics never differ by accident."""

PAID = "ending IN ('paid', 'authorized')"
"""Attempts that were agreed to, whether or not the money was captured yet."""

FAILED = "ending IN ('failed', 'blocked', 'reversed')"
"""Attempts that brought no money: refused, blocked, or approved and reversed at once."""

BLOCKED = "ending IN ('blocked', 'reversed')"
"""Attempts that Stripe or the account's own rules stopped."""

DECIDED = "ending NOT IN ('pending', 'invalid')"
"""Attempts that ended one way or the other; a request that Stripe refused as invalid was none."""

SENT = "network IN ('approved_by_network', 'declined_by_network', 'reversed_after_approval')"
APPROVED = "network IN ('approved_by_network', 'reversed_after_approval')"

TRIED = "attempts > 0 AND (succeeded = 1 OR pending = 0)"
"""Payments with an attempt, but for those that still wait for their only answer."""

FAILED_FIRST = "attempts > 0 AND first_succeeded = 0 AND (attempts > 1 OR pending = 0)"
LOST = "attempts > 0 AND succeeded = 0 AND pending = 0"
"""Payments that were tried, and of which no attempt succeeded or may still do so."""
RECOVERED = "attempts > 1 AND first_succeeded = 0 AND succeeded = 1"

REASONS = ("code", "category", "advice")
"""What only failures have: a rate of success by them would always be none."""
