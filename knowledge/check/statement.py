"""How an outcome is worded: whose act it is, whether it is an act at all, and whether it is one.

Laws 1 and the table of words of docs/words.md: an outcome is something that the *customer* does and that a third person
could check. The rules look at the main clause alone; what somebody says or confirms may be about anything.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.check import lexicon
from knowledge.check import patterns as p
from knowledge.check.finding import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def judge(statement: str) -> Iterator[tuple[Kind, str]]:
    """What is wrong with a statement, with the reason; of several readings of its subject the first that fits."""
    text = " ".join(statement.split()).rstrip(".;:! ")
    found = next(((kind, reason) for rule, kind, reason in _RULES if rule(text)), None)
    if found:
        yield found
    if (not found or found[0] is Kind.NO_ACTOR) and (second := second_act(text)):
        yield Kind.TWO_IN_ONE, f"it holds two acts, of which one may happen without the other (“{second}”)"


def _ours(text: str) -> bool:
    """Whether the sentence's doer is the seller."""
    if p.WE.match(text):
        return not p.THERE_IS.match(text)
    if p.OUR_PEOPLE.match(text) or p.OURS_ACTING.match(text):
        return not _our_peoples_gain(text)
    return bool(p.SELLERS_PERSON.match(text) or p.SELLERS_PAST.match(text) or p.BY_US.search(text))


def _our_peoples_gain(text: str) -> bool:
    """*Our engineers are let into the plant*: an act of the customer, told from our side."""
    return bool(p.GAIN.search(text))


def _unnamed_seller(text: str) -> bool:
    """Whether nobody is named and the act is a seller's: an order to do it, or its result."""
    done = next(filter(None, (rule.match(text) for rule in (p.THING_DONE, p.TARGET_DONE))), None)
    if p.SUPPLIER.match(text):
        return False
    if done and not p.SPOKEN.search(done[0]) and not p.BY_CUSTOMER.search(text):
        return True
    return bool(
        p.GERUND.match(text)
        or p.DONE_FIRST.match(text)
        or (p.ORDER.match(text) and not p.NO_DOER.match(text) and not _is_noun(text))
    )


def _is_noun(text: str) -> bool:
    """Whether a first word that could be an order is a noun here: *Quote accepted*, *Call of the board*."""
    second = text.split()[1].lower() if len(text.split()) > 1 else ""
    return bool(p.AFTER_NOUN.fullmatch(second))


def _only_received(text: str) -> bool:
    head = _head(text)
    found = next(filter(None, (rule.match(head) for rule in (p.RECEIVES, p.FROM_US, p.IS_GIVEN, p.SITS))), None)
    return bool(found and not p.WE.match(text) and not p.SPOKEN.search(found[0]))


def _feels(text: str) -> bool:
    head = _head(text)
    found = any(rule.search(head) for rule in (p.FEELS, p.HAS_FEELING))
    alone = any(rule.match(text) for rule in (p.FEELING_ALONE, p.BARE_FEELING))
    return found or alone or _main_verb_feels(head)


def _main_verb_feels(head: str) -> bool:
    """Whether the first verb is one of feeling: it stands behind a noun and is none itself."""
    tokens = head.split()
    for place in range(1, len(tokens)):
        rest, before = " ".join(tokens[place:]), tokens[place - 1]
        if p.SPOKEN.match(rest) and not p.SUBJECT.fullmatch(before):
            return False
        if p.LIKES.match(rest):
            owned = before.endswith(("'s", "’s", "s'", "s’", ",")) or before.lower() in p.BEFORE_NOUN
            noun = p.SUBJECT.fullmatch(before) or (owned and p.NOUN_TOO.fullmatch(tokens[place]))
            after = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
            return not noun and not re.fullmatch(rf"(?:{lexicon.CUSTOMER_DONE}|is|are|was|were|has|have|been)", after)
    return False


def _cannot_be_checked(text: str) -> bool:
    head = _head(text)
    if p.THERE_IS.match(text) or p.VAGUE_PHRASE.fullmatch(text):
        return True
    found = p.VAGUE_STATE.search(head)
    return bool(found and not p.SPOKEN.search(head[: found.start()]))


def _nobody(text: str) -> bool:
    """Whether it is not said who of the customer does it."""
    if p.BY_CUSTOMER.search(text) or p.WE.match(text):
        return False
    if (noun := p.NOUN_PHRASE.match(text)) and not p.SPOKEN.search(noun["before"]):
        return True
    found = p.NO_DOER.match(text) or p.SHORT_DONE.match(text)
    return bool(found and not p.SPOKEN.search(found[0]) and not p.ACTIVE.search(found[0]))


def _head(text: str) -> str:
    """The main clause: up to the first word that opens another one."""
    return p.CLAUSE.split(text, maxsplit=1)[0]


def second_act(text: str) -> str | None:
    """The words of a second act; None where there is one act."""
    head = _head(text)
    first = p.SPOKEN.search(head)
    found = p.AND_VERB.search(head, first.end()) if first else None
    return head[found.start("second") :].strip() if found else None


_RULES: tuple[tuple[Callable[[str], bool], Kind, str], ...] = (
    (
        lambda text: bool(p.WE_HOLD.match(text)) and not p.THERE_IS.match(text),
        Kind.SELLERS_ACT,
        "it is told from the seller's side; say what the customer does",
    ),
    (_ours, Kind.SELLERS_ACT, "the seller does it, so that it says nothing about what the customer did"),
    (_unnamed_seller, Kind.SELLERS_ACT, "it can be ticked by the seller alone, whatever the customer does"),
    (
        _only_received,
        Kind.RECEIVED_ONLY,
        "the customer only receives what the seller does; receiving is no step of theirs",
    ),
    (_feels, Kind.FEELING, "it is a feeling or an opinion, and no act that a third person could check"),
    (_cannot_be_checked, Kind.NOT_VERIFIABLE, "no third person could check it; name the act that it shows in"),
    (_nobody, Kind.NO_ACTOR, "it does not say who of the customer does it"),
)
