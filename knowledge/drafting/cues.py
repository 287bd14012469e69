"""By which words a seller's playbook tells of something that the customer does, or of a way back.

Playbooks say it the seller's way: "get it signed by …", "don't move on until they …", "no bills, no stage 2".
"""

from __future__ import annotations

import re

ROLE = (
    r"(?:(?:the\s+|their\s+|its\s+|a\s+|two of their\s+)?"
    r"(?:(?:customer|client|buyer|chain)(?:['’]s)?\s*(?:own\s+|two\s+|authorised\s+|authorized\s+)*)?"
    r"(?:(?:head|director|chief|manager|vp)s?\s+of\s+\w+"
    r"|[\w&-]+\s+(?:director|manager|officer|engineer|insurer|contractor|committee|department|controller|office|board"
    r"|people|technicians|signator(?:y|ies)|payable)s?"
    r"|customer|client|sponsor|finance|legal|procurement|purchasing|board|committee|c[feio]o|technicians|signatories"
    r"|project owner|project manager)|they|them|somebody)"
)
# stems of what customers do, and their endings
_STEMS = (
    "sign|initial|confirm|correct|accept|approv|return|send|sent|give|gave|given|hand|name|nam|choos|chose|pick|issu|pay|paid"
    "|agree|tell|told|writ|wrote|repl|invit|bring|brought|attend|pass|walk|come|stood|submit|put|list|provid|state|stating"
    "|order|releas|appoint|compar|countersign|shar|identif|join|nominat"
)
ACT = rf"(?:{_STEMS})(?:s|es|ed|d|ing|ied|ies|y|e|en|ten|ting|led|ned|sed|ning|al|ature)?\b"
ENOUGH = 3  # of the weights below
_WEIGHED = tuple(
    (weight, re.compile("|".join(patterns), re.IGNORECASE))
    for weight, *patterns in (
        (
            3,  # told to have it done by the customer
            rf"\b(?:get|have|ask|make sure|ensure|chas\w+ until|insist that)\b[^.;]{{0,60}}?\b{ROLE}\b[^.;]{{0,40}}?"
            rf"\b(?:to\s+|who\s+)?{ACT}",
        ),
        (3, rf"\b(?:get|have|with|hold|need)\b[^.;]{{2,70}}?\b{ACT}\s+by\s+(?:(?:the|their|two)\s+)?{ROLE}"),
        (
            3,  # told to wait for it
            r"\b(?:until|unless|once|when|after|before|only (?:with|when|if)|wait (?:for|until)|without|till)\b"
            rf"[^.;]{{0,50}}?{ROLE}[^.;]{{0,30}}?\b(?:has|have|had|to)?\s*{ACT}",
        ),
        (3, rf"\b{ACT}\s+(?:in writing\s+)?by\s+(?:the\s+|their\s+)?{ROLE}"),
        (
            2,  # what they make
            rf"\b{ROLE}['’]?s?\s+(?:own\s+|written\s+|last\s+)*(?:signature|letter|minutes|approval|initials|feedback"
            r"|comments|mark-up|purchase order|calendar|reply|permit|bills?|list)\b",
            r"\btheir (?:written|own|purchase)\b[^.;]{0,40}",
        ),
        (
            2,  # a gate
            r"\bexit criteri",
            r"\bno [\w\s-]{2,25}, no\b",
            r"\b(?:don['’]t|do not) (?:move|promise|call|produce|open|enter|submit|book)\b.*\b(?:until|before)\b",
            r"\byou know (?:you|the)|\byou['’]re (?:in|through) when|\breal when|complete without",
            r"before you leave stage",
            r"stay in stage|\bonly (?:scores?|counts?|when|once)\b|\bonce\b|counts as half|\bin hand\b|postpone",
            r"\bin writing\b|released once|paid when|has begun .* when|enter .* only when",
        ),
        (
            2,  # told plainly
            r"^(?:the\s+|their\s+|they,?\s)(?:customer|client|[\w\s'’-]{2,40}?)\s*(?:,[^,]+,\s*)?"
            rf"\b(?:{_STEMS})(?:s|es|ies)\b",
        ),
        (-4, r"\b(?:feel|feeling|trust|warm|unease|calm|excited|happy|mood)\b"),
        (-3, r"\?\s*$"),
        (-3, r"^[“\"']|\bsomebody asked\b|\b(?:sales|account|regional|area|field) (?:engineer|manager|director)s?\b"),
        (-2, r"^(?:we|our|i|you)\b(?!.*\b(?:until|when|once|need)\b)"),
        (-2, r"\b(?:last year|in 20\d\d|in 19\d\d|ago)\b"),
    )
)
_OURS = (
    r"(?:us|we|our|ours|you|your|yourself|reps?|aes?|ses?|sales|account managers?|inside sales|deal desk|marketing"
    r"|delivery|sales ops|managers?|regional|engineer|i|my|hand|default|mistake|phone|email|far|name|mail|now|then"
    r"|courier|car|it|that|this|which|who|nobody|everybody)"
)
# anybody who is not us
_THEM = rf"(?:the\s+|their\s+|its\s+)?(?:(?!{_OURS}\b)[\w'’-]+\s+){{0,5}}?(?!{_OURS}\b)[\w'’-]+"
_DONE = (
    r"(?:signed(?: off)?|initial+ed|confirmed|corrected|accepted|approved|returned|sent|given|handed over|named|chosen"
    r"|picked|issued|paid|agreed|told|written|replied|invited|brought|attended|passed|submitted|put|listed|provided|stated"
    r"|ordered|released|appointed|compared|countersigned|shared|identified|nominated|uploaded|dictated|filled in"
    r"|executed|posted|granted|ranked|completed|docketed|mailed back|taken|spoken|walked|stood|come back|counted|tested"
    r"|reviewed|published|adopted|voted|assigned|designated|booked|scheduled|notified|acknowledged|validated|verified)"
)
_DOES = (
    r"(?:signs|initials|confirms|corrects|accepts|approves|returns|sends|gives|hands|names|chooses|picks|issues|pays|agrees"
    r"|tells|writes|replies|invites|brings|attends|passes|submits|puts|lists|provides|states|orders|releases|appoints"
    r"|compares|countersigns|shares|identifies|nominates|uploads|dictates|fills|executes|posts|grants|ranks|completes|takes"
    r"|walks|publishes|adopts|votes|assigns|designates|books|schedules|notifies|acknowledges|validates|verifies|tests"
    r"|reviews)"
)
_WHOEVER = tuple(  # the same for customers whose trade has roles of its own: clerks, counsels, matrons
    (weight, re.compile("|".join(patterns), re.IGNORECASE))
    for weight, *patterns in (
        (3, rf"\b{_DONE}(?:\s+\w+){{0,3}}?\s+by\s+{_THEM}"),
        (3, rf"\b(?:until|unless|before|once|when|after|till)\s+{_THEM}\s+(?:has|have|had)\s+(?:\w+\s+)?{_DONE}\b"),
        (3, rf"\b(?:until|unless|before|once|when|which)\s+{_THEM}\s+{_DOES}\b"),
        (
            3,
            r"\b(?:get|obtain|secure|have|wait for|collect)\b[^.;]{3,60}?\b(?:from|back from|back with|by)\s+"
            rf"{_THEM}",
        ),
        (3, rf"(?:^|[,:;(]\s*|\bnow\s+){_THEM}\s+(?:has|have)\s+(?:\w+\s+)?{_DONE}\b"),
        (3, rf"\b(?:received|coming back|come back|back)\s+from\s+(?:the|their)\s+{_THEM}"),
        (3, rf"\b(?:get|have|ask|wait for)\s+{_THEM}\s+to\s+\w+"),
        (3, rf"^(?:a\s+|county\s+|at least\s+)?{_THEM}\s+{_DOES}\b"),
        (2, rf"\b{_DONE}:\s|\breceived,"),
        (
            2,
            rf"\b(?:{_DONE}|received|in hand|on file|in the folder|secured|done|achieved|locked)\b"
            r"(?=\s*[,:;.(–—-]|\s+(?:in writing|with|on|for|from|as|in the)\b|$)",
        ),
        (
            2,
            r"\bexit criteri|\bno [\w\s-]{2,25}, no\b",
            r"\b(?:don['’]t|do not|never) (?:\w+ ){0,6}(?:until|before|without|unless)\b|\bhold the deal\b",
            r"\byou know (?:you|the)|\byou['’]re (?:in|through) when|real when|finished only when|complete without",
            r"\bonly (?:scores?|counts?|when|once)\b|what we want to see|by which we mean|meaning",
            r"is released (?:when|once)|not one day sooner|letterhead|signature|initials|minutes|letter of",
        ),
        (-4, r"\b(?:feel|feeling|trust|warm|unease|calm|excited|happy|mood|love|comfortable)\b"),
        (-3, r"\?\s*$", r"^[“\"']|\bsomebody asked\b"),
        (
            -3,
            r"^(?:we|our|i|you|your|reps?|aes?|ses?|sales|account managers?|managers?|the rep|the ae|the se|regional)\b"
            r"(?!.*\b(?:until|when|once|need|before)\b)",
        ),
        (
            -3,
            r"^(?:it|that|this|you|you'll|some|what (?!we want)|everybody|nothing|without|if|one|two|say|check|use)\b",
        ),
        (-3, r"\b(?:paid|written|made|assigned|owned|built|run|done) by\b", r"^(?:the (?:tool|paper|meeting|book))\b"),
        (-3, r"\btells you\b"),
        (-2, r"\b(?:last year|in 20\d\d|in 19\d\d|ago|used to|was|were|had been)\b"),
        (-2, r"\b(?:commission|quota|calls? a (?:week|day)|crm field)\b"),
    )
)
_BACK = re.compile(
    r"(?:^|\b)(?:if|should|when|whenever|a|the|any|new|once|board)\b.*\b(?:go(?:es)? back|drops?(?: back)? to"
    r"|drops? back|back to (?:the )?(?:start|stage)|returns? (?:the deal )?to|sends you back"
    r"|start(?:s)? (?:stage \d )?(?:again|over)|reopens?|is dead|is void|is gone|open again|falls? back"
    r"|pull the deal back|treat .* as (?:new|lost)|move it back|as not met|take the deal out|throws the award back"
    r"|void until|uncheck)\b|:\s*[^.]*\bis void\b|\bslides?:",
    re.IGNORECASE,
)
_CONSEQUENCE = re.compile(
    r"[,:;]?\s*(?:and\s+)?(?:go(?:es)? back|the deal|the case|the signed|the confirmed|start stage|reopen|treat|means"
    r"|sends you|takes the deal|you go back|pull)\b.*$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:if|should|when|whenever|once)\s+", re.IGNORECASE)
FEWEST_WORDS = 4


def is_outcome(sentence: str) -> bool:
    """Whether a sentence tells of something that the customer does, in whatever words a seller has for it."""
    text = re.sub(r"[*_`]", "", sentence).strip()
    if len(text.split()) < FEWEST_WORDS or is_signal(text):
        return False
    return any(sum(weight for weight, cue in some if cue.search(text)) >= ENOUGH for some in (_WEIGHED, _WHOEVER))


def is_signal(sentence: str) -> bool:
    """Whether a sentence says when a deal goes back."""
    return bool(_BACK.search(sentence))


def signal_of(sentence: str) -> str:
    """What happens when a deal goes back, without what the seller then does."""
    what = _OPENING.sub("", re.sub(r"[*_`]", "", sentence).strip())
    what = _CONSEQUENCE.sub("", what).strip(" ,:;.") or sentence.strip(" .")
    return what[0].upper() + what[1:]
