"""Charges, the disputes on them and the warnings of fraud about them, and what `risk_overview` told."""

from datetime import UTC, datetime
from typing import Any

from tools.contract.outcome import Outcome
from tools.contract.risk import RiskOverview
from tools.risk.months import Month
from tools.shapes import Charge, Dispute, FraudWarning

NOVEMBER = Month(2026, 11)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def told(outcome: Outcome) -> RiskOverview:
    assert outcome.data is not None, outcome.error
    return RiskOverview.from_json(outcome.data)


def moment(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def charge(number: int, created: str = "2026-11-10T00:00:00Z", **told: Any) -> Charge:
    card = {"brand": "visa", "network": "visa", "fingerprint": f"f{number}", **told.pop("card", {})}
    return Charge.of(
        {
            "id": f"ch_{number}",
            "amount": 5000,
            "currency": "usd",
            "created": moment(created),
            "status": "succeeded",
            "captured": True,
            "paid": True,
            "customer": f"cus_{number}",
            "payment_method_details": {"type": "card", "card": card},
            **told,
        }
    )


def dispute(number: int, created: str = "2026-11-10T00:00:00Z", network: str = "visa", **told: Any) -> Dispute:
    card = {"network": network, "network_reason_code": told.pop("code", None)}
    return Dispute.of(
        {
            "id": f"du_{number}",
            "amount": 5000,
            "currency": "usd",
            "charge": f"ch_{number}",
            "status": "needs_response",
            "reason": "general",
            "created": moment(created),
            "payment_method_details": {"type": "card", "card": card},
            **told,
        }
    )


def warning(number: int, created: str = "2026-11-10T00:00:00Z") -> FraudWarning:
    about = {"id": f"issfr_{number}", "charge": f"ch_{number}", "fraud_type": "misc", "actionable": True}
    return FraudWarning.of({**about, "created": moment(created)})
