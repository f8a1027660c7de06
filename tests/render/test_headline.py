"""What a report is headed by, and who must act, on every face alike."""

from collections.abc import Callable

import pytest

from agent.render.headline import headline
from agent.render.outline import outline
from agent.report import Fact, Finding, FindingKind, NextStep, Report
from tests.render.faces import FACES
from tests.render.sample import report
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict

SOON, PAST = "2026-11-21T08:00:00Z", "2026-11-19T08:00:00Z"


def because(cause: CauseCode, verdict: Verdict, *facts: Fact) -> Report:
    claim = Finding(text="It is so.", kind="cause", severity="warning", subject="pi_1", facts=list(facts))
    changed = {"cause": cause, "verdict": verdict, "findings": [claim], "next_steps": list[NextStep]()}
    return report().model_copy(update=changed)


def until(moment: str, name: str = "attempts[0].capture_before") -> Fact:
    return Fact(ref=f"E1.{name}", value=moment, owner="ch_1")


ASKED = Fact(ref="E1.account.currently_due[0]", value="company.tax_id", owner="acct_1")
NOTHING_ASKED = Fact(ref="E1.account.currently_due", value=[], owner="acct_1")


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (
            because(CauseCode.CAPTURE_DUE, Verdict.NO_ISSUE, until(SOON)),
            "No fault yet · capture it by 2026-11-21 03:00:00 EST",
        ),
        (because(CauseCode.CAPTURE_DUE, Verdict.NO_ISSUE), "No fault yet · capture it"),
        (because(CauseCode.CAPTURE_DUE, Verdict.NO_ISSUE, until(PAST)), "No fault yet · capture it"),
        (because(CauseCode.MANUAL_REVIEW_OPEN, Verdict.NO_ISSUE), "No fault yet · decide the review"),
        (because(CauseCode.PAID_ONCE, Verdict.NO_ISSUE, until(SOON)), "No issue"),
        (because(CauseCode.CAPTURE_DUE, Verdict.LIKELY, until(SOON)), "Likely"),
        (
            because(CauseCode.DISPUTE_NEEDS_RESPONSE, Verdict.EXPLAINED, until(SOON, "disputes[0].due_by")),
            "Explained · answer it by 2026-11-21 03:00:00 EST",
        ),
        *(
            (
                because(cause, Verdict.EXPLAINED, until(SOON, "disputes[0].due_by")),
                f"Explained · {told} by 2026-11-21 03:00:00 EST",
            )
            for cause, told in (
                (CauseCode.DISPUTED_AFTER_REFUND, "answer it"),
                (CauseCode.REPEAT_DISPUTER, "answer it"),
                (CauseCode.OPEN_MATTERS_FOUND, "answer the first"),
            )
        ),
        (because(CauseCode.DISPUTE_LOST, Verdict.EXPLAINED, until(PAST, "disputes[0].due_by")), "Explained"),
        (
            because(CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, ASKED, until(SOON, "account.deadline")),
            "No fault yet · hand in what Stripe asks for by 2026-11-21 03:00:00 EST",
        ),
        (because(CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, ASKED), "No fault yet · hand in what Stripe asks for"),
        (because(CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, NOTHING_ASKED), "No issue"),
        (because(CauseCode.REQUIREMENTS_PAST_DUE, Verdict.EXPLAINED, ASKED), "Explained"),
    ],
)
def test_what_waits_for_somebody_is_headed_by_what_to_do_and_until_when(shown: Report, said: str) -> None:
    assert headline(shown).verdict == said
    assert shown.verdict in set(Verdict)  # the verdict itself is what it was


@pytest.mark.parametrize(
    ("code", "who", "said"),
    [
        (ActionCode.RESPOND_TO_DISPUTE, Party.PLATFORM, "No fault yet · answer the dispute by 2026-11-21 03:00:00 EST"),
        (ActionCode.UPDATE_CARD, Party.CUSTOMER, "No fault yet · something is left to do"),
        (ActionCode.NO_ACTION, Party.NONE, "No issue"),
        (ActionCode.WAIT, Party.NONE, "No issue"),
        (ActionCode.CHECK_REFERENCE, Party.PLATFORM, "No issue"),
        (ActionCode.CONTACT_CUSTOMER, Party.PLATFORM, "No issue"),
    ],
)
def test_no_issue_is_not_said_where_somebody_must_act(code: ActionCode, who: Party, said: str) -> None:
    step = NextStep(code=code, text="Do it.", facts=[until(SOON, "disputes[0].due_by")], who=who)
    shown = because(CauseCode.PAID_ONCE, Verdict.NO_ISSUE).model_copy(
        update={"party": Party.NONE, "next_steps": [step]}
    )
    assert headline(shown).verdict == said
    assert (headline(shown).tone == "good") is (said == "No issue") is ("Must act" not in outline(shown).party)


