"""What the commands that work on the organisation's data share: the application, the person, one turn."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant.coaching.messages import Message
from assistant.deals.deal import Person
from assistant.deals.nudge_preferences import zone_of
from assistant.errors import PersonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assistant.bootstrap import Application
    from assistant.coaching.reply import Reply

NAMES_SHOWN = 5


@contextmanager
def opened() -> Iterator[Application]:
    """The application by the settings of the environment, closed afterwards.

    An organisation without a process gets the ones that ship.
    """
    from assistant.bootstrap import build
    from assistant.coaching.publishing import prepare
    from assistant.settings import read_settings

    with build(read_settings()) as application:
        prepare(application.desk, application.settings.organisation, application.clock())
        yield application


def person(application: Application, wanted: str | None) -> Person:
    """Who asks: somebody of the organisation by id, name or e-mail; without a name whoever runs the terminal.

    Whoever runs the terminal holds the database file, so they see every deal.
    """
    organisation = application.settings.organisation
    if wanted is None:
        name = getpass.getuser()
        me = application.desk.deals.person(organisation, name)
        if me is None:
            me = Person(id=name, name=name, sees_all=True, timezone=application.settings.timezone)
            application.desk.deals.save_people(organisation, [me])
        return me
    fitting = application.desk.called(organisation, wanted)
    if len(fitting) == 1:
        return fitting[0]
    people = application.desk.deals.people(organisation)
    near = [each.name for each in people if wanted.casefold() in each.name.casefold()] or [p.name for p in people]
    known = (
        f" Known are {', '.join(near[:NAMES_SHOWN])}{' and others' if len(near) > NAMES_SHOWN else ''}." if near else ""
    )
    raise PersonError(f"There is no person called {wanted!r}.{known}")


def message(application: Application, who: Person, text: str = "") -> Message:
    """One message of somebody at the terminal, in no conversation that goes on."""
    name = f"terminal-{uuid4().hex[:12]}"
    return Message(
        id=name,
        organisation=application.settings.organisation,
        person=who.id,
        conversation=name,
        at=application.clock(),
        timezone=own_timezone(application, who),
        text=text,
    )


def own_timezone(application: Application, who: Person) -> str:
    """The person's time zone; the setting's where theirs is not known."""
    return zone_of((who.timezone, application.settings.timezone)).key


class Conversation:
    """One conversation in the terminal: lines in, replies out."""

    def __init__(self, application: Application, who: Person, deal: str | None = None) -> None:
        self._application = application
        self._who = who
        self._deal = deal
        self._id = f"terminal-{uuid4().hex[:12]}"
        self._turns = 0

    def say(self, text: str) -> Reply:
        """Answer one message. `--deal` fixes the deal of the first message; afterwards any may be named."""
        self._turns += 1
        deal, self._deal = self._deal, None
        return self._application.coach.reply(
            Message(
                id=f"{self._id}-{self._turns}",
                organisation=self._application.settings.organisation,
                person=self._who.id,
                conversation=self._id,
                at=self._application.clock(),
                timezone=own_timezone(self._application, self._who),
                text=text,
                deal=deal,
            )
        )
