"""Whose words these are: the seller's, the customer's, or unknown where it cannot be decided. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SELLER_LABELS = frozenset(
    """
    us|we|me|seller|sales|sales rep|rep|ae|se|account executive|account manager|agent|vendor|supplier|our side|our team
    |wir|ich|verkäufer|verkäuferin|vertrieb|berater|beraterin|anbieter|lieferant
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
CUSTOMER_LABELS = frozenset(
    """
    customer|client|buyer|prospect|them|they|customer side|their side
    |kunde|kundin|käufer|käuferin|einkäufer|einkäuferin|interessent|interessentin|auftraggeber
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
NOBODY = re.compile(
    r"(?:unknown|unidentified|speaker|sprecher(?:in)?|participant|teilnehmer|guest|gast|caller)\W*\w{0,3}"
)
FREE_MAIL = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com aol.com gmx.de gmx.net gmx.com
    web.de t-online.de proton.me protonmail.com mail.com
    """.split()
)
_DOMAIN = re.compile(r"@?((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_PIECES = re.compile(r"\s+[-–—]\s+|[()\[\]|/]")


class Side(StrEnum):
    """Whose side a speaker or sender is on."""

    CUSTOMER = "customer"
    SELLER = "seller"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Who:
    """A speaker or sender as the document writes them: a name or label, a mail address, either may be empty."""

    name: str = ""
    address: str = ""

    def __str__(self) -> str:
        return self.name or self.address


@dataclass(frozen=True)
class Us:
    """Our own names, mail addresses and mail domains, all in lower case."""

    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    def __or__(self, other: Us) -> Us:
        return Us(self.names | other.names, self.addresses | other.addresses, self.domains | other.domains)

    def owns(self, who: Who) -> bool:
        """Whether this is one of us, by address, domain, name, company or label."""
        address = who.address.casefold()
        domain = address.rpartition("@")[2]
        if address in self.addresses or any(domain == own or domain.endswith(f".{own}") for own in self.domains):
            return True
        pieces = _pieces(who.name)
        return any(piece in SELLER_LABELS for piece in pieces) or any(self._named(piece) for piece in pieces)

    def knows_mail(self) -> bool:
        """Whether a mail address can be told to be none of ours."""
        return bool(self.addresses or self.domains)

    def _named(self, piece: str) -> bool:
        """By the whole name, or by a first name where either side gives no more."""
        first = piece.split(maxsplit=1)[0]
        return any(name in (piece, first) or (piece == first and name.split()[0] == first) for name in self.names)


def us(given: Iterable[str]) -> Us:
    """Our side from what a person names: `Ana Silva`, `ana@rightside.example`, `rightside.example`.

    An address stands for its whole domain too, unless that is a public mail service.
    """
    names, addresses, domains = set(), set(), set()
    for each in (" ".join(each.casefold().split()) for each in given):
        if (found := _DOMAIN.fullmatch(each)) is not None:
            domains.add(found[1])
        elif "@" in each:
            addresses.add(each)
            domains.update({each.rpartition("@")[2]} - FREE_MAIL)
        elif each:
            names.update(_pieces(each))
    return Us(frozenset(names), frozenset(addresses), frozenset(domains))


def sides(people: Iterable[Who], ours: Us) -> dict[Who, Side]:
    """The side of each person in one document.

    Who is none of ours is the customer once our side is known in this document (one of us takes part, or there are
    addresses to compare); a voice without a name stays unknown.
    """
    everyone = set(people)
    sellers = {who for who in everyone if ours.owns(who)}
    return {who: Side.SELLER if who in sellers else _other(who, ours, met=bool(sellers)) for who in everyone}


def _other(who: Who, ours: Us, *, met: bool) -> Side:
    pieces = _pieces(who.name)
    if any(_unnumbered(piece) in CUSTOMER_LABELS for piece in pieces):
        return Side.CUSTOMER
    if who.address:
        return Side.CUSTOMER if met or ours.knows_mail() else Side.UNKNOWN
    named = bool(pieces) and not NOBODY.fullmatch(pieces[0])
    return Side.CUSTOMER if named and met else Side.UNKNOWN


def _pieces(name: str) -> list[str]:
    """A name without case, in the order first name last name, and what stands in brackets or behind a dash."""
    parts = (" ".join(part.casefold().split()) for part in _PIECES.split(name))
    found = []
    for part in filter(None, parts):
        last, comma, first = part.partition(", ")
        found.append(f"{first} {last}" if comma else part)
    return [each for piece in found for each in dict.fromkeys((piece, _unnumbered(piece))) if each]


def _unnumbered(label: str) -> str:
    return label.rstrip(" #0123456789")
