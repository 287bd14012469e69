"""Whether a stage is named for what the seller does: "Qualify", "Demo scheduled", "Closed won"."""

from __future__ import annotations

import re

_SELLING = re.compile(
    r"""
    prospect(?:ing|s)?\b
    |(?:un|dis)?qualif\w+\b(?!\s+(?:(?:the|a|our|their|its)\s+)?(?:\w+\s+)?(?:provider|partner|source|supplier|vendor|bidder)s?\b)
    |\bsql\b|\bmql\b|\bsal\b|discover(?:y|ing)\b|demo(?:s|ed|nstrat\w+)?\b|pitch(?:ing|ed)?\b
    |quot(?:e|es|ed|ing|ation)\b|proposal|\bproposed\b|\bproposing\b|presentation|\bpresented\b|\bpresenting\b
    |follow[\s-]?ups?\b|nurtur\w+|outreach|\bcold\b|\bleads?\b|lead[\s-]in|appointment|needs?[\s-]analysis
    |value[\s-]prop\w*|\bid\.?\s+decision|perception[\s-]analysis
    |close[sd]?[\s/-]*(?:won|lost|deal|the\s+(?:deal|sale|business))|\bclosing\b|contact(?:ed|s)?(?:\s+made)?$
    |contact\s+made|(?:contract|nda|terms|sow|invoice|offer|mail|email)s?\s+(?:sent|delivered|issued)
    |negotiations?\b(?:\s*/|\s*$|\s+started|\s+in\s+progress)|\bnegotiating\b|up[\s-]?sell|cross[\s-]?sell
    |hand[\s-]?over\s+to\s+(?:cs|delivery)|solutioning|solution\s+(?:design|fit|presentation|development)
    |scoping|business\s+case\s+(?:delivered|presented)|objections?
    |\bwin\s+(?:the|this|their)?\s*(?:deal|business|customer|client|account|sale|contract)\b|\bwon\b|\blost\b
    |pre[\s-]?sales|bid\s+(?:prep\w*|submission)|bid$|forecast|best\s+case|pipeline|verbal(?:\s+commit\w*)?$
    |upside$|bought[\s-]?in|buy[\s-]?in|intro(?:ductory)?\s+(?:call|meeting|mail)
    |first\s+(?:call|meeting|contact)|(?:call|meeting|demo|visit|workshop)\s+(?:booked|scheduled|held|done|set)
    |connect(?:ed|ing)?$|engag(?:e|ed|ing|ement)$|interested$|meeting$
    |(?:initial|new)\s+(?:contact|enquiry|inquiry|lead)|opportunity|account\s+plan\w*|sales\b|sell(?:ing)?\b
    |identify\s+(?:the\s+)?(?:need|pain|stakeholder|decision|champion|opportunit|buyer|key|power)\w*|overcome\b
    |handle\s+objection\w*
    |(?:send|submit|deliver|prepare|issue|give|make)\s+(?:the\s+|a\s+|an\s+|our\s+)?(?:\w+\s+)?(?:offer|quote|proposal|contract|demo|pitch|bid|pricing)
    |\b(?:present|show|pitch|explain|position|introduce|sell|prove|send|submit|deliver|give|make|prepare)\w*\s+(?:\w+\s+)?our\b
    |\bby\s+(?:us|our|sales|(?:the\s+|an?\s+)?(?:account|sales|bid)\s)|account\s+(?:executive|manager)
    |deal\s+desk|rapport|win[\s-]?back|farming|hunting|onboard(?:ing)?\s+(?:the\s+)?(?:customer|client)
    |technical\s+(?:win|validation|close)|^(?:we|our)\b|positioning\b|articulation\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ALONE = re.compile(  # verbs that a customer may do too: the seller's where nothing else stands beside them
    r"""(?:new|working|early|initial|final|active)?\s*(?:qualify|present|propose|close|closed|develop|identify|contact|discover
    |explore|negotiate|negotiation|demo|deliver|delivery|onboard|onboarding|handover|win|engage|connect|educate|convince
    |solution|solve|proof\s+of\s+concept|poc|value|map|advise|consult|research|target|targeting|lead|new|open|working|approach
    |attract|assess|scope|design|expand|implement|implementation|in\s+progress|pending|on\s+hold|stalled)
    (?:\s*(?:&|and|/|,|\+)\s*(?:qualify|present|propose|close|develop|identify|negotiate|pric(?:e|ing)|price|quote|review|upsell
    |discover|deliver|demo|convince|handover|onboard))*\W*""",
    re.IGNORECASE | re.VERBOSE,
)
_CUSTOMERS = re.compile(  # verbs of a buyer at the beginning of a name
    r"""(?:customer|client|buyer|they|users?|board|committee|management)\b|(?:accept|admit|agree|apply|approve|ask|award|bring|budget
    |build|buy|check|choose|clear|commit\s+to|compare|count|decide|define|drive|enrol|evaluate|face|feel|find|fix|frame|fund|get|give
    |have|invite|judge|know|learn|live|look|name|need|notice|order|own|pay|pick|place|plan|prove|put|realise|realize|recognise
    |recognize|renew|roll|run|see|select|settle|shape|shortlist|sign|start|switch|take|taste|tender|test|trial|try|understand|use
    |vote|want|weigh|work|write)\b(?!\s*$|ing\b|ed\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_TOLD_BY_SELLER = re.compile(r"\b(?:closed|won|lost|bought|demo|pitch|sent)\b", re.IGNORECASE)


def is_sellers(name: str) -> bool:
    """Whether the name says what the seller does or hopes, and not what the customer does."""
    text = _plain(name)
    return not is_customers(name) and bool(_SELLING.search(text) or _ALONE.fullmatch(text))


def is_customers(name: str) -> bool:
    """Whether the name begins with what a buyer does, and speaks of no act of the seller."""
    text = _plain(name)
    return bool(_CUSTOMERS.match(text)) and not _TOLD_BY_SELLER.search(text)


def _plain(name: str) -> str:
    return " ".join(name.split()).strip(" .:-–0123456789%)(")
