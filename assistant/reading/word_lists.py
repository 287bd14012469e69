"""Lists of common English words: what to pass over, odd forms, and groups of words that are used alike.

Trade words are not listed; they come with a process's definitions.
"""

from __future__ import annotations

STOP = frozenset(
    """
    a an the of to in on at by for with from and or but as is are was were be been being am has have
    had do does did will would can could should may might must it its they them their he she his her
    him we us our i me my you your this that these those there here what which who whom whose when
    where why how than then so if not no yes also just very more most some any all each one two
    first now still already today yesterday new old other own into out up down over about after
    before until since while because again too only even yet both between during off per via get got
    go went come came s t ve re ll d m lol btw tbh anyway well ok okay really back next last week
    day days month year time thing things quick call meeting mail email message note notes said says
    told tell customer company project
    """.split()
)
IRREGULAR = {
    "gave": "give",
    "given": "give",
    "chose": "choos",
    "chosen": "choos",
    "choose": "choos",
    "choosing": "choos",
    "held": "hold",
    "sent": "send",
    "left": "leav",
    "lost": "los",
    "took": "take",
    "taken": "take",
    "paid": "pay",
    "spoke": "speak",
    "spoken": "speak",
    "met": "meet",
    "saw": "see",
    "seen": "see",
    "won": "win",
    "wrote": "write",
    "written": "write",
    "made": "make",
    "ran": "run",
    "froze": "freez",
    "frozen": "freez",
    "withdrew": "withdraw",
    "withdrawn": "withdraw",
    "withdrawal": "withdraw",
    "began": "begin",
    "begun": "begin",
    "brought": "bring",
    "bought": "buy",
    "drew": "draw",
    "people": "person",
    "struck": "strik",
    "ceo's": "ceo",
    "analyses": "analys",
    "analysis": "analys",
    "choice": "choos",
    "decision": "decid",
    "decides": "decid",
    "selection": "select",
    "committee": "committee",
    "committees": "committee",
    "data": "data",
    "swapped": "swap",
    "swapping": "swap",
    "dropped": "drop",
    "stopped": "stop",
}
ACTS = {
    "agree": (
        "approve approval agree accept ok okay okayed okays confirm release consent greenlight "
        "signoff bless pass grant commit award clear ratify endorse authorise authorize allow fine "
        "happy nod accepted settle"
    ),
    "sign": "sign signature countersign execute ink docusign initial",
    "choose": "choose select pick prefer decide decision vote shortlist favour choice selected put",
    "name": "name appoint nominate assign introduce",
    "give": "give share send hand provide deliver forward upload supply submit",
    "fix": "fix set settle define determine agree finalise finalize lock",
    "see": "visit see inspect tour attend come watch view taste",
    "speak": "speak talk call phone",
    "rate": "score mark rate rank evaluate assess prioritise put",
    "do": "complete finish conduct run perform test use install do carry hold",
    "count": "count measure quantify calculate tally",
    "start": "begin start launch commence open",
    "tell": "tell describe explain state report declare inform announce",
    "write": "write edit list document",
    "reach": "reach achieve attain hit",
    "form": "form establish create found set",
    "undo": (
        "withdraw revoke cancel terminate rescind retract pull suspend stop dissolve end revoked "
        "abandon quit kill scrap reverse void"
    ),
    "redo": "repeat redo again second rerun reopen another fresh new",
    "alter": "change different reopen amend alter replace swap",
    "lessen": "cut reduce lower shrink slash fewer less drop decrease",
    "delay": "postpone push delay move extend defer prolong",
    "part": "leave left quit resign depart leaving departure step",
    "freeze": "freeze frozen stop hold suspend pause",
    "remove": "remove drop strike switch exclude take eliminate off",
}
THINGS = {
    "money": "budget money fund funding funds capex finance financing spend cash",
    "finance": "cfo finance controller controlling treasurer",
    "chief": "ceo md managing director boss owner",
    "law": "legal lawyer counsel attorney solicitor",
    "buying": "procurement purchasing buyer",
    "paper": "contract agreement order po deal",
    "security": "security ciso infosec cyber",
    "trial": "trial pilot poc test proof",
    "computing": "it tech technology",
    "workers": "hr chro personnel",
    "permit": "permit licence license permission",
    "list": "list shortlist register",
    "report": "report minutes paper protocol",
    "reference": "reference referee",
    "goal": "goal target objective",
    "start-day": "start starting begin go-live kickoff",
}
SHORT_FORMS = {
    "sim": "simulation",
    "spec": "specification",
    "specs": "specification",
    "ops": "operations",
    "reqs": "requirements",
    "req": "requirements",
    "refs": "references",
    "ref": "reference",
    "mgr": "manager",
    "mgmt": "management",
    "dept": "department",
    "doc": "document",
    "docs": "documents",
    "prod": "production",
    "eng": "engineering",
    "infra": "infrastructure",
}
