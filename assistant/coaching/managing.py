"""Which deal, a new deal, a closed deal, the list of deals."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from assistant.coaching import telling
from assistant.coaching.desk import local_time
from assistant.coaching.intents import Wish, understand
from assistant.coaching.reply import Choice, Cited, DealName, Reply
from assistant.coaching.resolve import core_words, named
from assistant.deals.deal import Deal, DealState
from assistant.errors import PersonError

if TYPE_CHECKING:
    from assistant.coaching.desk import Desk
    from assistant.coaching.intents import Intent
    from assistant.coaching.messages import Message
    from assistant.coaching.resolve import Resolved
    from assistant.coaching.turns import Turn

CHOICES_SHOWN = 8
LONGEST_NAME, MOST_DIGITS = 120, 3
NO_DEALS = (
    "You have no open deals here. Say “create deal NAME for ACCOUNT”, or import them with 'rightside sync csv FILE'."
)


def listed(desk: Desk, message: Message) -> Reply:
    """The person's own and shared open deals by risk; for somebody who has none, those they may see."""
    own = desk.mine(message.organisation, message.person) or desk.visible(message.organisation, message.person)
    if not own:
        return Reply(sentences=(Cited(text=NO_DEALS),))
    return telling.by_risk(desk.cases(message.organisation, own, local_time(message).date()))


def which(desk: Desk, message: Message, found: Resolved) -> Reply:
    """Ask which deal is meant, or offer to create one; the message waits meanwhile."""
    shown = found.candidates[:CHOICES_SHOWN]
    if shown:
        more = len(found.candidates) - len(shown)
        sentences = [
            f"{len(found.candidates)} deals fit. Which one do you mean? Answer with its number or its name.",
            *([f"{more} more fit; name the product or the id."] if more else []),
        ]
    else:
        about = (
            f"I know no open deal of yours called {found.unknown}."
            if found.unknown
            else "I cannot tell which deal this is about."
        )
        sentences = [
            f"{about} Name one of your deals (“my deals” lists them), or say "
            f"“create deal {found.unknown or 'NAME'}”. I keep what you wrote until then."
        ]
    return desk.keep(
        message,
        waiting=message.text,
        reply=Reply(
            sentences=tuple(Cited(text=text) for text in sentences),
            choices=tuple(Choice(text=deal.id, label=_label(deal)) for deal in shown),
        ),
    )


def picked(desk: Desk, message: Message, waiting: Turn) -> str | None:
    """The deal a waiting message is about, where this message does no more than name it."""
    choices = Reply.model_validate_json(waiting.reply).choices
    said = message.text.strip().strip(".)#")
    if said.isdecimal() and len(said) <= MOST_DIGITS and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1].text
    if len(said) > LONGEST_NAME or understand(said).wish is not Wish.UPDATE:
        return None
    visible = desk.visible(message.organisation, message.person)
    ids = {choice.text for choice in choices}
    offered = [deal for deal in visible if deal.id in ids]
    words = set(core_words(said))
    fitting = [deal for deal in offered if words <= set(core_words(deal.name))]
    if len(fitting) == 1:  # "the mixer", where only one of those offered is called so
        return fitting[0].id
    found = named(said, offered or visible)
    return found.deal.id if found.deal else None


def created(desk: Desk, message: Message, intent: Intent) -> tuple[Deal, bool]:
    """The new deal and True, or the open one of that name and False."""
    twin = next(
        (
            each
            for each in desk.visible(message.organisation, message.person)
            if each.name.casefold() == intent.about.casefold()
        ),
        None,
    )
    if twin is not None:
        return twin, False
    digest = blake2b(f"{message.organisation}/{message.id}".encode(), digest_size=4).hexdigest()
    deal = Deal(
        id=f"deal-{digest}",
        name=intent.about[:300],
        account=(intent.rest or intent.about)[:300],
        owner=message.person,
        source="chat",
        created_at=message.at,
    )
    desk.process_for(message.organisation, deal)
    desk.deals.save_deals(message.organisation, [deal])
    return deal, True


def close(desk: Desk, organisation: str, deal: Deal, *, won: bool, reason: str) -> Deal:
    """Close a deal as won, or as lost with the reason."""
    if not won and not reason.strip():
        raise PersonError(
            f"Say why it was lost, for example “close {deal.name} as lost: they chose to wait”: "
            "reasons are what the process learns from."
        )
    state = DealState.WON if won else DealState.LOST
    return desk.deals.close_deal(organisation, deal.id, state, reason.strip()[:500])


def closed(desk: Desk, message: Message, intent: Intent, deal: Deal) -> Reply:
    """The reply to a wish to close a deal."""
    done = close(desk, message.organisation, deal, won=bool(intent.won), reason=intent.rest)
    name = DealName(id=done.id, name=done.name, account=done.account)
    text = f"Closed {done.name} as {done.state.value}. Its ledger stays as it is."
    return desk.keep(message, Reply(deal=name, sentences=(Cited(text=text),)), deal=done.id)


def _label(deal: Deal) -> str:
    stage = f", CRM: {deal.crm_stage}" if deal.crm_stage else ""
    return f"{deal.name} ({deal.id}{stage})"
