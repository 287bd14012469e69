"""What a message wants, in plain words. Deterministic, the same with every reader.

Only whole-message forms are commands; everything else is news about a deal and goes to the reader, so that
no keyword in the middle of a rep's sentence is ever taken for an order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.coaching.messages import Answer


class Wish(StrEnum):
    """What the person wants from this turn."""

    UPDATE = "update"
    ANSWER = "answer"
    UNDO = "undo"
    WRONG = "wrong"
    WHERE = "where"
    WHY = "why"
    CHANGED = "changed"
    DEALS = "deals"
    ASK = "ask"
    CREATE = "create"
    CLOSE = "close"
    HELP = "help"
    QUIZ = "quiz"
    INTERVIEW = "interview"
    INSPECT = "inspect"
    AGREE = "agree"
    STEP_DONE = "step_done"
    PREPARE = "prepare"
    RECAP = "recap"
    PLAN = "plan"


@dataclass(frozen=True)
class Intent:
    """A wish with its words: `about` is the deal's name as written, `rest` what else was said.

    `answer` and `which` (the question's number, 1 for the first) belong to an ANSWER; `since` to CHANGED and INSPECT;
    `won` to CLOSE. `rest` of an INSPECT names many deals ("my team", "segment small"), and `which` is the page.
    """

    wish: Wish
    about: str = ""
    rest: str = ""
    answer: Answer | None = None
    which: int = 1
    since: str = ""
    won: bool | None = None


ANSWERS = (
    (
        Answer.DONT_KNOW,
        r"(i )?(really )?(don'?t|do not|dunno|didn'?t ask|no idea|not sure|unsure)( (know|ask))?"
        r"( (yet|that|sorry))*|no clue|no idea|idk|can'?t say",
    ),
    (
        Answer.NOT_YET,
        r"(no[,. ]+)?(not yet|not so far|still not|hasn'?t happened( yet)?|they haven'?t( yet)?|"
        r"(it )?didn'?t happen( yet)?|no+|nope|nah)",
    ),
    (
        Answer.REVERSED,
        r"(it |that |they )?(went|has gone|have gone|moved|gone) back(wards?)?|reversed|"
        r"they took it back|it was taken back",
    ),
    (
        Answer.HAPPENED,
        r"(yes|yep|yeah|yup|happened|it happened|that happened|it did|they did|done|correct|right)"
        r"([, ]+(it|that|they) (did|happened|has|have))?",
    ),
)
_WORDS = r"(?P<about>[^?!\n]{1,200}?)"
_PLEASE = r"(please |can you |could you |help me )?"
_MAKE = r"((draft|write|prepare|make|create|build|show|give|send)( me| us)? )?((a|an|the|my|our) )?(short )?"
_CUSTOMER = (  # a name, or a word for whom the conversation is about; no sentence
    r"(?: (?:with|for|to|at|of|about|on) (?:(?:them|him|her|it|this deal|the customer|their [\w ]{1,40})"
    r"|(?:the )?(?P<about>(?:(?!\.\s)[^?!\n:;,]){1,80}?)))?"
)
_ANSWERS = [
    (answer, re.compile(rf"(?:(?P<which>[12])[).:,\s]+)?(?:{pattern})[.!\s]*", re.IGNORECASE))
    for answer, pattern in ANSWERS
]
_SINCE = r"(?: since (?P<since>[^?!\n]{2,40}))?"
_FORMS: tuple[tuple[Wish, str], ...] = (
    (Wish.HELP, r"(help|hi|hello|hey|what can you do|how does this work)( there| me)?"),
    (
        Wish.QUIZ,
        rf"(please |can you |could you )?(quiz|test|train) me( please)?(?: (?:on|about|in) (?:the )?{_WORDS})?"
        r"|(start|give me|let'?s do) (a|the) quiz|quiz",
    ),
    (Wish.INTERVIEW, r"(please |can you |could you )?interview me( please)?|(start|give me) an interview|interview"),
    (
        Wish.UNDO,
        r"(please )?(undo|take (that|it) back|scratch that|revert( that)?|undo (that|it|this|the last one))"
        r"( please)?",
    ),
    (
        Wish.WRONG,
        r"(no[,.]? )?(that|this|it)('?s| is| was) (wrong|not right|not true|incorrect|a mistake|my mistake)"
        r"|wrong|my mistake",
    ),
    (
        Wish.PREPARE,
        rf"{_PLEASE}(prepare|prep)( me| us)?( for)?( (a|the|my|our|this|next|tomorrow's|today's))*"
        rf"( (call|meeting|visit|conversation))?( (tomorrow|today|next week))?{_CUSTOMER}( (tomorrow|today|next week))?"
        rf"|call prep(aration)?",
    ),
    (Wish.RECAP, rf"{_PLEASE}{_MAKE}(recap( (e-?)?mail| message)?|(follow[- ]?up|confirmation) (e-?)?mail){_CUSTOMER}"),
    (Wish.PLAN, rf"{_PLEASE}{_MAKE}(joint|mutual|shared) ((action|success|closing|close) )?plan{_CUSTOMER}"),
    (Wish.WHY, r"why(( is| are)? (it|that|this|they)( (there|so))?| there| that| so)?"),
    (Wish.WHY, rf"why is {_WORDS} (there|at that (stage|step)|where (it|they) (is|are)|not further( on)?|stuck)"),
    (
        Wish.CHANGED,
        rf"what(('?s| has| is)? changed|('?s| is) new)(?: (?:on|with|at|for|in) {_WORDS})?"
        r"( since (?P<since>[^?!\n]{2,40}))?",
    ),
    (
        Wish.INSPECT,
        r"(?:please )?(?:inspect|review|inspection of)"
        r" (?P<rest>(?:(?:my|the|our) )?team|everything|all(?: deals)?|(?:segment|team) [^?!\n]{1,100}?)"
        rf"(?: page (?P<which>\d{{1,4}}))?{_SINCE}",
    ),
    (Wish.INSPECT, rf"(?:please )?inspect(?: (?:it|this|that|(?:this|the) deal|(?:the )?{_WORDS}))?{_SINCE}"),
    (
        Wish.AGREE,
        r"(?:add an? )?agreed? (?:next )?step(?: (?:on|for|with) (?P<about>[^?!\n:]{1,200}?))?: (?P<rest>.{3,500})",
    ),
    (Wish.STEP_DONE, r"(?:the )?(?:agreed )?step (?P<which>\d{1,2})(?: is| was)? done"),
    (
        Wish.DEALS,
        r"(show |list |what are )?(me )?(my|all( my)?|our|the)( open)? (deals|pipeline|opportunities)"
        r"( by risk)?|(list|show)( me)? deals|deals",
    ),
    (
        Wish.WHERE,
        r"where('?s| is| are| do| does)? (we|it|they|this|that|this deal|the deal)"
        r"( (stand|now|at|with it))?",
    ),
    (
        Wish.WHERE,
        rf"where('?s| is| are| do we stand (?:on|with|at)| does) (?:the )?{_WORDS}(?: deal)?"
        r"( stand(ing)?| at| now| in (the|their) (process|journey))?",
    ),
    (Wish.WHERE, r"(what'?s |what is |give me )?(the )?(status|state|standing)"),
    (
        Wish.WHERE,
        rf"(?:what'?s |what is )?(?:the )?(?:status|state|standing) (?:of|on|for|with) (?:the )?{_WORDS}"
        r"(?: deal)?",
    ),
    (Wish.WHERE, rf"(?:show(?: me)?|open|switch to|go to|talk about) (?:the )?(?!my\b|all\b){_WORDS}(?: deal)?"),
    (Wish.WHERE, r"(what('?s| is) next|what now|what should i do( next| now)?|next step|next)"),
    (
        Wish.ASK,
        r"(?P<rest>(what|which|who|when|how|does|is|are|can|do|must|should|explain|define)\b.{0,60}"
        r"\b(counts?( not)? as|proof|prove[sd]?|evidence|outcomes?|process|stages?|gates?|surrogates?|"
        r"mean|means|definition|verifiable|accepted|reconfirm(ed)?|backward|win over|convince)\b.{0,300})",
    ),
)
_PATTERNS = [(wish, re.compile(rf"(?:{form})[.?!\s]*", re.IGNORECASE)) for wish, form in _FORMS]
_QUESTION = re.compile(
    r"(what|which|who|when|how|is|are|was|were|has|have|had|can|could|do|does|did|will|would|must|should|why)\b"
    r"[^.!?\n]{3,300}\?",
    re.IGNORECASE,
)
_WRONG_THEN = re.compile(
    r"(?:no[,.]? )?(?:(?:that|this|it)(?:'?s| is| was) (?:wrong|not right|not true|incorrect|a mistake)"
    r"|wrong|scratch that|undo(?: that)?|correction)\s*[,.:;—-]+\s*(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_CREATE = re.compile(
    r"(?:please )?(?:create|add|open|start|new)(?: an?| the)?(?: new)? (?:deal|opportunity)\s*(?:called|named|:)?\s+"
    r"(?P<about>[^\n]{1,200}?)(?:\s+(?:for|with|at)\s+(?P<rest>[^\n]{1,200}?))?[.!\s]*",
    re.IGNORECASE,
)
_CLOSE = re.compile(
    r"(?:please )?(?:close|mark)\s+(?:(?:the )?deal\s*)?(?P<about>[^\n]{0,200}?)\s*(?:deal\s+)?(?:as\s+)?"
    r"(?:closed[ -])?(?P<state>won|lost)\b\s*[,:;—-]*\s*(?:because(?: of)?\s+|due to\s+)?(?P<rest>.{0,500})",
    re.IGNORECASE | re.DOTALL,
)


def understand(text: str, *, asked: bool = False) -> Intent:
    """The intent of a message. `asked` says that a question is waiting for an answer."""
    said = " ".join(text.replace("’", "'").split())
    if (answer := _answer(said)) is not None and (asked or answer.answer is not Answer.HAPPENED):
        return answer
    if (match := _WRONG_THEN.fullmatch(text.strip().replace("’", "'"))) is not None:
        return Intent(Wish.WRONG, rest=match["rest"].strip())
    return _about_deals(said) or _form(said) or Intent(Wish.UPDATE, rest=text)


def _about_deals(said: str) -> Intent | None:
    if (match := _CREATE.fullmatch(said)) is not None:
        return Intent(Wish.CREATE, about=_name(match["about"]), rest=_name(match["rest"] or ""))
    if (match := _CLOSE.fullmatch(said)) is not None:
        won = match["state"].casefold() == "won"
        return Intent(Wish.CLOSE, about=_name(match["about"]), rest=match["rest"].strip(), won=won)
    return None


def _form(said: str) -> Intent | None:
    for wish, pattern in _PATTERNS:
        if (match := pattern.fullmatch(said)) is not None:
            groups = {name: value or "" for name, value in match.groupdict().items()}
            return Intent(
                wish,
                about=_name(groups.get("about", "")),
                rest=groups.get("rest", "").strip(),
                since=groups.get("since", "").strip(" ?.!"),
                which=int(groups.get("which") or 1),
            )
    return Intent(Wish.ASK, rest=said) if _QUESTION.fullmatch(said) else None


def _answer(said: str) -> Intent | None:
    for answer, pattern in _ANSWERS:
        if (match := pattern.fullmatch(said)) is not None:
            return Intent(Wish.ANSWER, answer=answer, which=int(match["which"] or 1))
    return None


def _name(words: str) -> str:
    return words.strip(" \"'“”.,:;")