def left(minor: int) -> Finding:
    fact = Fact(ref="E3.payments[1].uncollected", value={"currency": "usd", "minor": minor}, owner="pi_1")
    return Finding(text="Some is left.", kind="total", severity="warning", subject="pi_1", facts=[fact])


def test_a_report_that_begins_with_what_is_unpaid_is_headed_by_it() -> None:
    plain = report()
    first = plain.model_copy(update={"findings": [left(2275), *plain.findings]})
    later = plain.model_copy(update={"findings": [*plain.findings, left(2275)]})
    nothing = plain.model_copy(update={"findings": [left(0), *plain.findings]})
    assert (headline(first).verdict, headline(first).cause) == ("Paid in part", "22.75 USD is still unpaid")
    assert headline(later).verdict == headline(nothing).verdict == "Explained"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No: it was charged once, {E1.at}. The rest is told below.", ("No", "It was charged once, 5.")),
        ("No refund: there is none.", ("No refund", "There is none")),
        ("Yes: both events were accepted; it went wrong later.", ("Yes", "Both events were accepted")),
        ("No refund was made.", ("Explained", None)),
        ("Nobody: it is so.", ("Explained", None)),
    ],
)
def test_a_report_that_begins_with_yes_or_no_is_headed_by_that(text: str, said: tuple[str, str | None]) -> None:
    plain, fact = report(), Fact(ref="E1.at", value="5", owner="pi_1")
    answer = Finding(text=text, kind="observation", severity="info", subject="pi_1", facts=[fact])
    first = headline(plain.model_copy(update={"findings": [answer, *plain.findings]}))
    assert first.verdict == said[0]
    assert said[1] is None or first.cause == said[1].rstrip(".")


@FACES
def test_every_face_is_headed_alike(face: Callable[[Report], str]) -> None:
    shown = face(because(CauseCode.CAPTURE_DUE, Verdict.NO_ISSUE, until(SOON))).lower()
    assert "no fault yet" in shown
    assert "capture it by 2026-11-21 03:00:00 est" in shown


@pytest.mark.parametrize(
    ("code", "said"),
    [(ActionCode.CONTACT_CUSTOMER, "Nobody needs to act."), (ActionCode.CAPTURE_NOW, "Must act: the platform.")],
)
def test_where_nothing_is_amiss_an_answer_to_the_customer_is_nobodys_duty(code: ActionCode, said: str) -> None:
    step = NextStep(code=code, text="Do it.", facts=[], who=Party.PLATFORM)
    shown = because(CauseCode.REFUND_SENT, Verdict.NO_ISSUE)
    assert outline(shown.model_copy(update={"party": Party.NONE, "next_steps": [step]})).party == said


def test_a_pasted_question_is_shown_by_its_beginning() -> None:
    shown = outline(report().model_copy(update={"question": "why? " * 4000})).question
    assert (len(shown) < 700, shown.endswith("…")) == (True, True)


@pytest.mark.parametrize(
    ("verdict", "code", "must"),
    [
        (Verdict.NO_ISSUE, ActionCode.CHANGE_SCHEDULE, "Nobody needs to act."),
        (Verdict.NO_ISSUE, ActionCode.PROVIDE_REQUIREMENTS, "Must act: the platform."),
        (Verdict.EXPLAINED, ActionCode.CHANGE_SCHEDULE, "Must act: the platform."),
    ],
)
def test_what_may_be_done_better_is_no_duty_where_nothing_is_wrong(
    verdict: Verdict, code: ActionCode, must: str
) -> None:
    step = NextStep(code=code, text="Do it.", who=Party.PLATFORM)
    shown = because(CauseCode.NO_FAULT_FOUND, verdict).model_copy(update={"party": Party.NONE, "next_steps": [step]})
    assert outline(shown).party == must


@pytest.mark.parametrize("owner", ["cus_1", "pi_1"])
def test_a_customers_history_and_a_payments_attempts_are_no_count(owner: str) -> None:
    counts = [Fact(ref=f"E1.{name}_count", value=1, owner=owner) for name in ("attempt", "failed")]
    assert headline(because(CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, *counts)).verdict == "No issue"


def test_a_customer_with_something_open_is_headed_by_how_much() -> None:
    counts = [Fact(ref=f"E1.{name}_count", value=n, owner="cus_1") for name, n in (("unpaid", 2), ("dispute", 0))]
    shown = headline(because(CauseCode.OPEN_MATTERS_FOUND, Verdict.EXPLAINED, *counts))
    assert shown.cause == "2 payments of the customer are still unpaid"


