"""How an account stands, as Stripe shows it: what is enabled, what is asked for, and why something is not."""

from evals.world.parties import Provider
from evals.world.shelf import JsonObject
from evals.world.standing import REJECTED, UNSENT, Stop, Stopped

DISABLED = {
    Stop.OVERDUE: "requirements.past_due",
    Stop.LOOKED_INTO: "under_review",
    Stop.REJECTED_FRAUD: "rejected.fraud",
    Stop.REJECTED_TERMS: "rejected.terms_of_service",
    Stop.REJECTED_BUSINESS: "rejected.other",
    Stop.HALTED: "platform_paused",
    Stop.NOTHING_SENT: "action_required.requested_capabilities",
}
OF_CAPABILITY = {
    Stop.NOTHING_SENT: "requirements.fields_needed",
    Stop.REJECTED_FRAUD: "rejected.other",
    Stop.REJECTED_TERMS: "rejected.other",
    Stop.REJECTED_BUSINESS: "rejected.unsupported_business",
}


def no_requirements() -> JsonObject:
    """What Stripe wants to know of an account that has told everything."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": [],
        "disabled_reason": None,
        "errors": [],
        "eventually_due": [],
        "past_due": [],
        "pending_verification": [],
    }


def stopped(provider: Provider, now: int) -> Stopped | None:
    """What has stopped an account by a moment."""
    return provider.stopped if provider.stopped and provider.stopped.at <= now else None


def state(provider: Provider, now: int) -> JsonObject:
    """The fields of an account that say how it stands."""
    stop = stopped(provider, now)
    asked: JsonObject = {"currently_due": list(provider.asked_for), "eventually_due": list(provider.asked_for)}
    requirements = {**no_requirements(), **asked, "current_deadline": provider.asked_until}
    if stop is not None:
        wanted = list(dict.fromkeys((*stop.asked, *provider.asked_for)))
        overdue = list(stop.asked) if stop.why is Stop.OVERDUE else []
        requirements |= {"currently_due": wanted, "eventually_due": wanted, "past_due": overdue}
        requirements["disabled_reason"] = DISABLED[stop.why]
        requirements["current_deadline"] = stop.at if overdue else provider.asked_until
    return {
        "capabilities": {"transfers": "inactive" if stop and stop.why in UNSENT else "active"},
        "charges_enabled": stop is None or stop.why not in REJECTED,
        "payouts_enabled": stop is None or stop.pays_out,
        "requirements": requirements,
    }


def capability(provider: Provider, name: str, status: str, stop: Stopped | None = None) -> JsonObject:
    """What an account may be used for, and what that still takes."""
    requirements = no_requirements()
    if stop is not None and status != "active":
        asked = list(stop.asked)
        reason = OF_CAPABILITY.get(stop.why)
        requirements |= {"currently_due": asked, "eventually_due": asked, "past_due": asked, "disabled_reason": reason}
    return {
        "id": name,
        "object": "capability",
        "account": provider.account,
        "future_requirements": no_requirements(),
        "requested": True,
        "requested_at": provider.joined_at,
        "requirements": requirements,
        "status": status,
    }
