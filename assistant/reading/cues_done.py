"""How English says that something is done."""

from __future__ import annotations

import re

POSITIVE_NO = re.compile(
    r"\b(?:no|without|not? any|zero|nothing) (?:more |further |open |other |outstanding |major |new "
    r"|additional |left )*"
    r"(?:comments?|points?|objections?|issues?|findings?|problems?|concerns?|questions|doubts?|repairs?"
    r"|blockers?|remarks?"
    r"|reservations?|conditions|changes|open|complaints?|surprises?)\b|\bno (?:less|fewer|wonder|doubt"
    r"|problem)\b"
    r"|\bnot only\b|\bnot just\b",
    re.IGNORECASE,
)
DONE = re.compile(
    r"\b(?:done|complete|completed|in (?:writing|hand|place)|(?:is|are|['’]s|all|now) (?:in|through|up|back)"
    r"|(?:went|came|come|comes|coming) (?:in|through|back)|(?:in|through|back)(?=\s*(?:[(.,;:!]|$))|fine with"
    r"|ok|okay|yes|happy with|happy to|good to go|green light|sorted|finished|settled|live|running"
    r"|on (?:the|their|its) \w*\s?(?:\w+ )?(?:list|shortlist|plan)"
    r"|attached|arrived|arrives|landed|in the (?:folder|drive|bag|inbox|box|\d{4})|copy of|back from"
    r"|fixed|on board|cleared|below|agreed|here|there|closed|signed)\b",
    re.IGNORECASE,
)
PERFORMATIVE = re.compile(
    r"\b(?:confirms?|accepts?|agrees?|approves?|releases?|consents?|grants?|commits?|signs off|awards?"
    r"|selects?|asks?|quotes?|shows?|mentions?"
    r"|uses?|names?|announces?|meets|tells|opens|issues|invites?|hereby|can go ahead|may proceed"
    r"|measuring)\b",
    re.IGNORECASE,
)
IDIOMS = (
    (
        re.compile(
            r"\b(?:g[ai]ve[sn]?|got|get|had|has|have|received|was given"
            r"|were given) (?:\w+ ){0,3}?(?:the |a |their |his |her )?(?:\w+ )?"
            r"(?:nod|thumbs[- ]up|green[- ]light|go|go-ahead|blessing|all[- ]clear|ok|okay)\b(?! to)"
            r"|\b(?:thumbs up|green light|go-ahead|all clear|said yes|says yes|signed off|signs off)\b",
            re.IGNORECASE,
        ),
        " approved ",
    ),
    (
        re.compile(
            r"\b(?:(?:came|come|is|are|got) (?:\w+ ){0,4}?|back )with (?:\w+ )?(?:signatures?|stamp)\b"
            r"|\b(?:put|puts) (?:his|her|their) (?:name|signature)\b",
            re.IGNORECASE,
        ),
        " signed ",
    ),
    (
        re.compile(
            r"\b(?:went|gone|going|go|goes) (?:with|for) us\b|\bwe (?:won|got it"
            r"|made it)\b",
            re.IGNORECASE,
        ),
        " selected us ",
    ),
)
NEUTRAL_ACTS = frozenset(
    {
        "got",
        "received",
        "came",
        "arrived",
        "landed",
        "been",
        "had",
        "attached",
        "gotten",
        "come",
        "went",
        "called",
        "said",
        "told",
        "wrote",
        "mailed",
        "done",
        "completed",
        "finished",
        "sorted",
        "settled",
        "confirmed",
    }
)
CONTENT = frozenset({"fine", "ok", "okay", "happy", "yes", "approved"})
