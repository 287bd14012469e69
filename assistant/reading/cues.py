"""How English marks what is no fact: conditions, feelings and guesses, orders, old stories, corrections.

General language and no trade: a process brings its own words with its definitions.
"""

from __future__ import annotations

import re

CONDITIONAL = re.compile(
    r"\s*(?:and |but |so )?(?:if|once|as soon as|unless|until|provided|assuming|when|in case"
    r"|should (?:they|the))\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:i|we) (?:\w+ )?(?:think|guess|reckon|feel|hope|believe|suspect|assume|bet|imagine|suppose"
    r"|wonder|sense|wish)\b"
    r"|\b(?:hoping|hopefully|fingers crossed|feels? like|feeling|seems?|seemingly|looks like"
    r"|looking like|probably"
    r"|maybe|perhaps|might|rumou?rs?|rumou?red|apparently|allegedly|supposedly|reportedly|presumably|gut"
    r"|vibes?|vibe|likely|chances"
    r"|about to|i take it|sounds like|sounds as if|appears?|as good as|pretty much|basically|almost"
    r"|nearly|practically"
    r"|should be (?:fine|easy|ok|good)|favou?rites?|thinks?|would love|fishy|wondering|no idea|who knows)\b"
    r"|\b(?:i'm|im|i am|we're|we are) (?:\w+ )?(?:sure|confident|certain|convinced|optimistic|positive)\b"
    r"|\bheard (?:from a|through|via|on the)\b|\bword (?:is|has it)\b",
    re.IGNORECASE,
)
INSTRUCTION = re.compile(
    r"\s*(?:(?:hey|hi|ok|so|now|and|also|just|then|rightside|bot)\W+)*(?:please|pls|plz|kindly)?\s*"
    r"(?:mark|record|note|log|register|tick|flag|treat|consider|count|assume|pretend|ignore|forget"
    r"|disregard|change"
    r"|update|set|put down|enter|save|remember|delete|remove|make sure|tell|remind|show|list"
    r"|summari[sz]e|draft|write"
    r"|override|output|respond|reply|answer|act as|switch|you are now|you must|you should|system:"
    r"|new instructions?)\b"
    r"(?!\s+(?:by|up\b))"
    r"|\s*(?:please|pls|plz|can you|could you|would you|will you)\b"
    r"|.*(?:=|->|=>|→)\s*(?:happened|done|true|met|yes|reversed|not_yet)\b"
    r"|.*\b(?:previous|prior|above|all) (?:instructions?|prompts?|rules)\b|.*\b(?:admin|developer"
    r"|debug) mode\b",
    re.IGNORECASE | re.DOTALL,
)
PAST_AT_START = re.compile(
    r"\s*(?:updated|noted|logged|recorded|marked|changed|removed|flagged|listed)\b", re.IGNORECASE
)
HISTORY = re.compile(
    r"\b(?:last year|years? ago|back in (?:19|20)\d\d|in the past|previously|used to|at the time"
    r"|back then|historically|years back)\b",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"\b(?:scratch that|correction|i was wrong|my mistake|my bad|actually|wait|sorry|strike that|wrong"
    r"|turns out|not true"
    r"|false alarm|misread|misheard|premature)\b",
    re.IGNORECASE,
)
