"""Which deal a message is about: by id, name, account, a near miss, or the conversation's last deal. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from assistant.deals.deal import Deal

NEAR_MISS = 88  # rapidfuzz ratio, 0 to 100, from which a misspelt name is taken for the name
SHORTEST_NEAR_MISS = 5  # letters; shorter names are too easily another word
LEADING_WORDS = 6
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}", re.UNICODE)  # "S.A." is one word
_LEGAL_FORMS = frozenset(
    "ab ag as bv co company corp corporation gmbh group holding holdings inc incorporated limited llc llp ltd nv oy "
    "plc pty sa sarl se spa srl the".split()
)
_NAMED = re.compile(
    r"^\s*(?:(?:news|update|note)s?\s+(?:on|about|from|for|re)\s+|re:?\s+)?"
    r"(?P<name>[^\W\d_a-z][\w&.'’-]*(?:\s+(?:[^\W_a-z][\w&.'’-]*|&|and|of))*)\s*:\s+\S",
    re.UNICODE,
)


@dataclass(frozen=True)
class Resolved:
    """`deal` where one fits, `candidates` where several do, `unknown` the name that fits none.

    All empty: the message names no deal. `others` are accounts that are named beside the deal's own.
    """

    deal: Deal | None = None
    candidates: tuple[Deal, ...] = ()
    unknown: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Hit:
    deal: Deal
    score: float
    place: int


def resolve(text: str, deals: Iterable[Deal], *, last: str | None = None) -> Resolved:
    """The deal that `text` is about, among those the person may see; `last` is the conversation's deal.

    A deal named outright beats the conversation's; among deals that fit equally well the conversation's wins.
    """
    deals = list(deals)
    hits = _hits(text, deals)
    if hits:
        return _best(hits, last)
    named = _NAMED.match(text)
    if named is not None and named["name"].casefold() not in _NOT_A_NAME:
        return Resolved(unknown=named["name"])
    return Resolved(deal=next((deal for deal in deals if deal.id == last), None))


def named(about: str, deals: Iterable[Deal], *, last: str | None = None) -> Resolved:
    """The deal somebody asked for by name or id: like `resolve`, but no name is taken for an unknown one."""
    deals = list(deals)
    exact = [d for d in deals if about in {d.id, d.name}] or [d for d in deals if d.id.casefold() == about.casefold()]
    if len(exact) == 1:
        return Resolved(deal=exact[0])
    hits = _hits(about, exact or deals)
    return _best(hits, last) if hits else Resolved(unknown=about)


_NOT_A_NAME = frozenset(
    "update news note notes fyi ps minutes summary recap agenda attendees from to subject cc date re fw fwd today "
    "yesterday call meeting good bad status action actions next steps hi hello".split()
)


def _hits(text: str, deals: Sequence[Deal]) -> list[_Hit]:
    words = _words(text)
    ways: tuple[Callable[[Deal], _Hit | None], ...] = (
        lambda deal: _exact(deal, words, text),
        lambda deal: _near(deal, words),
        lambda deal: _leading(deal, words, text),
    )
    for way in ways:
        if hits := [hit for deal in deals if (hit := way(deal)) is not None]:
            return hits
    return []


def _exact(deal: Deal, words: list[str], text: str) -> _Hit | None:
    """Score 3 for the id, from 2 for the whole name, from 1 for the account, plus the share of other words."""
    known = re.search(rf"(?<!\w){re.escape(deal.id)}(?!\w)", text, re.IGNORECASE if _coded(deal.id) else 0)
    if known:
        return _Hit(deal, 3, known.start())
    for score, name in ((2.0, deal.name), (1.0, deal.account)):
        core = core_words(name)
        place = _find(words, core)
        if place is not None and _is_a_name(core, text):
            extra = [word for word in core_words(deal.name) if word not in core_words(deal.account)]
            share = sum(word in words for word in extra) / len(extra) if extra else 0
            return _Hit(deal, score + share * 0.9, place)
    return None


def _coded(deal: str) -> bool:
    """Whether an id cannot be an everyday word, however it is typed: it has a digit and a letter."""
    return any(each.isdigit() for each in deal) and any(each.isalpha() for each in deal)


def _near(deal: Deal, words: list[str]) -> _Hit | None:
    best: _Hit | None = None
    for name in (deal.name, deal.account):
        core = core_words(name)
        wanted = " ".join(core)
        if len(wanted) < SHORTEST_NEAR_MISS:
            continue
        for place in range(len(words) - len(core) + 1):
            window = " ".join(words[place : place + len(core)])
            score = fuzz.ratio(wanted, window, score_cutoff=NEAR_MISS)
            if score and (best is None or score / 100 > best.score):
                best = _Hit(deal, score / 100, place)
    return best


def _leading(deal: Deal, words: list[str], text: str) -> _Hit | None:
    """Like "Old Mill" for "Old Mill Bakery": the first words of a longer name; a single one is written as a name."""
    best: _Hit | None = None
    for name in (deal.account, deal.name):
        core = core_words(name)
        for length in range(len(core) - 1, 0, -1):
            known = core[:length]
            if len("".join(known)) < SHORTEST_NEAR_MISS or (length == 1 and known[0].capitalize() not in text):
                continue
            place = _find(words, known)
            if place is not None and (best is None or length / 10 > best.score):
                best = _Hit(deal, length / 10, place)
    return best


def _best(hits: list[_Hit], last: str | None) -> Resolved:
    top = max(hit.score for hit in hits)
    fitting = [hit for hit in hits if hit.score >= top - 0.05]
    accounts = {hit.deal.account or hit.deal.name for hit in fitting}
    if len(accounts) > 1:
        first = min(hit.place for hit in fitting)
        leading = [hit for hit in fitting if hit.place == first]
        if first < LEADING_WORDS:
            fitting = leading
    chosen = next((hit for hit in fitting if hit.deal.id == last), None)
    if chosen is None and len(fitting) == 1:
        chosen = fitting[0]
    if chosen is None:
        return Resolved(candidates=tuple(sorted((hit.deal for hit in fitting), key=lambda deal: deal.id)))
    own = chosen.deal.account or chosen.deal.name
    others = {hit.deal.account or hit.deal.name for hit in hits} - {own}
    return Resolved(deal=chosen.deal, others=tuple(sorted(others)))


def core_words(name: str) -> list[str]:
    """The words that make a name: lower case, legal forms left out unless nothing else remains."""
    words = _words(name)
    return [word for word in words if word not in _LEGAL_FORMS] or words


def _words(text: str) -> list[str]:
    plain = _INITIALS.sub(lambda match: match[0].replace(".", ""), text.replace("'s ", " ").replace("’s ", " "))
    return [word.casefold() for word in _WORD.findall(plain)]


def _find(words: list[str], core: list[str]) -> int | None:
    if not core:
        return None
    return next((at for at in range(len(words) - len(core) + 1) if words[at : at + len(core)] == core), None)


def _is_a_name(core: list[str], text: str) -> bool:
    """Whether a one-word name of under four letters is written like a name: an everyday word is not."""
    return len(core) > 1 or len(core[0]) > 3 or core[0].upper() in text or core[0].capitalize() in text  # noqa: PLR2004 - a word's length
