"""Salesforce's errors as ours, grouped by who can act."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from jwt import PyJWTError
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceError,
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceOperationError,
)

from assistant.errors import OperatorError, RateLimitedError, RightsideError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = "REQUEST_LIMIT_EXCEEDED"
LIMIT_S = 3600.0  # the limit counts the last 24 hours, so that some of it comes back every hour
LATER = frozenset(
    {"SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT", "INVALID_QUERY_LOCATOR", "UNKNOWN_EXCEPTION"}
)
SHOWN = 200


@contextmanager
def translated() -> Iterator[None]:
    """Raise an error of ours for Salesforce's, its client's or the connection's."""
    try:
        yield
    except SalesforceError as error:
        raise _ours(error) from error
    except (OSError, SalesforceOperationError) as error:  # every error of requests is an OSError
        raise UnavailableError(
            f"Salesforce cannot be reached ({type(error).__name__}); run the command again, it goes on from there."
        ) from error
    except (PyJWTError, ValueError) as error:
        raise OperatorError(
            f"The private key cannot be used ({type(error).__name__}); SALESFORCE_PRIVATE_KEY_FILE names a PEM of RSA."
        ) from error
    except (AttributeError, ExpatError, LookupError, TypeError) as error:
        raise UnavailableError(
            "Something answered that is not Salesforce; check SALESFORCE_DOMAIN and what stands between."
        ) from error


def _ours(error: SalesforceError) -> RightsideError:
    code, said = _told(error)
    if code == LIMIT or error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(
            "Salesforce allows no more calls for now; run the command again in an hour, it goes on where it stopped.",
            LIMIT_S,
        )
    if code in LATER or code.isdecimal() or error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnavailableError(
            f"Salesforce did not answer ({code or error.status}); run the command again, it goes on where it stopped."
        )
    if isinstance(error, SalesforceAuthenticationFailed):
        return OperatorError(
            f"Salesforce does not let Rightside sign in ({code}: {said}); check the SALESFORCE_ settings."
        )
    if isinstance(error, SalesforceExpiredSession):
        return OperatorError(f"Salesforce ended the session each time ({code}); check the user's session settings.")
    if isinstance(error, SalesforceGeneralError):
        return UnavailableError(f"Salesforce answered in an unknown way ({error.status}); try again later.")
    return OperatorError(f"Salesforce refuses what Rightside asked ({code}: {said}); check the user's permissions.")


def _told(error: SalesforceError) -> tuple[str, str]:
    """Salesforce's code and its sentence, on one line and not too long."""
    if isinstance(error, SalesforceAuthenticationFailed):
        code, said = str(error.code or "no code").rpartition(":")[2], error.auth_message or "no reason given"
    else:
        content: object = error.content
        first = content[0] if isinstance(content, list) and content else {}
        code, said = (
            (str(first.get(key, "")) for key in ("errorCode", "message")) if isinstance(first, dict) else ("", "")
        )
    return code or str(error.status), " ".join(said.split())[:SHOWN]
