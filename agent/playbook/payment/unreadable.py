"""What is said when what the question names could not be read: the failure tells why, and what to do about it."""

from agent.playbook.payment.case import Place
from agent.playbook.payment.unexplained import AGAIN, asked_about
from agent.playbook.writing.actions import action
from agent.playbook.writing.drafting import Answer, finding
from agent.report import DraftLimit
from tools.contract.causes import ActionCode, CauseCode, Party, Verdict
from tools.contract.outcome import Failure, FailureCode, Outcome


def unreadable(place: Place, outcome: Outcome) -> Answer:
    """A read that failed, told by its own failure."""
    failure = outcome.error.code if outcome.error else FailureCode.UNAVAILABLE
    verdict, text, code = _FAILURES.get(failure, _FAILURES[FailureCode.UNAVAILABLE])
    if failure == FailureCode.WRONG_MODE:
        return _of_other_mode(place, outcome)
    if failure == FailureCode.OUT_OF_SCOPE:
        return _out_of_scope(place, outcome)
    if failure == FailureCode.NOT_FOUND and outcome.error and outcome.error.unasked:
        return _not_everywhere(place, outcome)
    if failure == FailureCode.NOT_FOUND and outcome.error and outcome.error.elsewhere and not _all_asked(outcome.error):
        return _not_on_those_listed(place, outcome.error, asked_about(outcome))
    if failure == FailureCode.PERMISSION and outcome.error and outcome.error.elsewhere:
        return _not_allowed_there(place, outcome)
    told = _KEY_REFUSED if failure == FailureCode.AUTHENTICATION else AGAIN if code == ActionCode.WAIT else None
    return Answer(
        verdict=verdict,
        party=Party.UNKNOWN,
        claim=finding("observation", asked_about(outcome), text, place.ref("error.code"), severity="warning"),
        next_steps=(action(code, None, _grant(outcome) if code is ActionCode.GRANT_PERMISSION and not told else told),),
        limits=(
            DraftLimit(
                missing="What the question names: nothing of it could be read.", would_settle=_settling(code, outcome)
            ),
            *([_NOT_LOOKED_FOR] if outcome.error and outcome.error.elsewhere == 0 else []),
        ),
    )


def _not_everywhere(place: Place, outcome: Outcome) -> Answer:
    """The platform has no such object, and not all the connected accounts that may be read were asked for it."""
    text = (
        f"The platform's own account holds no such object in this mode, nor do the connected accounts that were asked, "
        f"{place.slot('error.elsewhere')} of them; {place.slot('error.unasked')} more may be read and were not asked."
    )
    fact = place.ref("error.code")
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", asked_about(outcome), text, fact, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, _WHOSE),),
        limits=(
            DraftLimit(
                missing="Whether one of the connected accounts that were not asked holds it.",
                would_settle="The account that it would be on, put first among those that may be read.",
            ),
        ),
    )


def _all_asked(error: Failure) -> bool:
    """Whether no connected account is left that was not asked, as far as the platform could tell."""
    return error.unlisted is False


def _not_on_those_listed(place: Place, error: Failure, subject: str) -> Answer:
    """Neither the platform nor an account that may be read has such an object; others were not asked."""
    text = (
        f"Neither the platform's own account nor the {place.slot('error.elsewhere')} connected accounts that may be "
        "read hold such an object in this mode."
    )
    others = (
        "the connected accounts that are not on the list of those that may be read were not asked."
        if error.unlisted
        else "whether there are accounts besides those on the list could not be told, and none such was asked."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", subject, text, place.ref("error.code"), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, _WHOSE_UNLISTED),),
        limits=(
            DraftLimit(
                missing=f"Whether another connected account holds it: {others}",
                would_settle="The account that it would be on, among those that may be read in the settings.",
            ),
        ),
    )


def _not_allowed_there(place: Place, outcome: Outcome) -> Answer:
    """The platform has no such object, and the key may not ask the connected accounts."""
    text = (
        "The platform's own account holds no such object in this mode, and the key may not read the connected accounts "
        "that may hold it."
    )
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", asked_about(outcome), text, place.ref("error.code"), severity="warning"),
        next_steps=(action(ActionCode.GRANT_PERMISSION, None, _CONNECT),),
        limits=(
            DraftLimit(
                missing="Whether a connected account holds it: the key in use lacks the permission to read those.",
                would_settle="A platform's key with Connect permissions for payments and charges would settle it.",
            ),
        ),
    )


