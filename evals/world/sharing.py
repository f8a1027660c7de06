"""Two stories of one customer: what happened to somebody else happened to them as well."""

from dataclasses import replace

from evals.world.checkout import Scene
from evals.world.parties import Person


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


def _joined(kept: Person, other: Person) -> Person:
    known = {method.id for method in kept.methods}
    return replace(
        kept,
        methods=(*kept.methods, *(method for method in other.methods if method.id not in known)),
        saved=(*kept.saved, *other.saved),
        joined_at=min(kept.joined_at, other.joined_at),
    )
