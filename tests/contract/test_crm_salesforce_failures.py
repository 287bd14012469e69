"""Salesforce's bad days: sessions that end, a busy service, limits, logins that are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from assistant.crm.salesforce.client import Login
from assistant.errors import OperatorError, RateLimitedError, UnavailableError
from tests.salesforce_server import CONSUMER, DEALS, USERNAME, Fault

if TYPE_CHECKING:
    from tests.salesforce_runs import Run

pytest_plugins = ("tests.postgres", "tests.salesforce_runs")


def test_a_session_that_ended_is_begun_again(run: Run) -> None:
    run.server.faults = [Fault(401, "INVALID_SESSION_ID")]
    assert run().deals_added == DEALS
    assert run.server.logins == 2


def test_a_busy_service_is_asked_again(run: Run) -> None:
    run.server.faults = [Fault(503, "SERVER_UNAVAILABLE")] * 3
    assert run().deals_added == DEALS


@pytest.mark.parametrize(
    ("fault", "error", "says"),
    [
        (Fault(403, "REQUEST_LIMIT_EXCEEDED"), RateLimitedError, "no more calls"),
        (Fault(403, "API_DISABLED_FOR_ORG"), OperatorError, "API_DISABLED_FOR_ORG"),
        (Fault(400, "INVALID_QUERY_LOCATOR"), UnavailableError, "goes on where it stopped"),
        (Fault(500, "UNKNOWN_EXCEPTION"), UnavailableError, "UNKNOWN_EXCEPTION"),
        (Fault(418), UnavailableError, "418"),
        (Fault(200, body=b"<html>Hello</html>"), UnavailableError, "cannot be reached"),
        (Fault(200, body=b"[]"), UnavailableError, "not Salesforce"),
    ],
)
def test_where_it_fails_in_the_middle_the_next_run_goes_on(
    run: Run, fault: Fault, error: type[Exception], says: str
) -> None:
    calls = 9  # four descriptions, two newest, users, stages, the first page
    run.server.faults = [None] * calls + [fault]
    with pytest.raises(error, match=says):
        run()
    kept = len(run.everything()[0])
    assert 0 < kept < DEALS
    assert run().deals_added == DEALS - kept


def test_calls_are_left_to_other_programs(run: Run) -> None:
    run.server.used, run.server.allowed = 95, 100
    with pytest.raises(RateLimitedError, match="95 of 100 calls"):
        run()
    run.server.used = 1
    assert run().deals_added == DEALS - run.server.page


def test_a_certificate_signs_in_too(run: Run) -> None:
    run.login = Login(USERNAME, None, None, CONSUMER, run.server.folder / "key.pem", "login")
    assert run().deals_added == DEALS


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"password": SecretStr("wrong")}, OperatorError, "INVALID_LOGIN"),
        ({"password": None}, OperatorError, "Set SALESFORCE_PASSWORD"),
        ({"domain": "evil.example/"}, OperatorError, "SALESFORCE_DOMAIN"),
        ({"consumer_key": "other", "private_key_file": "key.pem"}, OperatorError, "hasn't approved"),
        (
            {"consumer_key": CONSUMER, "private_key_file": "certificate.pem"},
            OperatorError,
            "private key cannot be used",
        ),
        ({"consumer_key": CONSUMER, "private_key_file": "nowhere.pem"}, OperatorError, "cannot be read"),
    ],
)
def test_a_bad_login_gets_one_sentence(run: Run, change: dict[str, Any], error: type[Exception], says: str) -> None:
    if file := change.get("private_key_file"):
        change = change | {"private_key_file": run.server.folder / file}
    run.login = Login(**{**vars(run.login), **change})
    with pytest.raises(error, match=says):
        run()


@pytest.mark.parametrize(("status", "body"), [(503, b"busy"), (200, b"<e/>"), (200, b"no XML")])
def test_a_sign_in_page_that_is_not_salesforces(run: Run, status: int, body: bytes) -> None:
    run.server.login_fault = Fault(status, body=body)
    with pytest.raises((UnavailableError, OperatorError)):
        run()
