"""Whose doing a clause reports: the customer's, the seller's own, or unclear.

What the seller did is never an outcome, not even in the passive: "proposal was sent to them". A joint verb
("we agreed with their CFO") is the customer's where nobody can do it alone.
"""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.reading.forms import WORD, is_verb

__all__ = ["Actor", "actor", "is_seller_activity", "is_verb"]

SELLING = (
    r"send|sends|sent|sending|mail(?:ed|s)?|e-?mail(?:ed|s)?|present(?:ed|s|ing)?|demo(?:ed|'d|s"
    r"|nstrated|nstrate|ing)?|deliver(?:ed|s|ing)?"
    r"|prepar(?:e|ed|es|ing)|draft(?:ed|s|ing)?|submit(?:ted|s|ting)?|call(?:ed|s|ing)?|chas(?:e|ed|es"
    r"|ing)|follow(?:ed|s|ing)?[ -]?up"
    r"|organi[sz](?:e|ed|es|ing)|arrang(?:e|ed|es|ing)|invit(?:e|ed|es|ing)|show(?:ed|n|s|ing)?"
    r"|walk(?:ed|s|ing)?|explain(?:ed|s|ing)?"
    r"|updat(?:e|ed|es|ing)|creat(?:e|ed|es|ing)|shar(?:e|ed|es|ing)|shipp?(?:ed|s|ing)?|configur(?:e|ed"
    r"|es|ing)|cook(?:ed|s|ing)?|ran|run|running"
    r"|held|hold|holding|propos(?:e|ed|es|ing)|quot(?:e|ed|ing)|pitch(?:ed|es|ing)?|revis(?:e|ed|es|ing)"
    r"|introduc(?:e|ed|es|ing)"
    r"|train(?:ed|s|ing)?|brief(?:ed|s|ing)?|hand(?:ed|s|ing)? (?:in|over|out)|ask(?:ed|ing)?"
    r"|request(?:ed|ing)?|set up|setting up"
    r"|did|do|doing|had|have|having|made|make|met|meet|meeting|spent|gave|give|drew|draw|built|build"
    r"|wrote|write|kicked off|kick off|kick-?off"
    r"|forward(?:ed|ing)?|provid(?:e|ed|es|ing)|offer(?:ed|ing)?|discuss(?:ed|ing)?|review(?:ed|ing)?"
    r"|handl(?:e|ed|ing)|sized?|upload(?:ed|ing)?"
    r"|talk(?:ed|ing)?|spoke|speak|visit(?:ed|ing)?|push(?:ed|ing)?|check(?:ed|ing)? in|ping(?:ed|ing)?"
    r"|nudg(?:e|ed|ing)|remind(?:ed|ing)?"
    r"|schedul(?:e|ed|ing)|book(?:ed|ing)?|install(?:ed|ing)?|collect(?:ed|ing)?|finali[sz](?:e|ed|ing)"
    r"|add(?:ed|ing)?|move(?:d)?"
    r"|address(?:ed|ing)?|answer(?:ed|ing)?|connect(?:ed|ing)?|reach(?:ed|ing)? out|re-?sent"
    r"|negotiat(?:e|ed|ing)|clos(?:e|ing)|qualif(?:y|ied)"
    r"|identif(?:y|ied)|research(?:ed|ing)?|plan(?:ned|ning)?|conduct(?:ed|ing)?|complet(?:e|ed)"
    r"|help(?:ed|ing)?|support(?:ed|ing)?|host(?:ed|ing)?"
)
START = re.compile(
    rf"\W*(?:and |then |also |just |again |already |finally |quickly |next:? "
    rf"|todo:? )*(?:{SELLING})\b",
    re.IGNORECASE,
)
HAS_SELLING = re.compile(rf"\b(?:{SELLING})\b", re.IGNORECASE)
RECEIPT = re.compile(
    r"\b(?:got|received|saw|collected|picked up|obtained|getting|(?:have|had)(?=\s+(?:now |already |finally )?"
    r"(?:an?|the|their|his|her|its|all|it|them|two|three|both|\d+)\b))\b(?!\s+(?:to|our|my"
    r"|a (?:great|good|nice|call|meeting|chat|feeling)|lunch|an? \w+ (?:call|meeting)))"
    r"|\b(?:back|in|over) from\b|\bgot (?:\w+ ){0,5}back\b|\bheard back\b",
    re.IGNORECASE,
)
RECEIVED = re.compile(
    r"\W*(?:\w+ )?(?:just |finally |already )?(?:got|received|have|saw"
    r"|obtained)\b",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(
    r"\W*(?:(?:and|so|then|also|today|yesterday|this morning|well|ok|lol|btw|on (?:mon|tues|wednes|thurs"
    r"|fri)day|last \w+|\w+ and)[\s,]+)*"
    r"(?:i|we|i['’](?:ve|m|ll|d)|we['’](?:ve|re|ll|d)|ive|weve|me and \w+|\w+ and (?:i|me))\b",
    re.IGNORECASE,
)
OUR_SIDE = re.compile(
    r"\b(?:our|my)\s+(?:own\s+|internal\s+|dear\s+)?(?:\w+\s+){0,2}?(?:side|cfo|ceo|coo|cto|ciso|vp|svp"
    r"|director|manager|mgr|boss|legal|finance|lawyers?|counsel"
    r"|procurement|purchasing|team|teams|se|ses|engineers?|presales|partners?|board|union|bank"
    r"|controllers?|colleagues?|rep|reps|leadership"
    r"|management|deal desk|desk|head|pm|csm|consultants?|solutions?|architects?|support|marketing"
    r"|product|security|hr|chef|cooks?|people"
    r"|guys?|technicians?|specialists?|experts?|exec|execs|sponsor|accountants?|auditors?|committee|it)\b",
    re.IGNORECASE,
)
INTERNAL = re.compile(
    r"\b(?:internally|by (?:our|my|us|me)|on our side|at our end"
    r"|on our end)\b",
    re.IGNORECASE,
)
PASSIVE_ON_US = re.compile(
    r"\b(?:we|i)(?:['’]ve| have| had)?(?:['’]re)?\s*(?:are|were|was|been|got|get|have been|had been"
    r"|are being)?\s*"
    r"(?:now |finally |just |also |officially )*(?:been |being )?"
    r"(?P<verb>selected|chosen|picked|shortlisted|dropped|invited|told|named|awarded|given|approved"
    r"|cleared|excluded|removed|asked|passed"
    r"|disqualified|preferred|ruled out|accepted|rejected|informed|on the|off the|out of|in the final)\b",
    re.IGNORECASE,
)
SET_BACK = re.compile(
    r"\b(?:have|has|had|need|must|got|asked|told) (?:us |me )?to (?:\w+ ){0,6}(?:again|redo|repeat"
    r"|once more|over|from scratch|from the start)\b"
    r"|\b(?:we|i)(?:['’]ve| have)? (?:\w+ )?lost\b|\b(?:we|i)(?:['’]re| are| am) (?:\w+ )?(?:out"
    r"|back (?:to|at)|off|not (?:on|in))\b"
    r"|\bhave to (?:redo|repeat|restart)\b",
    re.IGNORECASE,
)
JOINT = re.compile(
    r"\b(?:agreed|agree|signed|settled|shook hands|closed|concluded|countersigned|fixed)\b", re.IGNORECASE
)
WITH_THEM = re.compile(r"\b(?:with|between)\s+(?!my\b|our\b|me\b)\w+|\b(?:and|&) (?:i|we)\b", re.IGNORECASE)
THEIR_DOING = re.compile(
    r"\b(?:they|them|he|she|their|his|her|customer|client|buyer"
    r"|prospect)\b",
    re.IGNORECASE,
)
OF_OURS = (
    r"proposals?|quotes?|quotations?|offers?|demos?|demonstrations?|decks?|slides?|brochures?"
    r"|presentations?|pricing|drafts?|pitch|workshops?"
    r"|sow|one-?pagers?|business case|follow-?ups?|recaps?|invitations?|invites|agenda|materials?"
    r"|case stud(?:y|ies)|price lists?|estimates?|roi"
    r"|kick-?off|intro|introduction|discovery|delivery|installation|training|implementation|onboarding"
    r"|handover|sizing|summary|discount|newsletter|trial van"
    r"|sample|samples|visit logistics"
)
PASSIVE_OF_OURS = re.compile(
    rf"\b(?:{OF_OURS})\b(?:\s+\w+){{0,2}}\s+(?:(?:was|were|is|are|has been|have been|been|being"
    rf"|got)\s+)?(?:\w+ly\s+)?(?:{SELLING}|out|done|given)\b"
    r"|\b(?:sent|mailed|emailed|delivered|presented|shown|handed|shipped|provided|submitted|forwarded"
    r"|explained|demoed|given) (?:\w+ ){0,3}(?:to|over to|out to|off to)"
    r" (?:them|the customer|the client|the prospect|him|her|their|the \w+|\w+)\b",
    re.IGNORECASE,
)
HAS_OURS = re.compile(r"\b(?:received|got|has|have|gets) (?:all |now |already )?(?:of )?our\b", re.IGNORECASE)
THEY_SENT = re.compile(r"\b(?:to|over to|back to) (?:us|me)\b", re.IGNORECASE)


class Actor(StrEnum):
    """Who does what a clause reports."""

    CUSTOMER = "customer"
    SELLER = "seller"
    SELLER_SIDE = "seller side"  # people of the seller: neither outcome nor the rep's own activity
    UNCLEAR = "unclear"


def actor(text: str, *, carried: Actor | None = None, customer_speaks: bool = False) -> Actor:
    """Who acts in this clause.

    `carried` is the actor of the clause before it in the sentence, taken over where this one has no subject
    of its own. Where the customer speaks, "we" is the customer.
    """
    if customer_speaks or PASSIVE_ON_US.search(text):
        return Actor.CUSTOMER
    subject = _subject(text)
    theirs = bool(THEIR_DOING.search(subject))
    if not theirs and (OUR_SIDE.search(subject) or INTERNAL.search(text)):
        return Actor.SELLER_SIDE
    if FIRST_PERSON.match(text) or re.search(r"\b(?:and|&) (?:i|we|me)\b", subject, re.IGNORECASE):
        return _first_person(text)
    if RECEIVED.match(text) and RECEIPT.search(text):
        return Actor.CUSTOMER
    return _third_person(text, carried, theirs=theirs)


def is_seller_activity(text: str) -> bool:
    """Whether a quoted stretch reports what the seller did or is to do, and so can prove no outcome."""
    return actor(text) in {Actor.SELLER, Actor.SELLER_SIDE}


def _third_person(text: str, carried: Actor | None, *, theirs: bool) -> Actor:
    """The actor where the subject is none of us, or where there is none."""
    to_us = bool(THEY_SENT.search(text))
    if HAS_OURS.search(text) or (PASSIVE_OF_OURS.search(text) and not theirs and not to_us):
        return Actor.SELLER
    if START.match(text) and not to_us:
        return carried if carried in {Actor.CUSTOMER, Actor.SELLER_SIDE} else Actor.SELLER
    return Actor.CUSTOMER if theirs else Actor.UNCLEAR


def _first_person(text: str) -> Actor:
    if SET_BACK.search(text):
        return Actor.CUSTOMER
    if JOINT.search(text) and WITH_THEM.search(text):
        return Actor.CUSTOMER
    if RECEIPT.search(text) and not re.search(
        r"\b(?:had|have)\b.*\b(?:call|meeting|lunch|chat|demo|workshop)\b", text, re.IGNORECASE
    ):
        return Actor.CUSTOMER
    return Actor.SELLER


def _subject(text: str) -> str:
    """The words up to the first verb; the whole text where none is known."""
    for match in WORD.finditer(text):
        word = match.group(0).lower().replace("’", "'")
        if is_verb(word):
            return text[: match.start()]
    return text
