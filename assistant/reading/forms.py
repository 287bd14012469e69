"""Forms of English verbs, so far as telling a clause and its tense needs them."""

from __future__ import annotations

import re

AUXILIARY = (
    r"is|are|was|were|am|be|been|has|have|had|do|does|did|will|would|can|could|should|shall|may|might"
    r"|must|won|isn|aren"
    r"|wasn|weren|hasn|haven|hadn|don|doesn|didn|won|wouldn|can|couldn|shouldn"
)
PAST_FORMS = frozenset(
    """
    agreed signed approved became began begun bought brought built came chose chosen cleared
    clinched confirmed cut dealt decided did done drew drawn fell felt found forgot forwarded froze
    frozen gave given got gotten granted handed held hit kept knew known laid led left lent let lost
    made meant met moved okayed ok'd oked ok'ed paid passed picked posted pulled put ran read
    received released said sat saw seen sent set settled shared showed shown shut spent spoke spoken
    stood stopped stuck struck sold taken took taught thought threw told tore torn understood voted
    went withdrew withdrawn woke won written wrote gone
    """.split()
)
NOT_PAST = frozenset(
    """
    need indeed speed feed seed proceed exceed succeed agreed-upon red bed based interested excited
    impressed amazed pleased worried concerned supposed scared tired confused unified limited
    related needed used detailed advanced hundred embed unsigned unchanged undecided delighted
    thrilled surprised annoyed frustrated satisfied
    """.split()
)
PRESENT = (
    r"wants?|needs?|likes?|loves?|asks?|says?|thinks?|knows?|gets?|goes|comes|takes?|makes?|gives?"
    r"|sends?|keeps?"
    r"|agrees?|accepts?|approves?|confirms?|signs?|refuses?|declines?|rejects?|objects?|waits?|expects?"
    r"|hopes?|plans?"
    r"|meets?|starts?|begins?|stops?|moves?|works?|looks?|feels?|seems?|remains?|follows?|insists?"
    r"|demands?|doubts?"
    r"|changes?|withdraws?|cancels?|reopens?|votes?|decides?|chooses|choose|uses?|runs?|is|are|stands?"
    r"|lets?|puts?|sets?"
)
STATE = (
    r"not|never|no|still|pending|done|ok|okay|yes|complete|finished|ready|missing|open|outstanding"
    r"|awaiting|waiting|tbd"
)
AUXILIARIES = frozenset(
    """
    is are was were am be been has have had do does did will would can could should shall may might
    must won't isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't wouldn't can't
    couldn't cannot shouldn't wants want needs need says asks agrees accepts approves confirms hasnt
    isnt wont didnt doesnt havent
    """.split()
)
_FORMS = rf"{AUXILIARY}|{'|'.join(sorted(PAST_FORMS))}|{PRESENT}|{STATE}"
VERBISH = re.compile(
    rf"\b(?:(?:{AUXILIARY})(?:n?['’]?t)?|\w+['’](?:s|re|ve|d|ll)|\w{{2,}}ed|{_FORMS})\b", re.IGNORECASE
)
WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’&][A-Za-zÀ-ÿ]+)*|\d+")


def is_verb(word: str) -> bool:
    """Whether a lower-case word is an auxiliary or a past form."""
    return word in AUXILIARIES or is_past(word)


def is_past(word: str) -> bool:
    """Whether a lower-case word looks like a past form or participle."""
    return word in PAST_FORMS or (len(word) > len("used") and word.endswith("ed") and word not in NOT_PAST)
