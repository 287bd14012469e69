"""An inspection as a file in Slack: where only the asker sees it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.coaching import looking
from assistant.coaching.desk import local_time
from assistant.coaching.inspecting import inspected
from assistant.coaching.inspecting_team import A_PAGE, inspected_team, told
from assistant.coaching.inspections import scope_named
from assistant.coaching.intents import understand
from assistant.coaching.reply import Cited
from assistant.papers.inspections import file, title
from assistant.slack.files import share_file
from assistant.slack.views.shown import clipped

if TYPE_CHECKING:
    from assistant.coaching.inspecting import DealInspection
    from assistant.coaching.inspecting_team import TeamInspection
    from assistant.coaching.messages import Message
    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.incoming import Spot

LONGEST_ALT = 1000
_AS = re.compile(r"(?i)(?P<what>.*?)\s+(?:as (?:a |an )?)?(?P<kind>pdf|docx|word|csv|md|markdown|picture|png)")
ENDINGS = {"word": "docx", "markdown": "md", "picture": "png"}


def wanted(text: str) -> tuple[str, str] | None:
    """What is to be inspected, and the ending of the file that it is wanted as; None where no file is wanted."""
    found = _AS.fullmatch(text.strip())
    return None if found is None else (found["what"], ENDINGS.get(found["kind"].casefold(), found["kind"].casefold()))


def shared(front: Front, spot: Spot, message: Message, what: str, ending: str) -> Reply:
    """Inspect a deal or many, share the file, and say where it is."""
    desk = front.coach.desk
    scope = understand(f"inspect {what}").rest
    seen: DealInspection | TeamInspection
    if scope:
        seen = many = inspected_team(desk, message, scope_named(desk, message.organisation, scope))
        reply = told(many)
        reply = reply.model_copy(update={"deals": reply.deals[: A_PAGE // 3], "choices": ()})
    else:
        deal = looking.meant(desk, message.model_copy(update={"text": what}))
        seen = one = inspected(desk, message, desk.case(message.organisation, deal, local_time(message).date()))
        reply = one.reply
    made = file(seen, ending)
    name = re.sub(r"[^\w-]+", "-", title(seen)).strip("-")[:80]
    where = share_file(
        front,
        spot,
        f"{message.id}:{ending}",
        file=made.data,
        filename=f"{name}.{ending}",
        title=clipped(title(seen), 200),
        alt_txt=clipped(made.described, LONGEST_ALT) or None,
    )
    return reply.model_copy(update={"sentences": (Cited(text=f"The file is {where}."), *reply.sentences)})
