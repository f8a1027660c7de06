"""What is written about a payment by hand: what staff type into its description, what callers leave, whence it came.

Most of it names somebody. Hosts are of the ranges that are kept for documentation, streets and telephones invented.
"""

from dataclasses import dataclass

from evals.world.draw import Draw
from evals.world.parties import Booking, Person

STREETS = {
    "US": ("{number} Cass Avenue, Apt {flat}", "{number} Fenkell Street", "{number} Larkspur Court, Unit {flat}"),
    "CA": ("{number} Ossington Avenue", "{flat}-{number} Queen Street West"),
    "DE": ("Torstraße {flat}", "Hufelandstraße {flat}, Hinterhaus"),
    "FR": ("{flat} rue des Capucins", "{flat} bis, montée Saint-Barthélemy"),
    "JP": ("難波{flat}丁目{number}番地", "北浜{flat}-{number}"),
    "KW": ("شارع الخليج العربي {number}، شقة {flat}", "Block {flat}, Salem Al Mubarak Street {number}"),
}
DESCRIBED = (
    "{service} for {name}, ring {phone} on arrival",
    "Phone order, {name} ({email})",
    "{service}: leave with the neighbour of {name} at {street}",
    "{name} / {phone} / {service}",
)
JOTTED = (
    ("call_note", "{name} called from {phone}, asks to be written to at {email}"),
    ("contact", "{name} {phone}"),
    ("deliver_to", "{name}, {street}"),
    ("gate_code_note", "buzz {name}, then 4 digits: ask on {phone}"),
)


@dataclass(frozen=True, slots=True)
class Jotting:
    """The words on a payment: its description, and what stands in its metadata beside the platform's own."""

    described: str | None = None
    jotted: tuple[tuple[str, str], ...] = ()


def street(draw: Draw, country: str) -> str:
    """The first line of somebody's address."""
    return draw.pick(STREETS[country]).format(number=draw.whole(11, 4980), flat=draw.whole(2, 98))


def host(draw: Draw) -> str:
    """The address of the host that somebody came from."""
    if draw.chance(0.25):
        return f"2001:db8:{draw.whole(0x1000, 0xFFFF):x}:{draw.whole(0x10, 0xFFFF):x}::{draw.whole(0x10, 0xFFFF):x}"
    return f"{draw.pick(('203.0.113', '198.51.100', '192.0.2'))}.{draw.whole(2, 253)}"


def jot(draw: Draw, person: Person, booking: Booking) -> Jotting:
    """What happens to be written about a payment for a booking; about most, nothing."""
    told = {
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "street": person.address.line1 or person.address.city,
        "service": booking.service.replace("_", " "),
    }
    described = draw.pick(DESCRIBED).format(**told) if draw.chance(0.09) else None
    notes: list[tuple[str, str]] = []
    if draw.chance(0.12):
        notes.append(("client_ip", host(draw)))
    if draw.chance(0.07):
        key, words = draw.pick(JOTTED)
        notes.append((key, words.format(**told)))
    return Jotting(described, tuple(notes))
