"""The bank said no: one branch for each thing it can mean."""

from agent.playbook.payment.case import AttemptAt, Case
from agent.playbook.payment.codes import AUTHENTICATION_FAILURE, decline_cause, is_plain
from agent.playbook.payment.exclusions import ruled_out
from agent.playbook.payment.recovery import siblings_settle
from agent.playbook.writing.actions import action, steps
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftFinding, DraftLimit, DraftStep
from agent.verification.causes.codes import named_by_network
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict


def insufficient_funds(case: Case) -> Answer | None:
    """The account behind the card does not hold the money."""
    return _declined(
        case,
        CauseCode.INSUFFICIENT_FUNDS,
        Party.ISSUER,
        "the account behind the card did not hold enough money",
        (ActionCode.RETRY_LATER, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def limit_exceeded(case: Case) -> Answer | None:
    """The purchase goes beyond what the card may spend."""
    return _declined(
        case,
        CauseCode.CARD_LIMIT_EXCEEDED,
        Party.ISSUER,
        "the purchase went beyond a balance, credit or frequency limit that the bank sets for the card",
        (ActionCode.CONTACT_ISSUER, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def currency_not_supported(case: Case) -> Answer | None:
    """The card can't be charged in this currency."""
    return _declined(
        case,
        CauseCode.CURRENCY_NOT_SUPPORTED,
        Party.ISSUER,
        "the card can't be charged in the currency of this payment",
        (ActionCode.ASK_FOR_OTHER_METHOD, ActionCode.CONTACT_ISSUER),
    )


def not_supported(case: Case) -> Answer | None:
    """The card is not made for this kind of purchase."""
    return _declined(
        case,
        CauseCode.CARD_NOT_SUPPORTED,
        Party.ISSUER,
        "the card does not allow this kind of purchase",
        (ActionCode.CONTACT_ISSUER, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def lost_or_stolen(case: Case) -> Answer | None:
    """The card is reported lost or stolen, which the customer must not be told."""
    return _declined(
        case,
        CauseCode.CARD_LOST_OR_STOLEN,
        Party.ISSUER,
        "the bank has the card marked as lost, stolen or to be withheld. "
        "Tell the customer only that the card was declined: the person paying may not be the cardholder",
        (ActionCode.DO_NOT_RETRY, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def expired(case: Case) -> Answer | None:
    """The card ran out before it was charged."""
    last = _deciding(case)
    method = last.attempt.method if last else None
    told = ""
    if last and method and method.exp_month and method.exp_year:
        told = f": it was valid until month {last.slot('method.exp_month')} of {last.slot('method.exp_year')}"
    return _declined(
        case,
        CauseCode.CARD_EXPIRED,
        Party.CUSTOMER,
        f"the card had expired{told}",
        (ActionCode.UPDATE_CARD, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def data_incorrect(case: Case) -> Answer | None:
    """The card's details were typed wrongly."""
    last = _deciding(case)
    failed = last and last.attempt.checks and last.attempt.checks.cvc == "fail"
    told = f"; the bank's check of the security code says {last.slot('checks.cvc')}" if last and failed else ""
    return _declined(
        case,
        CauseCode.CARD_DATA_INCORRECT,
        Party.CUSTOMER,
        f"the card's details did not match what the bank holds{told}. The customer can correct this",
        (ActionCode.CORRECT_CARD_DATA, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def authentication_required(case: Case) -> Answer | None:
    """The bank wants the customer to prove who they are, and nobody was there to ask."""
    last = _deciding(case)
    off = last and last.attempt.off_session
    told = ", and this attempt was made while the customer was away" if off else ""
    cited = (last.ref("off_session"),) if last and off else ()
    return _declined(
        case,
        CauseCode.AUTHENTICATION_REQUIRED,
        Party.CUSTOMER,
        f"the bank wants the customer to authenticate (3DS) before it agrees{told}",
        (ActionCode.AUTHENTICATE_ON_SESSION,),
        cited,
    )


def processing_error(case: Case) -> Answer | None:
    """Nobody refused: the bank or the network could not answer."""
    return _declined(
        case,
        CauseCode.PROCESSING_ERROR,
        Party.NETWORK,
        "the bank or the card network could not process the request at that moment, which usually passes",
        (ActionCode.RETRY_LATER, ActionCode.ASK_FOR_OTHER_METHOD),
    )


def no_reason_given(case: Case) -> Answer | None:
    """The bank declined and kept its reason to itself."""
    answer = _declined(
        case,
        CauseCode.ISSUER_DECLINED,
        Party.ISSUER,
        "the bank gave no reason that can be acted on. It is the bank's own decision, not Stripe's or the platform's",
        (ActionCode.CONTACT_ISSUER, ActionCode.ASK_FOR_OTHER_METHOD),
    )
    if answer is None:
        return None
    return answer.less_sure(
        answer.verdict,
        DraftLimit(
            missing="The bank's own reason for declining is not known to Stripe.",
            would_settle="Only the cardholder can ask the bank that issued the card.",
        ),
    )


def _deciding(case: Case) -> AttemptAt | None:
    """The latest attempt, where the bank said no to it: at once, or days later as it returned a debit.

    A bank's wish to see the customer authenticated may come before any charge.
    """
    last = case.stopped
    if last is None or last.attempt.result != "failed":
        return None
    decision = last.attempt.decision
    if last.attempt.stage == "authorization":
        return last if decision is None or decision.type in {None, "issuer_declined"} else None
    code = last.attempt.decline_code or last.attempt.failure_code
    asked = last.attempt.stage == "authentication" and code is not None and code != AUTHENTICATION_FAILURE
    return last if asked or last.attempt.stage == "settlement" else None


def _code(last: AttemptAt) -> tuple[str | None, str]:
    """The code that says why, and the field it stands in."""
    if last.attempt.decline_code is not None:
        return last.attempt.decline_code, "decline_code"
    return last.attempt.failure_code, "failure_code"


def _declined(
    case: Case,
    cause: CauseCode,
    party: Party,
    meaning: str,
    usual: tuple[ActionCode, ...],
    facts: tuple[str, ...] = (),
) -> Answer | None:
    last = _deciding(case)
    if last is None:
        return None
    code, field = _code(last)
    if code is None or decline_cause(code) != cause:
        return None
    decision = last.attempt.decision
    names = ("type", "network_status", "reason", "network_decline_code")
    cited = [last.ref(f"decision.{name}") for name in names if getattr(decision, name, None)]
    cited += [last.ref(name) for name in ("failure_code", "result") if getattr(last.attempt, name)]
    text = (
        f"The payment failed because the customer's bank declined the latest attempt, of {last.slot('created')}, "
        f"with the code {last.slot(field)}: {meaning}."
    )
    told = finding("cause", case.flow.flow.id, text, case.flow.ref("status"), *cited, *facts, severity="critical")
    debit = last.attempt.method is not None and last.attempt.method.type != "card"
    answer = Answer(
        verdict=Verdict.EXPLAINED,
        cause=cause,
        party=Party.BANK if debit and party == Party.ISSUER else party,
        claim=told,
        findings=_advice(last),
        ruled_out=ruled_out(case, cause),
        next_steps=_steps(case, last, usual),
    )
    return answer if _is_plain(code, last) else answer.less_sure(Verdict.LIKELY)


def _is_plain(code: str, last: AttemptAt) -> bool:
    """Whether Stripe's own fields show who decided, and the code can mean only what the branch says."""
    decision = last.attempt.decision
    decided = decision is not None and decision.type is not None
    named = named_by_network(code, decision.network_decline_code if decision else None)
    return (is_plain(code) or named) and (decided or last.attempt.stage == "authentication")


def _advice(last: AttemptAt) -> tuple[DraftFinding, ...]:
    decision = last.attempt.decision
    if decision is None or decision.advice_code is None:
        return ()
    text = (
        f"With the decline came the advice {last.slot('decision.advice_code')}; it says what to do next "
        "and outranks the decline code."
    )
    return (finding("observation", last.attempt.id, text),)


def _steps(case: Case, last: AttemptAt, usual: tuple[ActionCode, ...]) -> tuple[DraftStep, ...]:
    settled = siblings_settle(case)
    if settled:
        return settled
    codes = case.advised(last) or list(usual)
    subject = case.flow.flow.id
    return tuple(steps(codes, subject)) or (action(ActionCode.ASK_FOR_OTHER_METHOD, subject),)
