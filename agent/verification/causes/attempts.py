"""Causes that lie in the attempt that decided: the issuer's refusals, failed authentication, bad requests.

`failure_code` is `card_declined` for the issuer's refusals and for Stripe's own blocks alike; who decided is told by
`outcome.type` (docs.stripe.com/declines). A failed 3D Secure leaves no charge.
"""

from collections.abc import Callable

from agent.verification.causes.case import Excluded, Open, Proven, Ruling, excluding
from agent.verification.causes.codes import (
    AUTHENTICATION_ERRORS,
    DEBITS,
    DECLINE_CODES,
    GENERAL,
    NAMED,
    named_by_network,
)
from agent.verification.causes.deciding import (
    bare_error,
    before_decision,
    decided_by_stripe,
    decider,
    failed,
    proof,
    settled,
    unknown,
)
from agent.verification.causes.payment_case import PaymentCase, Rule
from tools.contract.causes import CauseCode
from tools.contract.payment import Attempt

_WANTED = DECLINE_CODES[CauseCode.AUTHENTICATION_REQUIRED]


def answer_code(attempt: Attempt) -> tuple[str, str] | None:
    """The field and the code that the issuer answered with; a code that says more than `card_declined` first."""
    reason = attempt.decision.reason if attempt.decision else None
    fields = (
        ("decline_code", attempt.decline_code),
        ("decision.reason", reason),
        ("failure_code", attempt.failure_code),
    )
    given = [(field, code) for field, code in fields if code]
    return next((one for one in given if one[1] not in GENERAL), given[0] if given else None)


def _declined(accepts: Callable[[str], bool]) -> Rule:
    """The rule of a refusal by the issuer whose code `accepts`."""

    def rule(case: PaymentCase) -> Ruling:
        found = case.last
        if found is None or bare_error(case):
            return settled(case) or unknown(case) or _by_error(case, accepts)
        at, attempt = found
        code = answer_code(attempt)
        wanted = code is not None and code[1] in _WANTED and accepts(code[1])
        tests = [
            (not failed(attempt), ["result", *decider(attempt)], "the attempt that decides did not fail"),
            (decided_by_stripe(attempt), [*decider(attempt), "result"], "Stripe blocked the attempt, not the issuer"),
            (_invalid(attempt), ["decision.type"], "the request was invalid"),
            (_debited(attempt), ["method.type"], "a bank returned a debit; no card was declined"),
            (before_decision(attempt) and not wanted, ["stage"], "it ended before the issuer was asked"),
            (code is not None and not accepts(code[1]), [code[0]] if code else [], "its code is another one"),
        ]
        against = excluding(case, [*settled_tests(case), *(_here(at, test) for test in tests)])
        if against:
            return against
        if code is None:
            return Open("the attempt that decides carries no code")
        return proof(case, at, code[0], "failure_code", "id", "checks.cvc", "method.exp_month", "method.exp_year")

    return rule


def settled_tests(case: PaymentCase) -> list[tuple[bool, list[str], str]]:
    against = settled(case)
    return [(True, ["status"], against.reason)] if against else []


def _here(at: int, test: tuple[bool, list[str], str]) -> tuple[bool, list[str], str]:
    return test[0], [f"attempts[{at}].{path}" for path in test[1]], test[2]


def _invalid(attempt: Attempt) -> bool:
    return attempt.decision is not None and attempt.decision.type == "invalid"


def _debited(attempt: Attempt) -> bool:
    return attempt.method is not None and attempt.method.type in DEBITS


def _by_error(case: PaymentCase, accepts: Callable[[str], bool]) -> Ruling:
    """The same by the payment's last error, where no attempt is known that it belongs to."""
    error = case.flow.error
    if error is None:
        return Open("no attempt is known")
    if error.code in AUTHENTICATION_ERRORS or error.type == "invalid_request_error":
        return Excluded(case.refs(["error.code" if error.code else "error.type"]), "the issuer was not asked")
    field = "error.decline_code" if error.decline_code else "error.code"
    code = error.decline_code or error.code
    if code is not None and not accepts(code):
        return Excluded(case.refs([field]), "the code of the last error is another one")
    return Open("only the last error shows it; the charge, which tells who decided, was not read")


def _authentication_failed(case: PaymentCase) -> Ruling:
    found = case.last
    if found is None or bare_error(case):
        error = case.flow.error
        if case.withheld("charges"):
            return settled(case) or Open("the charges were not read; a later attempt may have come to one")
        if error is not None and error.code in AUTHENTICATION_ERRORS and settled(case) is None:
            return Proven(case.refs(["error.code", "status"]))
        return settled(case) or unknown(case, "events") or Open("the last error is not of an authentication")
    at, attempt = found
    wanted = attempt.failure_code in _WANTED
    tests = [
        (attempt.stage != "authentication", ["stage"], "it went on past authentication"),
        (not failed(attempt), ["result"], "the attempt that decides did not fail"),
        (wanted, ["failure_code"], "the issuer asked for an authentication that was never tried"),
    ]
    against = excluding(case, [*settled_tests(case), *(_here(at, test) for test in tests)])
    return against or proof(case, at, "stage", "failure_code", "authentication.result", "authentication.result_reason")


def _invalid_request(case: PaymentCase) -> Ruling:
    found = case.last
    error = case.flow.error
    if found is None or bare_error(case):
        if error is not None and error.type == "invalid_request_error" and settled(case) is None:
            return Proven(case.refs(["error.type", *(["error.code"] if error.code else []), "status"]))
        if error is not None and error.code in AUTHENTICATION_ERRORS:
            return Excluded(case.refs(["error.code"]), "the request was taken; authentication failed")
        return settled(case) or unknown(case) or Open("no attempt is known that shows it")
    at, attempt = found
    refused = attempt.stage == "request" and (attempt.decision is None or attempt.decision.type is None)
    declined = attempt.failure_code in GENERAL or attempt.failure_code in NAMED
    tests = [
        (not failed(attempt), ["result", *decider(attempt)], "the attempt that decides did not fail"),
        (not _invalid(attempt) and not refused, [*decider(attempt), "stage"], "the request was taken and decided on"),
    ]
    against = excluding(case, [*settled_tests(case), *(_here(at, test) for test in tests)])
    if against or not (refused and declined):
        return against or proof(case, at, *decider(attempt), "failure_code")
    return Open("the attempt carries a code of a decline and doesn't say who decided")


def _without_reason(code: str) -> bool:
    return code not in NAMED


def _issuer_declined(case: PaymentCase) -> Ruling:
    """Without a reason, unless the network's code gives the one that the decline code leaves open."""
    found = case.last
    if found is not None and found[1].decision is not None:
        at, attempt = found
        network = found[1].decision.network_decline_code
        if named_by_network(attempt.decline_code, network):
            told = case.refs([f"attempts[{at}].decision.network_decline_code", f"attempts[{at}].decline_code"])
            return Excluded(told, "the network's code says that the card may not make such a purchase")
    return _declined(_without_reason)(case)


RULES: dict[CauseCode, Rule] = {
    **{cause: _declined(codes.__contains__) for cause, codes in DECLINE_CODES.items()},
    CauseCode.ISSUER_DECLINED: _issuer_declined,
    CauseCode.AUTHENTICATION_FAILED: _authentication_failed,
    CauseCode.INVALID_REQUEST: _invalid_request,
}
