"""Files: one that somebody uploaded is fetched with the bot's token, ours are shared with who asked for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from assistant.coaching.reply import Cited
from assistant.documents.limits import check_bytes
from assistant.errors import OperatorError, PersonError, UnavailableError
from assistant.papers.writing import written
from assistant.slack.direct import direct
from assistant.slack.failures import translated

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assistant.coaching.paper import Paper
    from assistant.coaching.reply import Reply
    from assistant.slack.front import Front
    from assistant.slack.incoming import Shared, Spot

SECONDS, FETCHED = 30, 200
REFUSED = frozenset({301, 302, 303, 307, 308, 401, 403})  # Slack sends whom it does not let in to its sign-in page
_NOT_A_NAME = re.compile(r"[^\w-]+")


def fetched(client: WebClient, file: Shared) -> bytes:
    """The file's bytes, at most as many as a document may have. The token goes to Slack's own hosts alone."""
    check_bytes(file.name, file.size)
    if not _slacks_own(file.url, client.base_url):
        raise PersonError(f"{file.name} is not kept in Slack; upload the file itself.")
    try:
        with httpx.stream(
            "GET", file.url, headers={"authorization": f"Bearer {client.token}"}, timeout=SECONDS
        ) as answer:
            if answer.status_code in REFUSED:
                raise OperatorError(f"Slack does not let Rightside read {file.name}; it needs the scope files:read.")
            if answer.status_code != FETCHED:
                raise UnavailableError(f"Slack did not send {file.name} ({answer.status_code}); upload it again.")
            data = b""
            for part in answer.iter_bytes():
                data += part
                check_bytes(file.name, len(data))
    except httpx.HTTPError as error:
        raise UnavailableError(f"Slack did not send {file.name} ({type(error).__name__}); upload it again.") from error
    if len(data) != file.size:
        raise UnavailableError(f"Slack sent {file.name} in part or not at all; upload it again.")
    return data


def share_file(
    front: Front, spot: Spot, send: str, file: bytes, filename: str, title: str, alt_txt: str | None = None
) -> str:
    """Share a file once, where only the asker sees it, and say where that is: in a DM there, else in their DM with us.

    `alt_txt` describes a picture. Raises the errors of `translated`.
    """
    there = spot if spot.private else direct(front.client, spot.user)

    def share() -> None:
        with translated():
            front.client.files_upload_v2(
                channel=there.channel,
                thread_ts=there.thread,
                file=file,
                filename=filename,
                title=title,
                alt_txt=alt_txt,
            )

    front.outbox.share(there, send, share)
    return "here" if there.channel == spot.channel else "in your messages with me, where only you see it"


def share_paper(front: Front, spot: Spot, turn: str, reply: Reply, paper: Paper) -> Reply:
    """Share the files of a reply's paper; the reply says where they are, and no longer holds the paper."""
    name, where = _NOT_A_NAME.sub("-", paper.title).strip("-")[:60] or "paper", ""
    for ending in reply.files:
        where = share_file(
            front, spot, f"{turn}:{ending}", file=written(paper, ending), filename=f"{name}.{ending}", title=paper.title
        )
    told = Cited(text=f"{paper.title} is {where}, as {', '.join(reply.files)}.")
    return reply.model_copy(update={"sentences": (told, *reply.sentences), "paper": None, "files": ()})


def _slacks_own(url: str, api: str) -> bool:
    """Whether an address is of the host that the API is at, or of one below it, by the same scheme."""
    given, ours = urlsplit(url), urlsplit(api)
    if given.scheme != ours.scheme or given.username is not None:
        return False
    return given.netloc == ours.netloc or given.netloc.endswith(f".{ours.netloc}")
