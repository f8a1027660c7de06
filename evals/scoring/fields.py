"""Where in the account the fields of the tools' results stand.

Written from the tools' documented results, not from their code: a tool that shows a wrong value is to be found out. A
field that isn't named here stands under its own name and path in the object that owns it, if it stands there at all;
one that was counted or reckoned stands nowhere.
"""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from evals.scoring.account import Place, Standing, standing
from evals.suite.accounts import Objects

FIELDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "payment_intent": {
        "received": ["amount_received"],
        "capturable": ["amount_capturable"],
        "application_fee": ["application_fee_amount"],
        "next_action": ["next_action.type"],
        "destination": ["transfer_data.destination"],
        "at": ["created"],
        "error.charge": ["last_payment_error.charge"],
        "error.code": ["last_payment_error.code"],
        "error.decline_code": ["last_payment_error.decline_code"],
        "error.type": ["last_payment_error.type"],
        "error.payment_method": ["last_payment_error.payment_method.id"],
        "refunded": ["latest_charge>amount_refunded"],
    },
    "charge": {
        "decision.type": ["outcome.type"],
        "decision.network_status": ["outcome.network_status"],
        "decision.reason": ["outcome.reason"],
        "decision.rule.id": ["outcome.rule"],
        "decision.risk_level": ["outcome.risk_level"],
        "decision.risk_score": ["outcome.risk_score"],
        "decision.advice_code": ["outcome.advice_code"],
        "decision.network_advice_code": ["outcome.network_advice_code"],
        "decision.network_decline_code": ["outcome.network_decline_code"],
        "decline_code": ["outcome.reason"],
        "checks.cvc": ["payment_method_details.card.checks.cvc_check"],
        "checks.postal_code": ["payment_method_details.card.checks.address_postal_code_check"],
        "checks.address_line1": ["payment_method_details.card.checks.address_line1_check"],
        "authentication.result": ["payment_method_details.card.three_d_secure.result"],
        "authentication.result_reason": ["payment_method_details.card.three_d_secure.result_reason"],
        "authentication.flow": ["payment_method_details.card.three_d_secure.authentication_flow"],
        "capture_before": ["payment_method_details.card.capture_before"],
        "captured": ["amount_captured"],
        "paid": ["amount_captured"],
        "refunded": ["amount_refunded"],
        "fully_refunded": ["refunded"],
        "descriptor": ["calculated_statement_descriptor"],
        "transfer": ["payment_intent>latest_charge>transfer", "transfer"],
    },
    "account": {
        **{
            f"account.{name}.*": [f"requirements.{name}.*"]
            for name in ("past_due", "currently_due", "eventually_due", "pending_verification")
        },
        "account.capabilities.transfers": ["capabilities.transfers"],
        "account.disabled_reason": ["requirements.disabled_reason"],
        "account.payouts_enabled": ["payouts_enabled"],
        "account.charges_enabled": ["charges_enabled"],
    },
    "payment_method": {
        **{name: [f"*.{name}"] for name in ("brand", "last4", "funding", "fingerprint", "exp_month", "exp_year")},
        "country": ["*.country", "billing_details.address.country"],
        "wallet": ["card.wallet.type"],
    },
    "dispute": {
        "due_by": ["evidence_details.due_by"],
        "has_evidence": ["evidence_details.has_evidence"],
        "past_due": ["evidence_details.past_due"],
        "submission_count": ["evidence_details.submission_count"],
        "refundable": ["is_charge_refundable"],
        "network": ["payment_method_details.card.network", "payment_method_details.card.brand"],
        "network_reason_code": ["payment_method_details.card.network_reason_code"],
        "fee": ["balance_transactions.*.fee"],
        "reinstated": ["balance_transactions.*.amount"],
        "fingerprint": ["charge>payment_method_details.*.fingerprint"],
        "customer": ["charge>customer"],
    },
    "refund": {
        "destination": ["destination_details.type"],
        "reference": ["destination_details.*.reference"],
        "reference_status": ["destination_details.*.reference_status"],
        "reference_type": ["destination_details.*.reference_type"],
    },
    "transfer": {"reversed": ["amount_reversed"]},
    "balance_transaction": {
        "gross": ["amount"],
        "total": ["fee"],
        "stripe_fee": ["fee", "fee_details.*.amount"],
        "actual": ["fee", "fee_details.*.amount"],
        "charge": ["source"],
    },
    "application_fee": {"actual": ["amount"]},
    "event": {
        "at": ["created"],
        "what": ["type"],
        "object": ["data.object.id"],
        "idempotency_key": ["request.idempotency_key"],
        "amount": ["data.object.amount"],
        "failure_code": ["data.object.last_payment_error.code"],
        "decline_code": ["data.object.last_payment_error.decline_code"],
    },
    "invoice": {
        "next_attempt": ["next_payment_attempt"],
        "subscription": ["parent.subscription_details.subscription"],
        "subscription_status": ["parent.subscription_details.subscription>status"],
        "default_method": ["parent.subscription_details.subscription>default_payment_method"],
        "ended_at": ["parent.subscription_details.subscription>ended_at"],
        "canceled_at": ["parent.subscription_details.subscription>canceled_at"],
        "cancellation_reason": ["parent.subscription_details.subscription>cancellation_details.reason"],
    },
}

