"""Two stories of one customer or of one provider: what happened to somebody else happened to them as well."""

from dataclasses import replace

from evals.world.checkout import Scene
from evals.world.parties import Person, Provider
from evals.world.steps import Released


class Unlike(ValueError):
    """Two stories that can't both be of one party: together they would tell of what can't happen."""


def one_customer(scene: Scene, kept: str, other: str) -> None:
    """Make of two customers, by their ids, one: `kept`, who now also did and paid with what `other` did.

    Does nothing where it is one customer already. Raises KeyError if the scene lacks either.
    """
    if kept == other:
        return
    people = {person.id: person for person in scene.people}
    whole = _joined(people[kept], people[other])
    both = {kept, other}
    scene.people[:] = [whole if one.id == kept else one for one in scene.people if one.id != other]
    scene.payments[:] = [replace(one, person=whole) if one.person.id in both else one for one in scene.payments]
    scene.memberships[:] = [replace(one, person=whole) if one.person.id in both else one for one in scene.memberships]
    scene.visits[:] = [replace(one, person=whole) if one.person.id in both else one for one in scene.visits]


def one_provider(scene: Scene, provider: Provider, payment: str) -> Provider:
    """Let a provider have done what a payment, by its id, was for; gives who had.

    Raises `Unlike` where they are paid in another currency, joined later, or could not have been sent what was sent;
    and for work that several did, or whose share went to another.
    """
    place, told = next((place, one) for place, one in enumerate(scene.payments) if one.id == payment)
    booking, sent = told.booking, told.of(Released)
    barred = scene.now if provider.stopped is None else provider.stopped.at
    if (
        booking.currency != provider.currency
        or provider.joined_at > told.created_at
        or booking.legs
        or told.direct is not None
        or told.passed_on is not None
        or any(one.to is not None or one.at > barred for one in sent)
    ):
        raise Unlike(f"{payment} can't have been for work of {provider.id}")
    scene.payments[place] = replace(told, purpose=replace(booking, provider=provider))
    return booking.provider


def _joined(kept: Person, other: Person) -> Person:
    known = {method.id for method in kept.methods}
    return replace(
        kept,
        methods=(*kept.methods, *(method for method in other.methods if method.id not in known)),
        saved=(*kept.saved, *other.saved),
        joined_at=min(kept.joined_at, other.joined_at),
    )
