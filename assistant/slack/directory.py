"""A workspace's members, page by page, as people of the organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from assistant.deals.deal import Person
from assistant.slack.failures import translated
from assistant.slack.people import email_of, matching, slack_id, stranger

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from slack_sdk import WebClient

    from assistant.coaching.ports import Deals

PAGE = 200  # members; what Slack recommends
PATIENCE = 20  # times that a page waits as long as Slack says


@dataclass(frozen=True)
class Members:
    """What a sync came to. `apart` are those whose address more than one person has."""

    matched: int
    known_to_slack: int
    left_out: int
    added: int
    changed: int
    apart: tuple[str, ...]


def sync(client: WebClient, team: str, deals: Deals, organisation: str) -> Members:
    """Match the workspace's members with the organisation's people by e-mail address, whatever its case.

    Whom nobody or more than one person matches is kept under the id `slack:USER`; a matched person is given
    the time zone that Slack knows. Guests, bots and deactivated users are left out.
    """
    return _saved(members(client), team, deals, organisation)


def members(client: WebClient) -> Iterator[Mapping[str, Any]]:
    """Every user of the workspace; waits where Slack says that it is too much at once."""
    client.retry_handlers = [
        *(each for each in client.retry_handlers if not isinstance(each, RateLimitErrorRetryHandler)),
        RateLimitErrorRetryHandler(max_retry_count=PATIENCE),
    ]
    cursor = ""
    while True:
        with translated():
            page = client.users_list(limit=PAGE, cursor=cursor or None)
        yield from page.get("members") or ()
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _saved(users: Iterable[Mapping[str, Any]], team: str, deals: Deals, organisation: str) -> Members:
    people = deals.people(organisation)
    known = {each.id: each for each in people}
    by_address: dict[str, list[Person]] = {}
    for each in people:
        by_address.setdefault(each.email.casefold(), []).append(each)
    found: list[Person] = []
    apart, matched, left_out = [], 0, 0
    for user in users:
        if user["id"] == "USLACKBOT" or stranger(user, team) is not None:
            left_out += 1
            continue
        email = email_of(user)
        same = matching(by_address.get(email, ()), email)
        if len(same) == 1:
            matched += 1
            found.append(same[0].model_copy(update={"timezone": user.get("tz") or same[0].timezone}))
            continue
        if same:
            apart.append(f"{email} ({', '.join(each.id for each in same)})")
        found.append(_newcomer(user, email, known.get(slack_id(user["id"]))))
    added, changed = deals.save_people(organisation, found)
    return Members(matched, len(found) - matched, left_out, added, changed, tuple(apart))


def _newcomer(user: Mapping[str, Any], email: str, known: Person | None) -> Person:
    """A person whom Slack alone knows; a manager or right that they were given stays."""
    name = user.get("real_name") or (user.get("profile") or {}).get("real_name") or user.get("name") or user["id"]
    told = {"name": str(name), "email": email, "timezone": user.get("tz") or "UTC"}
    return Person(id=slack_id(user["id"]), **told) if known is None else known.model_copy(update=told)
