"""Hand-made health of made-up accounts: a marketplace on a bad day, a quiet one, a tiny one, an empty one."""

from tests.render.figures import DEFINITIONS, NOW, SINCE, course, money, rate, usd
from tools.contract.clock import Window
from tools.contract.coverage import Coverage, Missing, MissingReason, Part
from tools.contract.exhibits import PaymentHealthMetrics, PayoutStatus, RevenueMetrics, SuccessRate
from tools.contract.figures import Decline, Definition, Earlier, Figure, Health, Stage
from tools.contract.money import Money

DETROIT = "America/Detroit"
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202eevil](http://evil.example)'
MISSING = [
    "Age, gender and income of customers: Stripe doesn't hold them.",
    "Bookings that never reached a payment: they are in your own system.",
]
DAY = (30, 32, 28, 25, 24, 20, 14, 9, 6, 4, 3, 4, 8, 18, 34, 52, 66, 74, 80, 84, 78, 72, 70, 66)
BAD = {15: 0.72, 16: 0.58, 17: 0.55, 18: 0.61, 19: 0.80}


def _slices() -> list[Figure]:
    told = {
        "method": [("card", 706, 838, 0.926, "lower"), ("us_bank_account", 41, 44, 0.931, "alike"),
                   ("link", 13, 15, 0.9, None)],
        "brand": [("visa", 380, 482, 0.931, "lower"), ("mastercard", 225, 246, 0.925, "alike"),
                  ("amex", 79, 84, 0.921, "alike"), ("discover", 22, 26, 0.9, None)],
        "country": [("US", 690, 818, 0.93, "lower"), ("CA", 58, 66, 0.91, "alike"), ("MX", 9, 13, 0.88, None)],
        "service": [("plumbing", 214, 252, 0.93, "lower"), ("electrical", 190, 226, 0.928, "lower"),
                    ("house_cleaning", 172, 201, 0.935, "lower"), ("lawn_care", 96, 112, 0.92, "alike"),
                    ("moving", 62, 73, 0.922, "alike"), ("locksmith", 26, 33, 0.87, None)],
        "metro": [("detroit", 402, 481, 0.93, "lower"), ("ann_arbor", 201, 232, 0.931, "lower"),
                  ("toledo", 157, 184, 0.925, "lower")],
    }  # fmt: skip
    found = [
        rate("attempt_success_rate", won, tried, before, against, slice={key: value}, few=tried < 30)
        for key, rows in told.items()
        for value, won, tried, before, against in rows
    ]
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    for at, day in enumerate(days):
        for hour in range(24):
            tried = DAY[(hour + 9) % 24] * (3 if at < 5 else 2)
            dip = 0.34 if day == "Sunday" and 6 <= hour <= 10 else 0.03 * ((hour * 7 + at * 5) % 4 - 1)
            won = min(tried, round(tried * (0.92 - dip)))
            found.append(rate("attempt_success_rate", won, tried, slice={"weekday": day, "hour": f"{hour:02d}"},
                              few=tried < 60))  # fmt: skip
    return found


DECLINES = [
    Decline(code="processing_error", category="processing", count=58, before=4.1, change=13.15,
            against="higher", amount=[usd(826_500)]),
    Decline(code="insufficient_funds", category="insufficient_funds", count=27, before=25.5, change=0.06,
            against="alike", amount=[usd(391_020), Money(currency="cad", minor=40_100)]),
    Decline(code="generic_decline", category="issuer_generic", count=14, before=15.0, change=-0.07,
            against="alike", amount=[usd(205_400)]),
    Decline(code="expired_card", category="card_data", count=6, before=5.2, amount=[usd(80_100)]),
    Decline(code="incorrect_cvc", category="card_data", count=5, before=6.8, amount=[usd(64_990)]),
    Decline(code="authentication_required", category="authentication", count=3, amount=[usd(51_000)]),
]  # fmt: skip
CHANGES = [
    rate("attempt_success_rate", 380, 482, 0.931, "lower", slice={"brand": "visa"}),
    rate("attempt_success_rate", 690, 818, 0.93, "lower", slice={"country": "US"}),
    rate("attempt_success_rate", 214, 252, 0.93, "lower", slice={"service": "plumbing"}),
    rate("authorization_rate", 402, 481, 0.951, "lower", slice={"metro": "detroit"}),
]  # fmt: skip


def _figures(tried: int, won: int, blocked: int) -> list[Figure]:
    return [
        rate("attempt_success_rate", won, tried, 0.927, "lower"),
        rate("payment_success_rate", 748, 832, 0.951, "lower"),
        rate("authorization_rate", 760, 861, 0.958, "lower"),
        rate("blocked_rate", blocked, tried, 0.036, "alike"),
        Figure(metric="time_to_success", unit="duration", duration="PT41S", late="PT6M12S", denominator=748,
               before=Earlier(windows=8, duration="PT38S", change=0.08, against="alike")),
        money("gmv", usd(10_745_500), -0.11, "lower"),
        money("gmv", Money(currency="cad", minor=812_340), 0.04, "alike"),
        money("fees", usd(334_120), -0.1, "alike"),
        money("fees", Money(currency="cad", minor=26_020), 0.05, "alike"),
        Figure(metric="fee_rate", unit="rate", currency="usd", rate=0.0311, numerator=334_120,
               denominator=10_745_500, before=Earlier(windows=8, rate=0.0307, change=0.0004, against="alike")),
        Figure(metric="average_value", unit="average", currency="usd", amount=usd(14_250), denominator=754),
        rate("first_attempt_success_rate", 668, 832, 0.893, "lower"),
        rate("eventual_success_rate", 748, 832, 0.951, "lower", immature=True),
        rate("recovery_rate", 80, 164, 0.54, "alike", immature=True),
        rate("refund_rate", 9, 754, 0.0131, "alike"),
        rate("dispute_activity", 2, 754, None, None, few=True),
    ]  # fmt: skip


def _summary(tried: int, won: int) -> PaymentHealthMetrics:
    return PaymentHealthMetrics(
        success_rate=SuccessRate(rate=round(won / tried, 4), succeeded=won, attempted=tried),
        average_processing_time="PT1M52S",
        decline_reasons={"processing_error": 58, "insufficient_funds": 27, "generic_decline": 14,
                         "expired_card": 6, "incorrect_cvc": 5, "authentication_required": 3},
        provider_payout_status=PayoutStatus(pending=4, processing=9, paid=51, failed=2),
        revenue_metrics=RevenueMetrics(
            today=[usd(6_412_500), Money(currency="cad", minor=512_340)],
            week=[usd(81_220_000), Money(currency="cad", minor=5_620_100)],
            month=[usd(254_417_800), Money(currency="cad", minor=17_400_250)],
            average_transaction_value=[usd(14_250), Money(currency="cad", minor=11_604)],
        ),
    )  # fmt: skip


def marketplace() -> Health:
    """A day on which an issuer's outage cost the success rate eight points between 6 and 11 in the morning."""
    hours = course(lambda at: DAY[at], lambda at: BAD.get(at, 0.93), lambda won: [usd(won * 14_250)])
    tried, won = sum(hour.attempts - hour.pending for hour in hours), sum(hour.succeeded for hour in hours)
    blocked = sum(hour.blocked for hour in hours)
    return Health(
        window=Window(since=SINCE, until=NOW), time_zone=DETROIT, as_of=NOW, weeks=8,
        figures=_figures(tried, won, blocked),
        slices=_slices(),
        changes=CHANGES,
        looked_at=61, course=hours,
        declines=DECLINES,
        funnel=[
            Stage(name="attempted", count=tried, rate=1.0),
            Stage(name="not blocked", count=tried - blocked, rate=round((tried - blocked) / tried, 4)),
            Stage(name="authorized", count=won + 6, rate=round((won + 6) / tried, 4)),
            Stage(name="paid", count=won, rate=round(won / tried, 4)),
        ],
        payouts={"paid": 51, "in_transit": 9, "pending": 4, "failed": 2}, definitions=DEFINITIONS,
        summary=_summary(tried, won),
        missing=MISSING,
    )  # fmt: skip


def quiet() -> Health:
    """A day like any other."""
    hours = course(lambda at: DAY[at], lambda _: 0.93, lambda won: [usd(won * 14_250)])
    tried, won = sum(hour.attempts - hour.pending for hour in hours), sum(hour.succeeded for hour in hours)
    return marketplace().model_copy(update={
        "figures": [
            rate("attempt_success_rate", won, tried, 0.927, "alike"), rate("blocked_rate", 34, tried, 0.036, "alike"),
            money("gmv", usd(won * 14_250), 0.02, "alike"),
        ],
        "course": hours, "changes": [], "payouts": {"paid": 48},
        "slices": [rate("attempt_success_rate", won, tried, 0.927, "alike", slice={"method": "card"})],
        "declines": [Decline(code="insufficient_funds", category="insufficient_funds", count=26, before=25.5,
                             change=0.02, against="alike", amount=[usd(377_000)])],
        "funnel": [], "summary": None,
    })  # fmt: skip


def tiny() -> Health:
    """Three attempts, one of which failed, in an account's first week."""
    hours = [hour for hour in course(lambda at: {3: 1, 9: 1, 17: 1}.get(at, 0), lambda at: float(at != 9),
                                     lambda won: [Money(currency="jpy", minor=won * 9_800)])]  # fmt: skip
    return Health(
        window=Window(since=SINCE, until=NOW), time_zone=DETROIT, as_of=NOW, weeks=0,
        figures=[rate("attempt_success_rate", 2, 3, few=True), money("gmv", Money(currency="jpy", minor=19_600))],
        course=hours, declines=[Decline(code="do_not_honor", category="issuer_generic", count=1)],
        definitions=DEFINITIONS, missing=MISSING,
        summary=PaymentHealthMetrics(
            success_rate=SuccessRate(rate=0.6667, succeeded=2, attempted=3), average_processing_time="PT12S",
            decline_reasons={"do_not_honor": 1},
            revenue_metrics=RevenueMetrics(
                today=[Money(currency="jpy", minor=19_600)],
                week=[Money(currency="jpy", minor=19_600)],
                month=[Money(currency="jpy", minor=19_600)],
                average_transaction_value=[Money(currency="jpy", minor=9_800)],
            ),
        ),
    )  # fmt: skip


def empty() -> Health:
    """A day on which nothing happened."""
    return Health(window=Window(since=SINCE, until=NOW), time_zone=DETROIT, as_of=NOW, weeks=0, figures=[],
                  missing=MISSING)  # fmt: skip


def currencies() -> Health:
    """Amounts in currencies of no, two and three decimals, which nothing adds up."""
    amounts = [usd(1_204_500), Money(currency="eur", minor=845_010), Money(currency="jpy", minor=1_250_400),
               Money(currency="kwd", minor=1_204_500)]  # fmt: skip
    hours = course(
        lambda at: DAY[at],
        lambda _: 0.93,
        lambda won: [one.model_copy(update={"minor": one.minor * won // 900}) for one in amounts],
    )
    return quiet().model_copy(update={
        "figures": [rate("attempt_success_rate", 830, 900, 0.927, "alike"),
                    *(money("gmv", one, 0.02) for one in amounts),
                    *(money("fees", one.model_copy(update={"minor": one.minor // 33})) for one in amounts)],
        "course": hours,
    })  # fmt: skip


def hostile() -> Health:
    """The bad day, with a stranger's text wherever one can stand."""
    whole = marketplace()
    slices = [one.model_copy(update={"slice": {"service": HOSTILE}}) for one in whole.changes]
    services = [one for one in whole.slices if "service" in one.slice]
    return whole.model_copy(update={
        "declines": [Decline(code=HOSTILE, category=HOSTILE, count=9), *whole.declines],
        "changes": slices, "slices": [*slices, *services], "payouts": {HOSTILE: 3, "paid": 4},
        "missing": [HOSTILE], "funnel": [Stage(name=HOSTILE, count=9), *whole.funnel],
        "definitions": {**DEFINITIONS,
                        "attempt_success_rate": Definition(title=HOSTILE, formula=HOSTILE, source=HOSTILE)},
    })  # fmt: skip


def coverage() -> list[Coverage]:
    """What was read for it: one list whole, one that the key may not read."""
    unread = Missing(reason=MissingReason.PERMISSION, detail="payout_read", enable="Payouts: Read")
    parts = [
        Part(name="charges", resource="/v1/charges", pages=10, rows=918),
        Part(name="payouts", resource="/v1/payouts", pages=0, rows=0, missing=unread),
    ]
    return [Coverage(account="acct_demo", livemode=False, as_of=NOW, parts=parts)]


ALL = {"marketplace": marketplace, "quiet": quiet, "tiny": tiny, "empty": empty, "currencies": currencies,
       "hostile": hostile}  # fmt: skip
