"""What a payment that is passed on leaves with the platform: every term counted once, and none that was not read."""

import pytest

from tests.playbook.records import Records, ago, flow, paid, usd
from tests.playbook.test_judging import judged
from tools.contract.money import Money
from tools.contract.payment import Dispute, Fees, PaymentFlow, Transfer
from tools.payment.platform import platform_share
from tools.shapes import ApplicationFee


def payment(**changes: object) -> PaymentFlow:
    """A separate charge of 45.50 of which 38.00 was sent on."""
    cost = Fees(id="txn_1", charge="ch_1", gross=usd(4550), stripe_fee=usd(162), total=usd(162), net=usd(4388))
    told = flow("succeeded", paid(), fees=cost, transfers=[sent(3800)])
    return told.model_copy(update=changes)


def sent(minor: int, back: int = 0) -> Transfer:
    reversed_ = usd(back) if back else None
    return Transfer(id="tr_1", amount=usd(minor), reversed=reversed_, destination="acct_1", created=ago(19))


def fee(minor: int, refunded: int = 0, currency: str = "usd") -> ApplicationFee:
    return ApplicationFee(id="fee_1", amount=minor, amount_refunded=refunded, currency=currency)


@pytest.mark.parametrize(
    ("told", "collected", "kept", "net"),
    [
        (payment(), None, 750, 588),
        (payment(transfers=[sent(4550)], application_fee=usd(3)), fee(3), 3, -159),
        (payment(transfers=[sent(4550)], application_fee=usd(300)), fee(300, refunded=100), 200, 38),
        (payment(transfers=[sent(3800, back=3800)], refunded_total=usd(4550)), None, 0, -162),
        (payment(refunded_total=usd(1000)), None, -250, -412),
    ],
    ids=["separate", "destination", "fee given back", "refunded and reversed", "refunded alone"],
)
def test_what_is_left_is_what_came_in_less_all_that_went_out(
    told: PaymentFlow, collected: ApplicationFee | None, kept: int, net: int
) -> None:
    share = platform_share(told, collected)
    assert share is not None
    assert (share.kept, share.net) == (usd(kept), usd(net))


@pytest.mark.parametrize(
    ("told", "collected"),
    [
        (payment(transfers=[]), None),
        (payment(fees=None), None),
        (payment(status="processing"), None),
        (payment(application_fee=usd(3)), None),
        (payment(disputes=[Dispute(id="du_1", amount=usd(1), status="lost", reason="general", created=ago(1))]), None),
        (payment(application_fee=usd(3)), fee(3, currency="eur")),
        (payment(received=Money(currency="eur", minor=4550)), None),
    ],
    ids=["not passed on", "no fee read", "on its way", "fee unread", "disputed", "fee's currency", "settled otherwise"],
)
def test_nothing_is_reckoned_where_a_term_is_not_known(told: PaymentFlow, collected: ApplicationFee | None) -> None:
    assert platform_share(told, collected) is None


async def test_a_booking_s_report_cites_what_the_payment_leaves_the_platform() -> None:
    told = payment(transfers=[sent(4550)], application_fee=usd(3), destination="acct_1")
    told = told.model_copy(update={"platform": platform_share(told, fee(3))})
    draft = (await judged(Records(flows=[told]), "Analyze the payment of booking_17")).draft
    (finding,) = [one for one in draft.findings if "E2.platform.net" in one.facts]
    assert {"E2.platform.kept", "E2.platform.stripe_fee"} <= {*finding.facts}
    assert finding.severity == "warning"


async def test_a_booking_s_report_says_where_its_masked_receipt_is_to_be_had() -> None:
    made = paid().model_copy(update={"receipt": "[url-0123456789]"})
    draft = (await judged(Records(flows=[flow("succeeded", made)]), "Analyze the payment of booking_17")).draft
    (told,) = [one.text for one in draft.findings if "receipt}" in one.text]
    assert "Dashboard" in told
