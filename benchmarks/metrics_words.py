"""The words of bulk traffic: what each of its text columns can say, the places in these lists being what is drawn."""

import numpy as np

from evals.world import cast
from evals.world.draw import DAY, HOUR

CURRENCIES = ("usd", "cad", "eur", "jpy", "kwd")
COUNTRIES = ("US", "CA", "DE", "FR", "JP", "KW")
BRANDS = tuple(brand.value for brand, _ in cast.BRANDS)
FUNDINGS = tuple(funding.value for funding, _ in cast.FUNDINGS)
WALLETS = ("", "apple_pay", "google_pay")
METHODS = ("card", "us_bank_account", "sepa_debit")
ENDINGS = ("paid", "authorized", "failed", "blocked", "reversed", "pending")
NETWORKS = ("approved_by_network", "declined_by_network", "not_sent_to_network", "reversed_after_approval")
CODES: tuple[tuple[str, str], ...] = (
    ("", ""),
    ("insufficient_funds", "insufficient_funds"),
    ("generic_decline", "issuer_generic"),
    ("do_not_honor", "issuer_generic"),
    ("incorrect_cvc", "card_data"),
    ("card_velocity_exceeded", "insufficient_funds"),
    ("processing_error", "processing"),
    ("transaction_not_allowed", "not_permitted"),
    ("incorrect_number", "card_data"),
    ("lost_card", "fraud"),
    ("stolen_card", "fraud"),
    ("pickup_card", "fraud"),
    ("currency_not_supported", "not_permitted"),
    ("expired_card", "card_data"),
    ("authentication_required", "authentication"),
    ("debit_not_authorized", "bank"),
    ("highest_risk_level", "blocked"),
    ("rule", "blocked"),
    ("low_probability_of_authorization", "blocked"),
)
CATEGORIES = tuple(dict.fromkeys(category for _, category in CODES))
CATEGORY_OF = np.array([CATEGORIES.index(category) for _, category in CODES])
ADVICE = ("", "try_again_later", "do_not_try_again", "confirm_card_data")
RULES = ("", "rule_prepaid", "rule_review", "rule_cvc")
SECURE = ("", "frictionless", "challenge")
LEVELS = ("normal", "elevated", "highest", "not_assessed")
DELAYS = ("", "under_1m", "1m_1h", "1h_1d", "1d_3d", "3d_plus")
DELAY_BOUNDS = (60, HOUR, DAY, 3 * DAY)
SAME = ("", "same", "other")
