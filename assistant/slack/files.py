"""A file that somebody uploaded, fetched with the bot's token."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from assistant.documents.limits import check_bytes
from assistant.errors import OperatorError, PersonError, UnavailableError

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assistant.slack.incoming import Shared

SECONDS, FETCHED = 30, 200
REFUSED = frozenset({301, 302, 303, 307, 308, 401, 403})  # Slack sends whom it does not let in to its sign-in page


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


def _slacks_own(url: str, api: str) -> bool:
    """Whether an address is of the host that the API is at, or of one below it, by the same scheme."""
    given, ours = urlsplit(url), urlsplit(api)
    if given.scheme != ours.scheme or given.username is not None:
        return False
    return given.netloc == ours.netloc or given.netloc.endswith(f".{ours.netloc}")