def _grant(outcome: Outcome) -> str | None:
    """What the key lacks, by the name that the Dashboard has for it, and in whose Dashboard it is given."""
    enable = outcome.error.enable if outcome.error else None
    if enable is None:
        return None
    return f"Give the platform's restricted key {enable}, in the platform's own Dashboard, and ask again."


def _settling(code: ActionCode, outcome: Outcome) -> str:
    enable = outcome.error.enable if outcome.error else None
    if code is ActionCode.GRANT_PERMISSION and enable is not None:
        return f"A key that has {enable} would settle it."
    return _SETTLES[code]


def _out_of_scope(place: Place, outcome: Outcome) -> Answer:
    """The object is a connected account's, or such an account itself, and nobody listed that account."""
    owner = outcome.error.owner if outcome.error else None
    whose = f"{place.slot('error.owner')}, a connected account that" if owner else "a connected account that"
    fact = place.ref("error.owner" if owner else "error.code")
    text = f"What the question names belongs to {whose} may not be read here."
    of = place.slot("error.owner") if owner else "the account"
    listing = (
        f"Add {of} to the setting connected of the account {place.slot('coverage.account')}, if it is to be read, then "
        "ask again."
    )
    missing = f"What became of it on {of}, of which nothing was read."
    return Answer(
        verdict=Verdict.INCONCLUSIVE,
        party=Party.UNKNOWN,
        claim=finding("observation", asked_about(outcome), text, fact, severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, listing),),
        limits=(DraftLimit(missing=missing, would_settle=listing),),
    )


def _of_other_mode(place: Place, outcome: Outcome) -> Answer:
    """The object exists, and this key reads the account's other mode."""
    text = _IN_LIVE if not outcome.coverage.livemode else _IN_TEST
    return Answer(
        verdict=Verdict.EXPLAINED,
        cause=CauseCode.OTHER_MODE,
        party=Party.PLATFORM,
        claim=finding("cause", asked_about(outcome), text, place.ref("error.code"), severity="warning"),
        next_steps=(action(ActionCode.CHECK_REFERENCE, None, "Ask again on the account whose mode is the other one."),),
        limits=(
            DraftLimit(
                missing="The payment itself: nothing of it can be read with a key of this mode.",
                would_settle=_SETTLES[ActionCode.CHECK_REFERENCE],
            ),
        ),
    )


_WHOSE = (
    "Check the reference; if a connected account took the payment, put that account first among those that may be "
    "read, in the settings, then ask again."
)
_WHOSE_UNLISTED = (
    "Check the reference; if a connected account took the payment, list that account among those that may be read, in "
    "the settings, then ask again."
)
_CONNECT = (
    "Give the platform's restricted key read permissions under Connect as well, in the platform's own Dashboard under "
    "Developers > API keys, and ask again."
)
_NOT_LOOKED_FOR = DraftLimit(
    missing="Whether a connected account holds it: the settings list none that may be read, and none was asked.",
    would_settle="Listing the account that it would be on, or asking in that account's Dashboard, would settle it.",
)
_KEY_REFUSED = (
    "Stripe refused the key itself: it may have been rolled, have expired, or belong elsewhere. Put a restricted key "
    "of this account, in this mode, where the settings say that it is, then ask again."
)
_IN_LIVE = "The object exists in live mode, and this account's key reads test mode: ask an account whose mode is live."
_IN_TEST = "The object exists in test mode, and this account's key reads live mode: ask an account whose mode is test."

_FAILURES: dict[FailureCode, tuple[Verdict, str, ActionCode]] = {
    FailureCode.NOT_FOUND: (
        Verdict.NOT_FOUND,
        "Stripe holds no such object on this account in this mode.",
        ActionCode.CHECK_REFERENCE,
    ),
    FailureCode.PERMISSION: (
        Verdict.INCONCLUSIVE,
        "The restricted key in use may not read this.",
        ActionCode.GRANT_PERMISSION,
    ),
    FailureCode.AUTHENTICATION: (
        Verdict.INCONCLUSIVE,
        "Stripe did not accept the key in use.",
        ActionCode.GRANT_PERMISSION,
    ),
    FailureCode.UNAVAILABLE: (
        Verdict.INCONCLUSIVE,
        "Stripe could not be read at this moment.",
        ActionCode.WAIT,
    ),
}

_SETTLES = {
    ActionCode.CHECK_REFERENCE: "The right id, on the right account and in the right mode, would settle it.",
    ActionCode.GRANT_PERMISSION: "A key that may read payments and charges would settle it.",
    ActionCode.WAIT: "Asking again later would settle it.",
}
