"""Proposals that are right side up: what a seller's words stand for on the customer's side (`right_side_up.yaml`)."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.check.finding import Kind
from knowledge.check.patterns import SPOKEN
from knowledge.check.statement import second_act


class Turned(BaseModel):
    """The customer's side of a seller's step: a stage name, an outcome, and what would prove the outcome."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: tuple[str, ...] = ()
    stage: str
    outcome: str
    evidence: str


SHOWN = Turned(
    stage="Stand up for it",
    outcome="A named person of the customer recommends it in writing to those who decide",
    evidence="that message or paper",
)
_PRESENT = {
    "accepted": "accepts",
    "agreed": "agrees on",
    "allocated": "allocates",
    "approved": "approves",
    "authorised": "authorises",
    "authorized": "authorizes",
    "awarded": "awards",
    "chosen": "chooses",
    "cleared": "clears",
    "committed": "commits",
    "confirmed": "confirms",
    "countersigned": "countersigns",
    "finalised": "settles",
    "finalized": "settles",
    "granted": "grants",
    "issued": "issues",
    "named": "names",
    "paid": "pays",
    "placed": "places",
    "released": "releases",
    "secured": "releases",
    "selected": "selects",
    "shortlisted": "shortlists",
    "signed": "signs",
    "signed off": "signs off",
}
_DONE = re.compile(
    rf"(?P<thing>.+?)\s+(?:(?:is|are|was|were|has been|have been|gets)\s+)?(?:\w+ly\s+)?"
    rf"(?P<done>{'|'.join(sorted(_PRESENT, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[,;]?\s*(?:\band\b|\bthen\b|\bas well as\b|&|,|;)\s*(?P<own>(?:the|their|an?|he|she|they|it)\b[\w\s'’-]*)?$"
)


def turned(text: str) -> Turned:
    """What stands for these words on the customer's side; the entry whose words stand earliest in the text."""
    known, other = _table()
    found = [
        (match.start(), -len(match[0]), place)
        for place, (pattern, _) in enumerate(known)
        if (match := pattern.search(text))
    ]
    return known[min(found)[2]][1] if found else other


def reworded(kind: Kind, statement: str) -> str:
    """A better wording of an outcome that has this fault."""
    if kind is Kind.TWO_IN_ONE:
        first, second = halves(statement)
        return f"Make two outcomes of it: “{first}” and “{second}”."
    if kind is Kind.NO_ACTOR and (done := _DONE.match(statement)):
        thing = done["thing"][0].lower() + done["thing"][1:] if done["thing"][1:2].islower() else done["thing"]
        return f"Say who, such as “The customer’s board {_PRESENT[done['done'].lower()]} {_with_article(thing)}”."
    better = turned(statement)
    if not better.words and kind in {Kind.FEELING, Kind.NOT_VERIFIABLE}:
        better = SHOWN
    return f"Write what shows it, such as “{better.outcome}”, proved by {better.evidence}."


def halves(statement: str) -> tuple[str, str]:
    """A statement with two acts as two statements; the second has the subject of the first where it has none."""
    second = second_act(statement) or ""
    text = statement.strip().rstrip(".")
    place = text.find(second)
    joint = _JOINT.search(text[:place])
    first, own = (text[: joint.start()], joint["own"] or "") if joint else (text[:place], "")
    subject = own or " ".join(first.split()[: _verb_at(first)])
    said = f"{subject.strip()} {text[place:]}".strip()
    return first.strip(" ,;"), said[0].upper() + said[1:]


def _verb_at(text: str) -> int:
    """How many words stand before the first verb of a customer."""
    found = SPOKEN.search(text)
    return len(text[: found.start()].split()) if found else 0


def _with_article(thing: str) -> str:
    return thing if re.match(r"(?:the|an?|their|all|both)\b", thing, re.IGNORECASE) else f"the {thing}"


@cache
def _table() -> tuple[list[tuple[re.Pattern[str], Turned]], Turned]:
    text = (resources.files("knowledge.check") / "right_side_up.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    known = [Turned.model_validate(each) for each in data["turned"]]
    return [(_pattern(each.words), each) for each in known], Turned.model_validate(data["other"])


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