Paths = Mapping[str, Mapping[str, Sequence[str]]]

TOLD_IN_WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "charge": {"result": {"paid": "succeeded", "authorized": "succeeded", "pending": "pending", "failed": "failed"}},
}
"""Words of the tools' own for what Stripe calls `status`."""

SAYS: Paths = {
    "payment_intent": {
        "amount": ["latest_charge>amount"],
        "amount_received": ["latest_charge>amount_captured", "amount"],
        "application_fee_amount": ["latest_charge>application_fee_amount"],
    },
    "charge": {"amount": ["payment_intent>amount"], "amount_captured": ["payment_intent>amount_received"]},
    "application_fee": {"amount": ["charge>application_fee_amount"]},
    "refund": {"amount": ["charge>amount_refunded"]},
}
"""What else is said by saying what stands at a path, where the same value stands there: whoever has received an amount
was asked for it, and not the other way round.
"""

STANDS_AGAIN: Paths = {
    "charge": {
        "payment_method_details.type": ["payment_method>type"],
        **{
            f"payment_method_details.card.{name}": [f"payment_method>card.{name}"]
            for name in ("last4", "exp_month", "exp_year", "fingerprint")
        },
    },
}
"""Where the same value stands once more: a card is its method's."""

IMPLIED: Paths = {
    "charge": {
        "captured": ["amount_captured", "payment_intent>amount_received"],
        "refunded": ["amount_refunded"],
    },
    "payment_intent": {"currency": ["amount", "amount_received"]},
}
"""Amounts that answer another question by the way: yes or no, and in which currency."""


def standings(objects: Objects, owner: str, path: str) -> list[Standing]:
    """What stands in the account where a tool's field claims to be from: `path` is the field's, below its owner."""
    named = FIELDS.get(_type(objects, owner), {}).get(path, [])
    return [one for where in (*named, path) for one in standing(objects, owner, where)]


def translated(objects: Objects, owner: str, path: str, value: JsonValue) -> tuple[str, JsonValue]:
    """A field that tells Stripe's `status` in words of its own, as that status; any other as it is."""
    words = TOLD_IN_WORDS.get(_type(objects, owner), {}).get(path)
    return ("status", words[value]) if words and isinstance(value, str) and value in words else (path, value)


def said_by(objects: Objects, place: Place) -> set[Place]:
    """All places of which one says what stands there by saying what stands at `place`."""
    return {place} | _equal(objects, place, SAYS)


def telling(objects: Objects, object_id: str, path: str) -> set[Place]:
    """Where what stands at a path can be read: there, where it stands again, and where it is implied."""
    asked = Place(object_id, path)
    own = {one.place for one in standing(objects, object_id, path)}
    return own | _equal(objects, asked, STANDS_AGAIN) | {one.place for one in _reached(objects, asked, IMPLIED)}


def _equal(objects: Objects, place: Place, table: Paths) -> set[Place]:
    values = [one.value for one in standing(objects, place.object_id, place.path)]
    return {one.place for one in _reached(objects, place, table) if one.value in values}


def _reached(objects: Objects, place: Place, table: Paths) -> list[Standing]:
    paths = table.get(_type(objects, place.object_id), {}).get(place.path, ())
    return [one for where in paths for one in standing(objects, place.object_id, where)]


def _type(objects: Objects, identity: str) -> str:
    found = objects.find(identity)
    return str(found.get("object", "")) if found else ""
