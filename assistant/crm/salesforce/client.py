"""Signing in to Salesforce and asking it: the one home of its client."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import SalesforceResourceNotFound
from urllib3.util import Retry

from assistant.crm.salesforce.failures import LIMIT_S, translated
from assistant.errors import OperatorError, RateLimitedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic import SecretStr

TIMEOUT_S = (10.0, 120.0)  # to connect; between two bytes of an answer, which a long query keeps waiting
BUSY = (502, 503, 504)
TRIES, BACKOFF_S = 4, 0.5  # waits 0.5, 1, 2 and 4 s, or as long as Salesforce says
RESERVE = 0.05  # of the calls of 24 hours: left to the organisation's other programs
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_READ = frozenset({"string", "picklist", "multipicklist", "textarea", "double", "int", "currency", "percent"})


@dataclass(frozen=True)
class Login:
    """Who signs in: with a password and a security token, or with a connected app's key and a certificate (JWT)."""

    username: str
    password: SecretStr | None
    security_token: SecretStr | None
    consumer_key: str | None
    private_key_file: Path | None
    domain: str

    def arguments(self) -> dict[str, Any]:
        """What the client signs in with; `OperatorError` where a setting is missing or odd."""
        if not _DOMAIN.fullmatch(self.domain):
            raise OperatorError("SALESFORCE_DOMAIN is what stands before .salesforce.com, such as login or acme.my.")
        if self.consumer_key and self.private_key_file:
            try:
                key = self.private_key_file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise OperatorError(
                    f"{self.private_key_file} cannot be read; SALESFORCE_PRIVATE_KEY_FILE names it."
                ) from error
            return {"consumer_key": self.consumer_key, "privatekey": key}
        if self.password is None:
            raise OperatorError(
                "Set SALESFORCE_PASSWORD and SALESFORCE_SECURITY_TOKEN, or SALESFORCE_CONSUMER_KEY and "
                "SALESFORCE_PRIVATE_KEY_FILE."
            )
        token = self.security_token.get_secret_value() if self.security_token else ""
        return {"password": self.password.get_secret_value(), "security_token": token}


@dataclass(frozen=True)
class Thing:
    """A kind of record as this user may read it: the names of its fields, and those of plain values with labels."""

    fields: frozenset[str] = frozenset()
    plain: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """One page of records, numbers as `int` and `Decimal`.

    `total` is how many the query found in all, `more` where the next page is, empty after the last.
    """

    records: list[dict[str, Any]]
    total: int
    more: str = ""


class Client:
    """Salesforce's REST interface, read only. Signs in when it is first asked, and again where a session ends.

    Every call raises `OperatorError`, `UnavailableError` or `RateLimitedError`.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._client: Salesforce | None = None

    def query(self, soql: str, *, deleted: bool = False) -> Iterator[Answer]:
        """The records page by page; with `deleted` also those in the recycle bin."""
        with translated():
            answer = _answer(self._signed_in().query(soql, include_deleted=deleted))
        yield answer
        while answer.more:
            self._spare()
            with translated():
                answer = _answer(self._signed_in().query_more(answer.more, identifier_is_url=True))
            yield answer

    def describe(self, thing: str) -> Thing:
        """The fields that this user may read; none where they may not read the kind at all."""
        with translated():
            try:
                fields = getattr(self._signed_in(), thing).describe()["fields"]
            except SalesforceResourceNotFound:
                return Thing()
            plain = {each["name"]: each["label"] for each in fields if each["type"] in _READ}
            return Thing(frozenset(each["name"] for each in fields), plain)

    def _signed_in(self) -> Salesforce:
        if self._client is None:
            given = self._login.arguments()
            with translated(), warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # a page of text beside the error that we raise
                self._client = Salesforce(
                    username=self._login.username, domain=self._login.domain, session=_session(),
                    client_id="rightside", parse_float=Decimal, object_pairs_hook=dict, **given,
                )  # fmt: skip
        return self._client

    def _spare(self) -> None:
        """Stop before the organisation's other programs run out of calls."""
        usage = self._signed_in().api_usage.get("api-usage")
        if usage is not None and usage.used >= usage.total * (1 - RESERVE):
            raise RateLimitedError(
                f"Salesforce has counted {usage.used:,} of {usage.total:,} calls in 24 hours, and the rest is left to "
                "others; run the command again in an hour, it goes on where it stopped.",
                LIMIT_S,
            )


def _answer(page: dict[str, Any]) -> Answer:
    return Answer(page["records"], page["totalSize"], "" if page["done"] else page["nextRecordsUrl"])


class _Patient(HTTPAdapter):
    """Tries again where Salesforce is busy, and waits for no answer for ever."""

    def __init__(self) -> None:
        super().__init__(
            max_retries=Retry(
                total=TRIES,
                backoff_factor=BACKOFF_S,
                status_forcelist=BUSY,
                allowed_methods={"GET"},
                raise_on_status=False,
            )
        )

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:  # noqa: ANN401
        """Send with a time limit."""
        return super().send(request, *args, **{**kwargs, "timeout": kwargs.get("timeout") or TIMEOUT_S})


def _session() -> requests.Session:
    session = requests.Session()
    session.mount("https://", _Patient())
    return session