OWED = Fact(ref="E1.owed_total[0]", value={"currency": "usd", "minor": 54_300}, owner="demo")
COUNT = Fact(ref="E1.overdue_count", value=9)
LATE = Fact(ref="E1.overdue_total[0]", value={"currency": "usd", "minor": 4_300}, owner="demo")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ([OWED, LATE], ("Held for providers", "543.00 USD by the rule, of which late 43.00 USD", "warning")),
        ([OWED], ("Held for providers", "543.00 USD by the rule, none of it late", "plain")),
        ([COUNT, LATE], ("Late, and not sent", "9 bookings, 43.00 USD by the rule", "critical")),
        ([COUNT], ("Late, and not sent", "9 bookings", "critical")),
        ([], ("Explained", "", "")),
    ],
)
def test_what_is_held_heads_a_report_that_begins_with_it(facts: list[Fact], said: tuple[str, str, str]) -> None:
    shown = because(CauseCode.TRANSFER_MISSING, Verdict.EXPLAINED)
    total = Finding(text="Owed in all.", kind="total", severity="info", subject="demo", facts=facts)
    first = headline(shown.model_copy(update={"findings": [total, *shown.findings]}))

    assert first.verdict == said[0]
    assert not facts or (first.verdict, first.cause, first.tone) == said


@pytest.mark.parametrize(
    ("looked_at", "said"), [(0, "Too few payments to tell"), (31, "nothing in it is out of order")]
)
@FACES
def test_figures_that_nothing_could_be_held_against_are_not_called_in_order(
    face: Callable[[Report], str], looked_at: int, said: str
) -> None:
    fact = Fact(ref="E1.looked_at", value=looked_at)
    shown = face(because(CauseCode.NO_FAULT_FOUND, Verdict.NO_ISSUE, fact))
    assert said in shown
    assert ("nothing in it is out of order" in shown) is (looked_at > 0)


@pytest.mark.parametrize(
    ("kind", "text", "lies"),
    [
        ("absence", "No refund: there is none on this payment.", False),
        ("total", "Not certain: no endpoint owes an answer.", False),
        ("cause", "No: it was charged once.", True),
        ("observation", "The bank declined it.", True),
    ],
)
def test_whoever_stands_behind_the_cause_is_not_named_below_an_answer_to_something_else(
    kind: FindingKind, text: str, lies: bool
) -> None:
    shown = because(CauseCode.INSUFFICIENT_FUNDS, Verdict.EXPLAINED)
    first = Finding(text=text, kind=kind, severity="warning", subject="pi_1", facts=[])
    shown = shown.model_copy(update={"party": Party.ISSUER, "findings": [first, *shown.findings]})
    assert ("Lies with the card's issuer." in outline(shown).party) is lies


def of_day(text: str, verdict: Verdict, cause: CauseCode, *facts: Fact) -> Report:
    claim = Finding(text=text, kind="cause", severity="info", subject="demo", facts=list(facts))
    return because(cause, verdict).model_copy(update={"findings": [claim]})


@pytest.mark.parametrize(
    "word", ["Within what is usual", "Another make-up, and no fault", "Fewer payments, and no fault of theirs"]
)
def test_a_day_on_which_nothing_is_wrong_is_headed_by_that_and_its_counts(word: str) -> None:
    rate = [Fact(ref=f"E1.figures[2].{name}", value=n) for name, n in (("numerator", 44), ("denominator", 55))]
    window = [Fact(ref=f"E1.window.{name}", value=SOON) for name in ("since", "until")]
    figures = "success of attempts {E1.figures[2].numerator} of {E1.figures[2].denominator}."
    text = f"{word}. From {{E1.window.since}} until {{E1.window.until}}: {figures}"
    shown = headline(of_day(text, Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, *rate, *window))
    assert (shown.verdict, shown.cause, shown.tone) == (word, "Success of attempts 44 of 55", "good")


@pytest.mark.parametrize("word", ["Net of payments", "Below the threshold"])
def test_a_sum_or_a_standing_is_headed_by_itself(word: str) -> None:
    share = Fact(ref="E1.programmes[0].claims", value=3)
    text = f"{word}: claims {{E1.programmes[0].claims}}, to go. That level needs more."
    shown = headline(of_day(text, Verdict.NO_ISSUE, CauseCode.NO_FAULT_FOUND, share))
    assert (shown.verdict, shown.cause, shown.tone) == (word, "Claims 3, to go", "good")


def test_what_caused_a_change_of_many_payments_is_not_said_of_one() -> None:
    state = Fact(ref="E1.detected[0].state", value="active")
    shown = headline(of_day("A rule blocks.", Verdict.EXPLAINED, CauseCode.BLOCKED_BY_RULE, state))
    assert shown.cause == "A Radar rule blocks payments: 1 change was found, going on"
    one = headline(because(CauseCode.BLOCKED_BY_RULE, Verdict.EXPLAINED, until(SOON)))
    assert "payments" not in one.cause
