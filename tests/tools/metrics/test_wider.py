"""Medians, captures, 3D Secure, retries against advice, and the networks' programmes, each against a count by hand."""

from typing import Any

from tools.contract.account import Account
from tools.contract.figures import Figure
from tools.metrics.attempts import Known, rows
from tools.shapes import Charge

from .shop import asked, at, attempt, only, table

START = at("2026-06-01T00:00+00:00")
SPAN: dict[str, Any] = {"since": "2026-06-01T00:00+00:00", "until": "2026-06-02T00:00+00:00"}


def facts(*said: dict[str, Any], **others: Any) -> dict[str, Any]:
    made = [attempt(number, START + number, **one) for number, one in enumerate(said)]
    return {"attempts": table("attempts", made), **{name: table(name, found) for name, found in others.items()}}


def rated(figure: Figure) -> tuple[int | None, int | None]:
    return figure.numerator, figure.denominator


def test_the_median_is_the_middle_amount_of_each_currency_and_one_large_payment_does_not_move_it() -> None:
    said = [{"amount": amount} for amount in (100, 300, 900, 1_000_000, 200)]
    told = asked(
        facts(*said, {"amount": 7, "currency": "jpy"}, {"amount": 9, "ending": "failed"}), "median_value", **SPAN
    )
    assert {one.currency: (one.amount.minor, one.denominator) for one in told.figures if one.amount} == {
        "usd": (300, 5),
        "jpy": (7, 1),
    }


def test_the_median_of_the_days_before_is_that_of_all_their_payments() -> None:
    day = 86_400
    made = [attempt(at, START - day * (1 + at % 91) + 5, amount=100 + at) for at in range(910)]
    told = only(
        asked({"attempts": table("attempts", [*made, attempt(9_999, START + 5, amount=50)])}, "median_value",
              compared="same_weekdays", **SPAN)
    )  # fmt: skip
    assert told.before is not None and told.before.amount is not None
    alike = sorted(100 + at for at in range(910) if (1 + at % 91) in range(7, 85, 7))
    assert told.before.amount.minor == alike[(len(alike) - 1) // 2]
    assert told.before.against is None


def test_what_waits_to_be_captured_and_what_was_captured_in_part_lowers_the_capture_rate() -> None:
    said = [{"amount": 100}, {"amount": 100, "captured": 40}, {"amount": 200, "ending": "authorized"},
            {"amount": 999, "ending": "failed"}]  # fmt: skip
    assert rated(only(asked(facts(*said), "capture_rate", **SPAN))) == (140, 400)


def test_3d_secure_is_told_by_challenge_and_frictionless_and_by_what_came_of_it() -> None:
    ways = [("challenge", "paid"), ("challenge", "failed"), ("frictionless", "paid"), ("frictionless", "paid"),
            ("failed", "failed"), (None, "paid")]  # fmt: skip
    held = facts(*({"three_d_secure": way, "ending": ending} for way, ending in ways))
    assert rated(only(asked(held, "three_d_secure_rate", **SPAN))) == (5, 6)
    assert rated(only(asked(held, "challenge_rate", **SPAN))) == (2, 4)
    split = asked(held, "three_d_secure_success_rate", by=("three_d_secure",), **SPAN)
    assert {one.slice["three_d_secure"]: rated(one) for one in split.figures if one.denominator} == {
        "challenge": (1, 2), "frictionless": (2, 2), "failed": (0, 1),
    }  # fmt: skip


def test_a_retry_is_against_advice_by_what_the_attempt_before_was_advised_and_not_by_its_own() -> None:
    def charge(number: int, advice: str | None) -> dict[str, Any]:
        outcome = {"type": "issuer_declined", "network_status": "declined_by_network", "advice_code": advice}
        return {"id": f"ch_{number}", "object": "charge", "created": START + number, "amount": 100, "currency": "usd",
                "status": "failed", "paid": False, "captured": False, "payment_intent": "pi_1",
                "failure_code": "card_declined", "outcome": outcome}  # fmt: skip

    charges = [Charge.of(charge(number, advice)) for number, advice in enumerate((None, "do_not_try_again", None))]
    made = rows(charges, Known(frozenset(), [], frozenset(), frozenset()), Account(name="demo", mode="test"))
    assert [row.get("after_advice") for row in made] == [None, None, "do_not_try_again"]
    assert only(asked({"attempts": table("attempts", made)}, "forbidden_retries", **SPAN)).count == 1


def test_the_programmes_count_the_claims_of_their_network_over_its_captured_payments() -> None:
    paid = [{"brand": "visa"}] * 8 + [{"brand": "mastercard"}] * 4 + [{"brand": "visa", "ending": "failed"}]
    claim = {"created": START + 60, "currency": "usd", "amount": 100}
    fraud = {**claim, "reason": "fraudulent"}
    held = facts(
        *paid,
        disputes=[{**fraud, "brand": "visa"}, {**fraud, "brand": "mastercard"},
                  {**claim, "brand": "mastercard", "reason": "duplicate"}],
        warnings=[{**claim, "brand": "visa"}, {**claim, "brand": "mastercard"}],
    )  # fmt: skip
    found = {name: rated(only(asked(held, name, **SPAN))) for name in ("vamp_ratio", "ecm_ratio", "efm_ratio")}
    assert found == {"vamp_ratio": (2, 8), "ecm_ratio": (2, 4), "efm_ratio": (1, 4)}
