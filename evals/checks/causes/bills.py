"""Causes that lie in a membership's bill."""

from evals.checks.causes.target import Target
from evals.world.billing import Ending


def _ending(target: Target) -> Ending | None:
    return target.membership.ending if target.membership else None


def _unpaid(target: Target) -> bool:
    return target.membership is not None and target.payment.paid is None and _ending(target) is None


def retried(target: Target) -> bool:
    """Not paid yet, and to be tried again."""
    member = target.membership
    return bool(member and _unpaid(target) and member.next_try_at and not member.method_gone_at)


def given_up(target: Target) -> bool:
    return _ending(target) in {Ending.GAVE_UP, Ending.LEFT_UNPAID}


def never_began(target: Target) -> bool:
    return _ending(target) is Ending.NEVER_BEGAN


def nothing_to_charge(target: Target) -> bool:
    bill = target.payment.bill
    return bool(bill and bill.tried_in_vain and _unpaid(target))
