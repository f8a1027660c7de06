"""The kinds of field that a projection knows: what of a value may pass, and what becomes a placeholder.

Whatever a kind, a value that lacks its shape is masked as free text (strings) or left out (anything else), so that a
field that Stripe begins to use differently fails closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from tools.privacy.personal import Personal


class Leaf(Enum):
    """A plain value of Stripe's own making, except where said."""

    ID = auto()  # an object's id; where Stripe expanded it, the object
    CODE = auto()  # a word of a closed vocabulary, a currency, a version
    NUMBER = auto()  # an amount in minor units, a count, a score, a rate
    TIME = auto()  # Unix seconds, or an ISO 8601 moment in v2
    FLAG = auto()
    LAST4 = auto()
    COUNTRY = auto()
    REGION = auto()  # a state's code; spelled out it is part of an address
    POSTAL = auto()  # its first characters only
    TOKEN = auto()  # an opaque word: a fingerprint, a cursor, a network's reference
    PATH = auto()  # a path of Stripe's API
    REFERENCE = auto()  # the platform's own reference: passes as an id or as a listed metadata id
    PLAIN = auto()  # words that may be shown (a business's name, a rule): personal data within is masked
    HOST = auto()  # a URL, of which only the host is shown
    PRESENT = auto()  # only whether there is a value
    METADATA = auto()  # the platform's key-value pairs: listed keys whose whole value matches

    __hash__ = object.__hash__  # each is one object, and is looked up for every field of every row


@dataclass(frozen=True)
class Masked:
    """A value that always becomes a placeholder."""

    kind: Personal


@dataclass(frozen=True)
class Ref:
    """A reference to an object: its id, or the object where Stripe expanded it.

    `type` is what an expanded object is taken for when it doesn't say so itself.
    """

    type: str = ""


@dataclass(frozen=True)
class Values:
    """A map whose names are codes (a capability, a currency) and whose values are of one kind."""

    kind: "Kind"


Fields = Mapping[str, "Kind"]
Kind = Leaf | Masked | Ref | Values | list["Kind"] | Fields

ID, CODE, NUMBER, TIME, FLAG = Leaf.ID, Leaf.CODE, Leaf.NUMBER, Leaf.TIME, Leaf.FLAG
LAST4, COUNTRY, REGION, POSTAL, TOKEN = Leaf.LAST4, Leaf.COUNTRY, Leaf.REGION, Leaf.POSTAL, Leaf.TOKEN
PATH, REFERENCE, PLAIN, HOST = Leaf.PATH, Leaf.REFERENCE, Leaf.PLAIN, Leaf.HOST
PRESENT, METADATA = Leaf.PRESENT, Leaf.METADATA
EMAIL, NAME, PHONE = Masked(Personal.EMAIL), Masked(Personal.NAME), Masked(Personal.PHONE)
STREET, IP, URL, TEXT = Masked(Personal.ADDRESS), Masked(Personal.IP), Masked(Personal.URL), Masked(Personal.TEXT)

ADDRESS: Fields = {
    "city": STREET,
    "country": COUNTRY,
    "line1": STREET,
    "line2": STREET,
    "postal_code": POSTAL,
    "state": REGION,
}
CONTACT: Fields = {"address": ADDRESS, "email": EMAIL, "name": NAME, "phone": PHONE}
HEAD: Fields = {"id": ID, "object": CODE, "created": TIME, "livemode": FLAG}
MONEY: Fields = {"amount": NUMBER, "currency": CODE}
