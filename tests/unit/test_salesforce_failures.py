"""Every error of Salesforce's client becomes one of ours."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import jwt.exceptions
import pytest
import requests.exceptions
from simple_salesforce import exceptions

from assistant.crm.salesforce.failures import translated
from assistant.errors import OperatorError, RateLimitedError, RightsideError, UnavailableError

if TYPE_CHECKING:
    from types import ModuleType

ASKED = "https://acme.my.salesforce.com/services/data"


def _errors(module: ModuleType) -> list[type[Exception]]:
    found = (each for _, each in inspect.getmembers(module, inspect.isclass) if issubclass(each, Exception))
    return [each for each in found if not issubclass(each, Warning)]


def _made(kind: type[Exception]) -> Exception:
    if issubclass(kind, exceptions.SalesforceAuthenticationFailed):
        return kind("INVALID_LOGIN", "Invalid username, password")
    if issubclass(kind, exceptions.SalesforceError):
        return kind(ASKED, 400, "query", [{"errorCode": "ODD", "message": "something odd"}])
    return kind("told")


@pytest.mark.parametrize("kind", _errors(exceptions), ids=lambda kind: kind.__name__)
def test_no_error_of_the_client_gets_through(kind: type[Exception]) -> None:
    with pytest.raises(RightsideError) as caught, translated():
        raise _made(kind)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "kind", [each for each in _errors(requests.exceptions) if issubclass(each, requests.RequestException)]
)
def test_no_error_of_the_connection_gets_through(kind: type[Exception]) -> None:
    error = kind("a", "b", 0) if issubclass(kind, requests.exceptions.JSONDecodeError) else kind("told")
    with pytest.raises(UnavailableError), translated():
        raise error


@pytest.mark.parametrize("kind", [jwt.exceptions.InvalidKeyError, jwt.exceptions.PyJWTError, ValueError])
def test_a_key_that_signs_nothing_is_the_operators(kind: type[Exception]) -> None:
    with pytest.raises(OperatorError, match="SALESFORCE_PRIVATE_KEY_FILE"), translated():
        raise kind("told")


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (
            exceptions.SalesforceRefusedRequest(ASKED, 403, "", [{"errorCode": "REQUEST_LIMIT_EXCEEDED"}]),
            RateLimitedError,
        ),
        (exceptions.SalesforceGeneralError(ASKED, 429, "", b""), RateLimitedError),
        (exceptions.SalesforceAuthenticationFailed("sf:REQUEST_LIMIT_EXCEEDED", "x"), RateLimitedError),
        (exceptions.SalesforceAuthenticationFailed(503, "busy"), UnavailableError),
        (exceptions.SalesforceAuthenticationFailed(None, None), OperatorError),
        (exceptions.SalesforceExpiredSession(ASKED, 401, "", [{"errorCode": "INVALID_SESSION_ID"}]), OperatorError),
        (exceptions.SalesforceMalformedRequest(ASKED, 400, "", [{"errorCode": "INVALID_FIELD"}]), OperatorError),
        (exceptions.SalesforceGeneralError(ASKED, 503, "", "<html>"), UnavailableError),
        (exceptions.SalesforceGeneralError(ASKED, 405, "", ["odd"]), UnavailableError),
    ],
)
def test_who_can_act_is_told_apart(error: Exception, ours: type[Exception]) -> None:
    with pytest.raises(RightsideError) as caught, translated():
        raise error
    assert type(caught.value) is ours
