"""How English says that something is taken back: words that always do, and words that may."""

from __future__ import annotations

import re

REVERSED_STRONG = re.compile(
    r"\b(?:with(?:drew|drawn|draws?|drawing)|revok\w+|rescind\w*|retract\w*|re-?open\w*|open again|froze"
    r"|frozen|freez(?:e|es|ing)"
    r"|suspend\w*|cancel\w*|terminat\w+|pulled|pulling out|pulls out|pull the plug|call(?:ed|s"
    r"|ing) (?:it |this |the \w+ )?off"
    r"|on (?:hold|ice)|shelved|scrapped|axed|kill(?:ed|s)|scuppered|back to (?:square one"
    r"|the drawing board|zero|the start|scratch)"
    r"|start(?:s|ed|ing)? (?:all )?over|from scratch|start(?:s|ing)? again|no longer|any ?more"
    r"|second thoughts|cold feet|back(?:ed|ing|s)? out"
    r"|back(?:ed|ing|s)? away|walk(?:ed|ing|s)? away|(?:took|taken|takes?|taking) (?:it |this |that "
    r"|them |[\w ]{3,30})?back"
    r"|back-?(?:track|pedal)\w*|u-turn|reneg\w+|overrul\w+|overturn\w*|reversed|undone|undo|annul\w*"
    r"|repudiat\w+|dissolv\w+"
    r"|went back on|gone back on|(?:left|leaves|leaving|quit|quits) (?:the )?(?:company|firm|business"
    r"|organi[sz]ation|bank|job|team|board)"
    r"|resign(?:ed|s|ing)?|stepp?(?:ed|s|ing) down|laid off|been fired|got fired|lost (?:the|their|its"
    r"|his|her|our|all|that)"
    r"|str(?:uck|ikes|icken) (?:us |it |off|from)|dropped|changed? (?:their|his|her|its) minds?"
    r"|changed (?:his|her|their|its) mind"
    r"|sent (?:\w+ ){0,4}back (?:early|after)|switched (?:\w+ ){0,3}off|turned (?:\w+ ){0,3}off"
    r"|void(?:ed)?|lapsed|pulled out|slashed|dried up"
    r"|contest(?:s|ed|ing)|brought [\w ]+ back|given away|gone again|off the table|(?:is|are|was"
    r"|it's) (?:gone|dead|history|over|off|blocked|frozen)|(?:put|hit|slammed) the brakes"
    r"|took (?:\w+ ){0,3}(?:out|off)|(?:ripped|thrown|threw|kicked|pulled) (?:\w+ ){0,3}out"
    r"|(?:spending|hiring) stop|any longer|from the beginning|fell apart|unravel\w*|once more"
    r"|all over again|now (?:says? no|refuses?|objects?|doubts?|prefers?|rejects?)|no to now|(?:is"
    r"|are|was|were) (?:taken|kicked|thrown|ruled|voted) (?:out|off)|(?:moved|gone) to another"
    r"|gone to (?:a|another) competitor|bailed|ghosted|pulled? the rug|blown up|we are out|we're out"
    r"|fell through|fallen through|collapsed)\b"
    r"|\bchang(?:ed|es|ing)? (?:\w+ ){1,3}minds?\b",
    re.IGNORECASE,
)
REVERSED_WEAK = re.compile(
    r"\b(?:cut|cuts|reduced?|reduces|remov\w+|repeat\w*|redo|redone|re-?do|re-?run|again|another|second"
    r"|new|different|other|instead|fresh"
    r"|changed?|changes|changing|left|leaves|leaving|gone|lost|lower\w*|abandon\w*|postpon\w+|delay\w*"
    r"|push\w*|extend\w*|moved|reallocat\w+"
    r"|spent|stopp?\w*|rejected|refused|objects?|objected|objections?|raised|found|fault\w*|doubts?"
    r"|doubted|doubting|wrong|failed|fewer|less"
    r"|closed|keep|replac\w+|swapp?\w*|empty|back|out of|taken out|off|first|higher|down|too|returned"
    r"|expired)\b",
    re.IGNORECASE,
)
