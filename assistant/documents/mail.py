"""A saved e-mail (.eml): its sender, its day, its newest words."""

from __future__ import annotations

import re
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import TYPE_CHECKING, Any

from assistant.documents.document import Kind, Speech, composed
from assistant.documents.headings import forwards, who
from assistant.documents.html_text import text_of
from assistant.documents.limits import BROKEN, check_characters
from assistant.documents.plain import cleaned, left_out, senders, speeches
from assistant.documents.thread import threaded
from assistant.errors import PersonError

if TYPE_CHECKING:
    from datetime import date

    from assistant.documents.document import Document
    from assistant.documents.sides import Us, Who

_FIELD = re.compile(rb"(?:From |[A-Za-z][A-Za-z0-9-]{1,60}:)")
_SURE = re.compile(rb"(?im)^(?:message-id|mime-version|received|return-path|content-type|delivered-to|x-[a-z-]+)\s*:")
HEADERS = 64 * 1024  # bytes looked at
LONGEST_FIELD = 4000  # characters
NAMES_SHOWN = 5


class _ShortFields(EmailPolicy):
    """Reads no more of a header field than any sender needs: the parser's time grows with the square of its length."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # noqa: ANN401 - as the base class
        return super().header_fetch_parse(name, value[:LONGEST_FIELD])


def is_mail(data: bytes, *, named: bool) -> bool:
    """Whether a file is a saved mail: header lines, and among them some that no one types; `named` says .eml."""
    head = data[:HEADERS].lstrip(b"\xef\xbb\xbf\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return bool(_FIELD.match(head)) and (named or bool(_SURE.search(head)))


def mail(name: str, data: bytes, ours: Us) -> Document:
    """The news in a saved mail; what it quotes is history. Raises `PersonError`."""
    try:
        message = BytesParser(policy=_ShortFields()).parsebytes(data.lstrip(b"\xef\xbb\xbf\r\n"))
        assert isinstance(message, EmailMessage)
        sender, receivers, sent, subject = _from(message), _to(message), _sent(message), str(message["subject"] or "")
        text, attached = (
            _body(name, message),
            [part.get_filename() or "one without a name" for part in _attached(message)],
        )
    except (MessageError, *BROKEN) as error:
        raise PersonError(f"{name} is a damaged e-mail; save it again, or paste its text.") from error
    if not any(sign.isalnum() for sign in text):
        raise PersonError(f"{name} is an e-mail without text; give what is attached to it as a file of its own.")
    text = cleaned(name, text)
    thread = threaded(text)
    news = thread.newest(ours, pasted=False, forwards=forwards(subject))
    spoken = [_dated(speech, sender, sent) for speech in speeches(news, sender)]
    return composed(
        name,
        Kind.MAIL,
        text,
        spoken,
        ours,
        others=[*receivers, *senders(thread.parts)],
        notes=[*left_out(len(thread.parts) - len(news)), *_unread(attached)],
    )


def _dated(speech: Speech, sender: Who | None, sent: date | None) -> Speech:
    return replace(speech, sent=sent) if speech.who == sender and speech.sent is None else speech


def _from(message: EmailMessage) -> Who | None:
    return who(str(message["from"] or ""))


def _to(message: EmailMessage) -> list[Who]:
    fields = [str(each) for name in ("to", "cc") for each in message.get_all(name, [])]
    return [found for field in fields for each in re.split(r",(?=[^,]*@)", field) if (found := who(each)) is not None]


def _sent(message: EmailMessage) -> date | None:
    field = message["date"]
    moment = None if field is None else getattr(field, "datetime", None)
    return None if moment is None else moment.date()


def _body(name: str, message: EmailMessage) -> str:
    """The plain text, or what an HTML mail shows where there is none."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    text = "" if plain is None else str(plain.get_content())
    if text.strip() or html is None:
        return text
    page = str(html.get_content())
    check_characters(name, len(page))
    return text_of(page)


def _attached(message: EmailMessage) -> list[EmailMessage]:
    return [part for part in message.iter_attachments() if part.get_content_disposition() != "inline"]


def _unread(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    more = f" and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else ""
    return (f"Attached and left unread: {', '.join(names[:NAMES_SHOWN])}{more}; give each as a file of its own.",)
