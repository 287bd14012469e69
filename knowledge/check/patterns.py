"""What the check looks for in the wording of an outcome, built from the words of `lexicon.py`."""

from __future__ import annotations

import re

from knowledge.check import lexicon as words


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


DONE = r"(?:(?:has|have|had|is|are|was|were|gets?|got|being|to)\s+(?:been\s+|be\s+)?)?(?:\w+ly\s+)?"
THE = (
    r"(?:the|an?|our|all|initial|first|final|formal|full|technical|detailed|custom\w*|standard|draft|executive|product)"
)
CUSTOMER = r"(?:customer|client|prospect|buyer|account|contact|sponsor|champion|stakeholder|decision[\s-]maker|lead)"


BY_CUSTOMER = _compiled(r"\b(?:by|from)\s+(?!us\b|our\b|the (?:rep|seller|vendor|sales))\w+")
WE = _compiled(r"(?:we|i|us)\b")
WE_HOLD = _compiled(
    r"we\s+(?:\w+ly\s+)?(?:(?:have|already|now|finally|then)\s+)*(?:receive|received|get|got|hold|have|are|were|been)\b"
)
OUR_PEOPLE = _compiled(rf"our\s+(?:[\w-]+\s+)?(?:{words.OURS})s?\b(?!['’]s)")
GAIN = _compiled(r"\b(?:is|are|was|were|gets?)\s+(?:let|admitted|invited|named|chosen|granted|asked|given)\b")
OURS_ACTING = _compiled(
    r"our\s+(?!(?:[\w-]+\s+)?(?:customer(?!\s+success)|client|contact|champion|sponsor|buyer|coach|counterpart|prospect|user|partner)s?\b)"
    rf"(?:[\w-]+\s+){{1,4}}?(?=\w+(?:s|ed)\b)(?:{words.SELLING_VERBS})\b(?!\s+(?:by|from)\b)"
)
SELLERS_PERSON = _compiled(
    rf"(?:the|an?|your|each|every)?\s*(?:{words.SELLER})\s+(?:(?:has|have|will|must|should|can|then|\w+ly)\s+)*"
    rf"(?:{words.SELLING_VERBS})\b"
)
BY_US = _compiled(rf"\bby\s+(?:us|our\s+(?:\w+\s+)?\w+|(?:(?:the|an?|your)\s+)?(?:{words.SELLER}))\W*$")
SENT_WORDS = r"(?:sent|held|gave|made|ran|met|built|wrote|understood|understands|identified|qualified|ran|led|leads?)"
SELLERS_PAST = _compiled(
    rf"(?:the|an?|your)?\s*(?:{words.SELLER})\s+(?:(?:has|have|had|\w+ly)\s+)*(?:{SENT_WORDS}|{words.DONE_BY_SELLER}"
    rf"|{words.DONE_TO_TARGET})\b"
)
ORDER = _compiled(rf"(?:{words.SELLING_VERBS})\b(?!['’-])(?!\s+(?:{DONE})(?:{words.CUSTOMER_DONE})\b)")
GERUND = _compiled(
    r"(?:sending|presenting|qualifying|delivering|submitting|pitching|proposing|demoing|demonstrating|identifying"
    r"|uncovering|conducting|scheduling|booking|following|building|creating|preparing|drafting|sharing|showing|calling"
    r"|visiting|mapping|discovering|gathering|handling|quoting|offering|negotiating|closing|prospecting|researching"
    r"|engaging|introducing|educating|upselling)\b"
)
SUPPLIER = _compiled(
    r"(?:vendor|supplier)\s+(?:onboarding|registration|set-?up|approval|assessment|selection|master)\b"
)
DONE_FIRST = _compiled(rf"(?:{words.DONE_BY_SELLER})\b(?!\s+(?:by|from)\b)")
THING_DONE = _compiled(
    rf"(?:{THE}\s+)*(?:[\w&/-]+\s+){{0,3}}?(?:{words.SELLING_THINGS})(?:\s+(?:and|&|or)\s+[\w\s-]{{1,30}}?)?"
    rf"\s+{DONE}(?:{words.DONE_BY_SELLER})\b"
)
TARGET_DONE = _compiled(
    rf"(?:{THE}\s+|key\s+|main\s+|right\s+|real\s+|economic\s+|internal\s+)*(?:{words.TARGETS})"
    rf"(?:\s+(?:and|&)\s+[\w\s-]{{1,30}}?)?\s+{DONE}(?:{words.DONE_TO_TARGET})\b"
)
RECEIVES = _compiled(
    r"^[\w\s'’,-]{2,60}?\b(?:receives?|received|gets|got|has|have)\s+(?:got\s+|received\s+)?(?:the|an?"
    r"|our|their|all|some)\s+"
    rf"(?:[\w-]+\s+){{0,3}}?(?:{words.RECEIVED_THINGS})\b(?!\s+(?:\w+\s+)?(?:{words.CUSTOMER_DONE}|checked|examined)\b)"
)
FROM_US = _compiled(
    r"^[\w\s'’,-]{2,60}?\b(?:(?:receives?|received|gets?|got|hears?|has seen|learns?)\s+"
    r"(?:(?:to see|to know|a copy of)\s+)?(?:from us|our)\b|(?:now\s+|already\s+)(?:has|have)\s+our\b"
    r"|(?:is|are) in possession of\b|has (?:now )?our [\w\s]{2,40}$)"
)
IS_GIVEN = _compiled(
    r"^[\w\s'’,-]{2,60}?\b(?:is|are|was|were|has been|have been|gets?|got|been)\s+(?:\w+ly\s+)?(?:shown|given|sent"
    r"|presented with|offered|briefed|informed|walked through|taken through|introduced to|contacted"
    r"|called|emailed|visited"
    r"|told about|trained by us|qualified|educated|engaged by|handed|provided with|reminded|invited|pitched)\b"
    r"(?!\s+(?:off|out|up)\b)(?!\s+(?:by|to)\s+(?!us\b|our\b|the (?:rep|seller|vendor|sales)))"
)
SITS = _compiled(
    r"^[\w\s'’,-]{2,60}?\b(?:attends?|attended|hears?|heard|watches|watched|sees|saw|has seen|have seen|sits? through)"
    r"\s+(?:the|an?|our)\s+(?:[\w-]+\s+){0,2}?(?:demo|demonstration|presentation|pitch|deck|slides|webinar"
    r"|offer|proposal|product tour)\b"
)
COPULA = (
    r"(?:is|are|was|were|seems?|feels?|looks?|appears?|becomes?|remains?|gets?|sounds?|stays?|be|has been|have been)"
)
MORE = r"(?:\s+(?:very|really|quite|now|fully|genuinely|truly|highly|clearly|still|also|so|more|most|\w+ly))*"
FEELS = _compiled(
    rf"\b{COPULA}{MORE}\s+(?:{words.FEELING_WORDS})\b(?!\s*(?:[-/]|source|for (?:signature|delivery|use|pickup)))"
)
LIKES = _compiled(rf"(?:{words.FEELING_VERBS})\b")
HAS_FEELING = _compiled(
    r"\b(?:has|have|shows?|expresses?|expressed|gains?)\s+(?:(?:\w+ly|full|strong|real|great|high|much"
    r"|some|an?|clear|genuine)\s+)*"
    r"(?:confidence|trust|faith|interest|appetite|enthusiasm|willingness|doubts|concerns)\b"
)
FEELING_ALONE = _compiled(
    rf"(?:[\w'’-]+\s+){{1,4}}(?!in\s+favou?r)(?:{words.FEELING_WORDS})\s+(?:about|with|by|in|on|of|for|to)\b"
)
BARE_FEELING = _compiled(
    rf"(?:{THE}\s+)*{CUSTOMER}s?\s+(?:{words.FEELING_WORDS})\b|\b(?:interest|enthusiasm|excitement|satisfaction|trust"
    r"|confidence)\s+(?:is\s+|has been\s+)?(?:confirmed|shown|established|generated|created|gained|built"
    r"|raised|high|there"
    r"|expressed|secured)\b"
)
THERE_IS = _compiled(
    rf"(?:there\s+(?:is|are)|we\s+(?:\w+ly\s+)?(?:have|enjoy|maintain|possess|hold|share)"
    rf"|we['’]ve)\b[\w\s,'’-]*?\b(?:{words.VAGUE})\b"
)
VAGUE_STATE = _compiled(
    rf"\b(?:{COPULA}|has|have|got)\b(?:\s+(?:got|an?|the|our|some|any|{THE}|\w+ly|good|strong|clear|real"
    rf"|great|solid|high"
    rf"|broad|internal|genuine|full|much|very|fully|now|all))*\s+(?:{words.VAGUE})\b"
)
VAGUE_PHRASE = _compiled(
    r"(?:(?:good|strong|clear|solid|high|broad|great|internal|executive|full|real|positive|mutual"
    r"|sufficient|growing|deep"
    rf"|close|trusted|genuine|warm|excellent|working|overall|our|[\w]+[\s-]level)\s+)*(?:{words.VAGUE})"
    r"(?:\s+w/.*|\s+(?:with|at|from|among|in|across|between|on|for|is|are|has|was)\b.*"
    r"|\s+(?:established|exists|secured|built|developed|achieved|created|gained|reached|confirmed|agreed"
    r"|strong|high))?$"
)
SPOKEN = _compiled(rf"\b(?!works\s+(?:council|agreement))(?:{words.CUSTOMER_VERBS})\b")
NO_DOER = _compiled(
    rf"(?:(?:the|an?|their|all|both|final|formal|internal|written|verbal"
    rf"|initial)\s+)*[\w&/'’-]+(?:\s+[\w&/'’-]+){{0,4}}?\s+"
    rf"(?:(?:is|are|was|were|has been|have been|gets)\s+)(?:\w+ly\s+)?(?:{words.CUSTOMER_DONE})\b"
)
SHORT_DONE = _compiled(
    rf"(?:[\w&/'’-]+\s+){{1,5}}(?:{words.CUSTOMER_DONE})(?:\s+(?:and|&|or)\s+\w+)?"
    r"(?:\s+(?:in|on|at|with|for|to|before|after|within|via|per|as)\s.*)?$"
)
ACTIVE = _compiled(rf"\b(?:has|have|had)\s+(?:\w+ly\s+)?(?:{words.CUSTOMER_DONE})\b")
NOUN_PHRASE = _compiled(
    rf"(?P<before>(?:[\w&/'’-]+\s+){{0,4}})(?:{words.ACTS_AS_NOUNS})(?:\s+(?:of|by|for|from|on|in|with"
    rf"|at)\s+[\w\s&/'’-]+)?$"
)
ONLY_VERBS = (  # and never nouns
    "(?:accepts|agrees|appoints|approves|begins|brings|buys|chooses|confirms|decides|gives|hires|informs|invites|makes"
    "|pays|provides|puts|rejects|selects|sends|submits|takes|tells|writes)"
)
AND_VERB = _compiled(  # "them" and "it" go on with what the first act was done to: that is one act
    r"(?:;|,\s+and|\band|\bthen|\bas well as|&)\s+(?:then\s+|also\s+|later\s+|the\s+[\w\s-]{2,30}?\s+"
    r"|their\s+[\w\s-]{2,30}?\s+|(?:[\w'’-]+\s+){1,4}?|(?:he|she|they|it)\s+)?"
    rf"(?P<second>{ONLY_VERBS}\b(?!\s+(?:them|it)\b)|(?!works\s+(?:council|agreement))(?:{words.CUSTOMER_VERBS})\s+"
    r"(?=(?:the|an?|our|their|its|his|her|us|all|both|to|that|in|on|who|which|with|by|out|up|off|every|each|one|two|three"
    r"|what|how|whether|\d|(?-i:[A-Z]))))"
)
CLAUSE = _compiled(r"\b(?:that|which|who|whom|whose|what|where|when|how|why|whether|if|because|so that|in which)\b")
SUBJECT = _compiled(r"(?:the|an?|their|its|our|this|every|each|all|one|both)\b")
NOUN_TOO = _compiled(r"needs?|values|wants|hopes|fears|worries|doubts|likes?|loves?|trusts?|respects")
BEFORE_NOUN = frozenset(
    "business customer client and or of for to from by on with in user key main its their our the a an".split()
)
AFTER_NOUN = _compiled(rf"(?:{words.CUSTOMER_VERBS}|{words.CUSTOMER_DONE}|{words.FEELING_VERBS}|is|are|has|was|of|by)")
GAIN = _compiled(r"\b(?:is|are|was|were|gets?)\s+(?:let|admitted|invited|named|chosen|granted|asked|given)\b")
