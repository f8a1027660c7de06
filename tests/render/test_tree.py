"""How a payment is drawn as a tree."""

from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from agent.render import html, markdown
from agent.render.story import story
from agent.render.tree import tree
from agent.report import Report, ReportExhibit
from tools.contract.exhibits import ChargeBranch, FeeBranch, PaymentFlowAnalysis, PaymentTree
from tools.contract.money import Money
from tools.contract.outcome import Exhibit

from .sample import ANALYSIS, report

AT = datetime(2026, 11, 20, 13, 23, 22, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(currency="usd", minor=minor)


PAYMENT = PaymentTree(
    booking="booking_1",
    payment_intent="pi_1",
    status="succeeded",
    amount=usd(4550),
    created=AT,
    confirmed=AT,
    charges=[
        ChargeBranch(id="ch_1", status="failed", decline_reason="expired_card"),
        ChargeBranch(id="ch_2", status="paid", receipt_url="[url-1]", network_status="approved_by_network"),
    ],
    metadata={"booking_id": "booking_1"},
    fees=FeeBranch(total=usd(165), stripe_fee=usd(162), application_fee=usd(3)),
)


def drawn(payment: PaymentTree) -> str:
    return "\n".join(line.text for line in tree(payment, "America/Detroit").lines)


def test_a_payment_is_drawn_with_its_charges_metadata_and_fees() -> None:
    assert drawn(PAYMENT) == snapshot("""\
Payment analysis for booking_1
├── PaymentIntent: pi_1
├── Status: succeeded
├── Amount: 45.50 USD (4550 in minor units)
├── Created: 2026-11-20 08:23:22 EST
├── Confirmed: 2026-11-20 08:23:22 EST
├── Charges:
│   ├── ch_1
│   │   ├── Status: failed
│   │   └── Decline reason: expired_card
│   └── ch_2
│       ├── Status: paid
│       ├── Receipt URL: [url-1] (masked; on the payment's page in the Dashboard)
│       └── Network status: approved_by_network
├── Metadata:
│   └── booking_id: booking_1
└── Fees: 1.65 USD (Stripe fee: 1.62 USD, Application fee: 0.03 USD)\
""")


def test_a_payment_passed_on_by_transfers_shows_the_platforms_margin() -> None:
    shown = drawn(PAYMENT.model_copy(update={"fees": None, "margin": usd(455)}))
    assert shown.endswith("└── Platform's margin: 4.55 USD")
    assert "Fees" not in shown


def test_what_a_payment_costs_the_platform_is_shown_with_what_it_kept_and_the_fee() -> None:
    shown = drawn(PAYMENT.model_copy(update={"kept": usd(3), "margin": usd(-159)}))
    assert shown.endswith("└── Platform's margin: -1.59 USD (0.03 USD kept, less the Stripe fee of 1.62 USD)")


def test_a_margin_that_can_not_be_told_is_shown_with_its_reason() -> None:
    shown = drawn(PAYMENT.model_copy(update={"margin_unknown": "a dispute may take it back"}))
    assert shown.endswith("└── Platform's margin: not told, as a dispute may take it back")


def test_what_a_stranger_wrote_can_not_draw_on_the_screen() -> None:
    shown = drawn(PAYMENT.model_copy(update={"metadata": {"note": "\x1b[31mred\u202e"}}))
    assert "\x1b" not in shown and "\u202e" not in shown


def with_tree(payment: PaymentTree) -> Report:
    shown = Exhibit(kind="payment_tree", data=payment.to_json())
    return report().model_copy(update={"exhibits": [ReportExhibit(evidence="E1", exhibit=shown)]})


def test_every_face_keeps_its_lines_beneath_each_other() -> None:
    """Whatever a stranger wrote: in Markdown a code block of indented lines has no end that a text could write."""
    told = with_tree(PAYMENT.model_copy(update={"metadata": {"note": "```<b>x"}}))

    assert "\n    ├── Metadata:\n    │   └── note: ```<b>x\n" in markdown.render(told)
    assert "\n├── Metadata:\n│   └── note: ```&lt;b&gt;x\n" in html.render(told)


def test_an_attempt_that_left_no_charge_is_named_beneath_the_charges() -> None:
    shown = drawn(PAYMENT.model_copy(update={"uncharged": ["attempt 3: expired_card"]}))
    assert "│   └── no charge was made by attempt 3: expired_card" in shown
    assert "no charge" not in drawn(PAYMENT)


@pytest.mark.parametrize(
    ("status", "time", "said"),
    [
        ("requires_payment_method", None, "it has not ended"),
        ("succeeded", None, "the moment it ended is not known"),
        ("succeeded", "PT3S", "after 3 s"),
    ],
)
def test_a_story_says_how_long_a_payment_took_or_why_that_is_not_told(status: str, time: str | None, said: str) -> None:
    known = PaymentFlowAnalysis.model_validate(ANALYSIS)
    ended = known.resolution.model_copy(update={"final_status": status, "total_time": time})
    told = story(known.model_copy(update={"resolution": ended}), "E1", "UTC")[1].lines[0].text
    assert said in told
