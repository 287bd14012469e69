"""How English says that something has not happened: denied, refused, awaited or planned."""

from __future__ import annotations

import re

NEGATION = re.compile(
    r"\b(?:not|never|neither|nor|nobody|none|nothing|without|cannot|cant|dont|doesnt|didnt|hasnt|havent"
    r"|isnt|wasnt|wont"
    r"|arent|werent|couldnt|wouldnt|un(?:signed|decided|approved|clear|confirmed|agreed|willing|able))\b"
    r"|n['’]t\b"
    r"|\bno\b(?! longer)(?!\.)",
    re.IGNORECASE,
)
REFUSAL = re.compile(
    r"\b(?:refus|declin|reject|den(?:y|ied|ies)|turn(?:ed|s|ing)? (?:it |us |this |them )?down|vetoe?d"
    r"|ruled? out|rather not|said no"
    r"|says no|knocked back|balk|push(?:ed|es|ing)? back|blocked|blocking|blocks|insist)\w*",
    re.IGNORECASE,
)
AWAITED = re.compile(
    r"\b(?:await\w*|waiting|wait|pending|outstanding|in progress|in the works|in flight|underway"
    r"|under (?:way|review|discussion)"
    r"|ongoing|tbd|tba|tbc|missing|to be \w+|overdue|stuck|stalled|delayed|undecided|on the agenda|to do|todo"
    r"|half ?way|not clear|unclear|silent|chasing|working (?:on|through)|sitting on|is with|are with"
    r"|still (?:with|at|in|on|under|open"
    r"|looking|needs?|wants?|has|have|to|being|missing|waiting|reviewing|checking|considering|discussing"
    r"|working|no|silent"
    r"|nothing|not|unsigned|outstanding|pending|stuck)|reviewing|looking (?:at|into|over)|(?:has|have"
    r"|(?:back|came) with|sent|made|asked for|asks for|wants?) (?:\w+ ){0,3}(?:changes|comments"
    r"|questions|remarks"
    r"|redlines|concerns)|(?:some|any)(?:one|body) else|(?:an)?other (?:vendor|supplier|provider"
    r"|bidder)|competitors?|instead of us|over us|considering|thinking (?:about|of|over)|(?:kicked"
    r"|kicks|kicking) off|started|starting|begun|began|underway|passed (?:\w+ ){0,3}on to"
    r"|with (?:their|the) (?:signator\w+|directors|lawyers?|legal|board)"
    r"|discussing|debating|evaluating|checking|needs?|open with|open on|open at|depends|subject to"
    r"|no news|on holiday|only (?:drafted"
    r"|a draft|initialled|verbal|verbally)|drafted|being (?:\w+ed|drawn|written|reviewed))\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:will|'ll|would|going to|gonna|plans?|planned|planning|scheduled|booked|set for|due|expects?"
    r"|expected|expecting"
    r"|promis\w+|intends?|intend(?:ed|ing)|wants? to|wanted to|aims?|hopes? to|should|must|has to"
    r"|have to|about to|soon"
    r"|later|(?<!you )(?:may)|to follow|follows (?:by|on|later|next|soon)|to come|could|can(?! (?:go"
    r"|proceed|start))|meets|votes|decides|target\w*|supposed to"
    r"|ready to|willing to|prepared to|agreed to (?:meet|look|review|discuss|consider|think|talk"
    r"|get back|send|share|provide)"
    r"|verbal(?:ly)?|in principle|tentative\w*|letter follows|to (?:send|sign|confirm|approve|decide"
    r"|check|review|agree|provide"
    r"|share|answer|deliver|be)|wants|want|would like|asked for (?:more )?time|asks for (?:more )?time"
    r"|invited)\b"
    r"|['’]ll\b|['’]d (?:like|prefer|rather|be|have to|fix|sign|agree|need)\b",
    re.IGNORECASE,
)
