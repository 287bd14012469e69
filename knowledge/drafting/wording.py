"""From the seller's words to a statement of what the customer does: *Get it signed by X* becomes *X signs it*."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.drafting.cues import ACT, ROLE

_THIRD = {  # stems of ACT and their third person
    each.split(":")[0]: each.split(":")[1]
    for each in (
        "sign:signs initial:initials confirm:confirms correct:corrects accept:accepts approv:approves return:returns "
        "sen:sends giv:gives gave:gives hand:hands nam:names choos:chooses chos:chooses pick:picks issu:issues pa:pays "
        "agree:agrees tell:tells told:tells writ:writes wrot:writes repl:replies invit:invites bring:brings "
        "brought:brings attend:attends pass:passes walk:walks com:comes stood:stands submit:submits put:puts "
        "list:lists provid:provides stat:states order:orders releas:releases appoint:appoints compar:compares "
        "countersign:countersigns shar:shares identif:identifies join:joins nominat:nominates"
    ).split()
} | {"for": "sends us"}
_CASE = re.IGNORECASE
_TAIL = re.compile(
    r"(?:,? (?:before|until|and not|not|and stay|or (?:it|we)|, and don't|on the shop floor|when the|from us"
    r"|in stage \d)\b|;|:| – | \(stage).*$",
    _CASE,
)
_GET_DONE = re.compile(
    rf"\b(?:get|have)\s+(?P<what>(?:the|our|a|an|their)\s[^.;]{{2,60}}?)\s+(?P<act>{ACT})\s+by\s+(?P<who>{ROLE})"
    r"(?P<rest>[^.;]*)",
    _CASE,
)
_SIGNED_BACK = re.compile(
    rf"\bget\s+(?P<what>(?:our|the)\s[^.;]{{2,60}}?)\s+back\s+with\s+(?P<who>{ROLE})['’]s?\s+(?P<act>signature)"
    r"(?P<rest>)",
    _CASE,
)
_ASK_FOR = re.compile(rf"\bask\s+(?P<who>{ROLE})\s+(?P<act>for)(?P<rest>\s+[^.;]*)", _CASE)
_GET_TO = re.compile(
    r"\b(?:get|have|ask|until|unless|once|when|before|wait for|for|in which)\s+"
    rf"(?P<who>{ROLE}(?:['’]s)?(?:\s+(?!to\b|has\b|have\b)[a-z]+)?)\s+(?:to\s+|has\s+|have\s+|had\s+)?"
    rf"(?P<act>{ACT})(?P<rest>[^.;]*)",
    _CASE,
)
_DONE_BY = re.compile(
    rf"(?P<what>(?:[\w'’-]+\s+){{1,8}}?)(?:is\s+|are\s+)?(?P<act>{ACT})\s+(?:in writing\s+)?by\s+"
    rf"(?P<who>(?:the\s+|their\s+)?{ROLE})(?P<rest>[^.;]*)",
    _CASE,
)
_PLAIN = re.compile(
    r"^(?P<who>(?:the|their)\s+[\w\s'’-]{2,50}?|customer|they)(?:,[^,]+,)?\s+"
    rf"(?P<act>{ACT})(?P<rest>[^;]*)",
    _CASE,
)
_PLURAL = re.compile(r"(?:technicians|signatories|people|both|two .*|.* and .*)$", _CASE)


@dataclass(frozen=True)
class Worded:
    """A statement; `turned` where it says otherwise what the document says, `rough` where no rule fitted."""

    statement: str
    turned: bool = False
    rough: bool = False


def worded(sentence: str) -> Worded:
    """The sentence as an act of the customer; as it stands where no rule fits."""
    text = re.sub(r"[*_`“”\"]", "", " ".join(sentence.split()))
    for rule in (_GET_DONE, _SIGNED_BACK, _ASK_FOR, _DONE_BY, _GET_TO):
        if found := rule.search(text):
            return Worded(_statement(found), turned=True)
    if found := _PLAIN.match(text):
        return Worded(_statement(found))
    return Worded(_ended(text), rough=True)


def _statement(found: re.Match[str]) -> str:
    parts = found.groupdict()
    who, verb = _who(parts["who"]), _verb(parts["act"], parts["who"])
    what = (parts.get("what") or "").strip(" ,:;")
    if what:
        what = re.sub(r"^.*\b(?:criteri\w+|in hand|also include)\b[:,]?\s*", "", what, flags=re.IGNORECASE)
        what = what[0].lower() + what[1:] if what[1:2].islower() else what
        what = what if re.match(r"(?:the|a|an|our|their|its)\b", what, re.IGNORECASE) else f"the {what}"
    rest = _TAIL.sub("", parts["rest"]).rstrip(" ,")
    return _ended(f"{who} {verb} {what}{rest}" if what else f"{who} {verb}{rest}")


def _who(text: str) -> str:
    who = re.sub(r"^their\s+|^its\s+", "the customer's ", text.strip(), flags=re.IGNORECASE)
    if who.lower() in {"they", "them", "somebody"}:
        who = "the customer"
    if not re.match(r"(?:the|a|two)\b", who, re.IGNORECASE):
        who = f"the customer's {who}"
    return who[0].upper() + who[1:]


def _verb(act: str, who: str) -> str:
    stem = max((each for each in _THIRD if act.lower().startswith(each)), key=len, default="")
    third = _THIRD.get(stem, act)
    plural = _PLURAL.search(who.strip()) and who.lower() != "they"
    return re.sub(r"ies$", "y", third).removesuffix("s") if plural else third


def _ended(text: str) -> str:
    said = re.sub(r"\b(gives|give|sends|send|tells|tell|invites|brings|hands) (?:you|them)\b", r"\1 us", text)
    said = re.sub(r"\byou\b", "we", re.sub(r"\byour\b", "our", said))
    said = " ".join(said.split()).strip(" .,:;")
    return said[:1].upper() + said[1:]
