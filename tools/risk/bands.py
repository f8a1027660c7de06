"""Stripe's scores of risk in bands."""

BANDS = ((0, 19), (20, 39), (40, 64), (65, 74), (75, 99))
"""Bands of scores: from 65 on a level is elevated, from 75 on highest (docs.stripe.com/radar/risk-evaluation)."""
