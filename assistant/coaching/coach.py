"""The coach: one turn in, one reply out. Every edge (terminal, Slack) calls this and renders what comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching import (
    agreeing,
    correcting,
    deal_question,
    evidence,
    inspections,
    looking,
    managing,
    telling,
    training,
    update,
)
from assistant.coaching.ask import ask
from assistant.coaching.desk import NO_PROCESS, local_time
from assistant.coaching.intents import Intent, Wish, understand
from assistant.coaching.reply import Cited, Reply
from assistant.coaching.resolve import Resolved, named, resolve
from assistant.coaching.turns import LAST_TURNS, last_deal
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from assistant.coaching.desk import Case, Desk
    from assistant.coaching.messages import Confirm, Message, Press, Proof, Undo, _Incoming
    from assistant.coaching.turns import Turn
    from assistant.documents.document import Document
    from knowledge.process import Process

QUESTION_STAYS_OPEN = 4  # turns
_HAS_WORDS = re.compile(r"[^\W\d_]{2,}", re.UNICODE)
_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")

HELP = (
    "Tell me in plain words what the customer did, for example: "
    "“Acme: their finance lead wrote that the budget is approved.”",
    "Ask “where is Acme?”, “why?”, “what changed since Monday?”, “my deals”, or “what counts as proof of budget?”.",
    "Say “undo” or “that's wrong” to take the last entry back; answer a question with "
    "“happened”, “not yet”, “went backward” or “don't know”.",
    "“inspect Acme” shows what changed, what is proved and what to ask; “inspect my team” all deals in order of risk.",
    "“agreed step for Acme: Dana gets the CFO's mail by Friday” keeps a step, “step 1 done” ends it.",
    "“prepare me for the call with Acme”, “draft the recap mail” and “joint plan for Acme” make ready what you need.",
    "“quiz me” trains your eye for what moves a customer; “interview me” asks how one purchase really went.",
    "“create deal NAME for ACCOUNT” and “close NAME as won” or “as lost: reason” manage deals.",
)

DEAL_WISHES: dict[Wish, Callable[[Desk, Message, Intent, Case], Reply]] = {
    Wish.WHERE: looking.looked,
    Wish.WHY: looking.looked,
    Wish.CHANGED: looking.looked,
    Wish.INSPECT: inspections.one,
    Wish.AGREE: agreeing.agree,
    Wish.STEP_DONE: agreeing.done,
    Wish.PREPARE: looking.looked,
    Wish.RECAP: looking.looked,
    Wish.PLAN: looking.looked,
}
WISHES: dict[Wish, Callable[[Desk, Message, Intent], Reply]] = {
    Wish.HELP: lambda desk, message, _: desk.keep(message, Reply(sentences=tuple(Cited(text=text) for text in HELP))),
    Wish.DEALS: lambda desk, message, _: desk.keep(message, managing.listed(desk, message)),
    Wish.INTERVIEW: lambda desk, message, _: training.interviewed(desk, message),
    Wish.INSPECT: inspections.many,
}
ORDERS = {*WISHES, Wish.UNDO, Wish.CREATE, Wish.CLOSE, Wish.QUIZ, Wish.AGREE, Wish.STEP_DONE, *looking.MADE}


class Coach:
    """Coaches a person about the deals they may see. Stateless: its memory is behind the ports."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def reply(self, message: Message) -> Reply:
        """The answer to a message; the same message id gets the same reply and is recorded once."""
        check_text(message.text)
        return self._once(message, lambda: self._route(message))

    def answer(self, press: Press) -> Reply:
        """Record a pressed button and say what follows."""
        return self._once(
            press, lambda: update.answered(self.desk, press, self.desk.opened(press), press.outcome, press.answer)
        )

    def prove(self, proof: Proof) -> Reply:
        """Add proof to an outcome and say what follows."""
        return self._once(proof, lambda: update.proved(self.desk, proof, self.desk.opened(proof)))

    def read(self, message: Message, document: Document) -> Reply:
        """What a document proves about the message's deal, put for confirmation; nothing is recorded."""
        done = self.desk.turns.get(message.organisation, message.id)
        return Reply.model_validate_json(done.reply) if done else evidence.offered(self.desk, message, document)

    def confirm(self, wish: Confirm) -> Reply:
        """Record what was put for confirmation, as far as it is chosen."""
        return self._once(wish, lambda: evidence.confirmed(self.desk, wish, self.desk.opened(wish)))

    def undo(self, wish: Undo) -> Reply:
        """Take back what was recorded; nothing is deleted."""
        return self._once(wish, lambda: correcting.undo(self.desk, wish, self.desk.opened(wish), wish.observations))

    def _once(self, incoming: _Incoming, take: Callable[[], Reply]) -> Reply:
        with self.desk.turns.exclusive(incoming.organisation, incoming.conversation):
            done = self.desk.turns.get(incoming.organisation, incoming.id)
            return take() if done is None else Reply.model_validate_json(done.reply)

    def _route(self, message: Message) -> Reply:
        if message.pasted and message.deal is not None:
            return update.news(self.desk, message, message.text, self.desk.opened(message))
        past = self.desk.turns.recent(message.organisation, message.conversation, LAST_TURNS)
        waiting = past[0] if past and past[0].waiting else None
        asking = _asking(past)
        intent = understand(message.text, asked=asking is not None)
        before = past[0] if past and not _commands(intent) else None
        if (going_on := training.go_on(self.desk, message, before)) is not None:
            return going_on
        if waiting and intent.wish is Wish.CREATE:
            deal, _ = managing.created(self.desk, message, intent)
            return self._resumed(message, waiting, deal.id, past)
        if waiting and (deal_id := managing.picked(self.desk, message, waiting)) is not None:
            return self._resumed(message, waiting, deal_id, past)
        if intent.wish is Wish.ANSWER and asking is not None:
            return self._answered(message, intent, asking)
        return self._act(message, intent, past)

    def _resumed(self, message: Message, waiting: Turn, deal: str, past: Sequence[Turn]) -> Reply:
        """Go on with the message that waited for its deal."""
        text = waiting.waiting or ""
        return self._about_a_deal(message.model_copy(update={"text": text, "deal": deal}), understand(text), past)

    def _act(self, message: Message, intent: Intent, past: Sequence[Turn]) -> Reply:
        if intent.wish in WISHES and (intent.wish is not Wish.INSPECT or intent.rest):
            return WISHES[intent.wish](self.desk, message, intent)
        if intent.wish is Wish.CREATE:
            return self._created(message, intent)
        if correcting.corrects(intent, past):
            return correcting.take_back(self.desk, message, intent, past)
        return self._about_a_deal(message, intent, past)

    def _about_a_deal(self, message: Message, intent: Intent, past: Sequence[Turn]) -> Reply:
        last = message.deal or last_deal(past) or message.under
        if intent.wish is Wish.QUIZ:
            return training.quizzed(self.desk, message, self._taught(message, intent, last))
        if intent.wish is Wish.ASK:
            return self._asked(message, intent, last)
        found = self._find(message, intent, last)
        if found.deal is None:
            return managing.which(self.desk, message, found)
        if intent.wish is Wish.CLOSE:
            return managing.closed(self.desk, message, intent, found.deal)
        case = self.desk.case(message.organisation, found.deal, local_time(message).date())
        if intent.wish in DEAL_WISHES:
            return DEAL_WISHES[intent.wish](self.desk, message, intent, case)
        asking = _asking(past)
        asked = asking.asked[0].outcome if asking and asking.deal == case.deal.id else None
        return update.news(self.desk, message, message.text, case, others=found.others, asking=asked)

    def _find(self, message: Message, intent: Intent, last: str | None) -> Resolved:
        if message.deal is not None:
            return Resolved(deal=self.desk.deal(message.organisation, message.person, message.deal))
        visible = self.desk.visible(message.organisation, message.person)
        if intent.wish is not Wish.UPDATE and intent.about:
            return named(intent.about, visible, last=last)
        found = resolve(message.text, visible, last=last)
        if found == Resolved() and len(visible) == 1:
            return Resolved(deal=visible[0])
        return found

    def _asked(self, message: Message, intent: Intent, last: str | None) -> Reply:
        """A question about a deal that is named, or about the customer of the conversation; else about the process."""
        about = last if deal_question.about_them(intent.rest) else None
        found = resolve(intent.rest, self.desk.visible(message.organisation, message.person), last=about)
        if found.deal is None:
            reply = ask(self.desk, message.organisation, intent.rest, self._process_of(message, last))
            return self.desk.keep(message, reply, deal=last)
        case = self.desk.case(message.organisation, found.deal, local_time(message).date())
        reply = deal_question.answered(self.desk, message.organisation, case, intent.rest)
        return self.desk.keep(message, reply, deal=case.deal.id)

    def _process_of(self, message: Message, deal: str | None) -> Process | None:
        found = self.desk.deals.deal(message.organisation, deal) if deal else None
        return None if found is None else self.desk.process_for(message.organisation, found)

    def _taught(self, message: Message, intent: Intent, last: str | None) -> Process:
        """What a quiz is on: the process that is named, else the last deal's, else the only one, or the general one."""
        newest = self.desk.processes.newest(message.organisation)
        if intent.about:
            said = intent.about.casefold()
            fitting = [each for each in newest if said in {each.id, each.id.replace("-", " "), each.name.casefold()}]
            if not fitting:
                ids = ", ".join(each.id for each in newest)
                raise PersonError(f"No process is called {intent.about!r}; there is {ids or 'none yet'}.")
            return fitting[0]
        if (own := self._process_of(message, last)) is not None:
            return own
        if not newest:
            raise PersonError(NO_PROCESS)
        return min(newest, key=lambda each: len(each.applies_to))

    def _answered(self, message: Message, intent: Intent, turn: Turn) -> Reply:
        assert intent.answer is not None
        asked = turn.asked[min(intent.which, len(turn.asked)) - 1]
        case = self.desk.opened(message, turn.deal)
        return update.answered(self.desk, message, case, asked.outcome, intent.answer, asked=asked, words=message.text)

    def _created(self, message: Message, intent: Intent) -> Reply:
        deal, new = managing.created(self.desk, message, intent)
        text = (
            f"Created {deal.name}, owned by you."
            if new
            else f"There is an open deal called {deal.name} already; nothing was created."
        )
        reply = telling.where(self.desk.case(message.organisation, deal, local_time(message).date()))
        return self.desk.keep(message, reply.model_copy(update={"sentences": (Cited(text=text),)}), deal=deal.id)


def _commands(intent: Intent) -> bool:
    """Whether a message is an order whatever was asked before it; "where is it?" is one, "open tender" may be none."""
    return intent.wish in ORDERS or (intent.wish is Wish.WHERE and not intent.about)


def _asking(past: Sequence[Turn]) -> Turn | None:
    """The turn whose question is open: the last one about a deal, whatever was looked up since."""
    latest = next((turn for turn in past[:QUESTION_STAYS_OPEN] if turn.asked or turn.recorded), None)
    return latest if latest and latest.asked and latest.deal else None


def check_text(text: str) -> None:
    """Raise `PersonError` for a message that nothing can be read from."""
    if not text.strip():
        raise PersonError("Your message is empty; say in a sentence what the customer did.")
    if len(text) > update.LONGEST_MESSAGE:
        raise PersonError(
            f"Your message has {len(text):,} characters; paste at most {update.LONGEST_MESSAGE:,} at a time."
        )
    if _UNREADABLE.search(text):
        raise PersonError("Your message holds binary data; paste plain text.")
    if not _HAS_WORDS.search(text) and not any(sign.isdigit() for sign in text):
        raise PersonError("I cannot read that without words; say in a sentence what the customer did.")
