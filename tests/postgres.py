"""A private Postgres for the tests: its own folder, a socket and no port, stopped at the end of the run.

A test module that says `pytest_plugins = ("tests.postgres",)` gets `database` on SQLite and on Postgres.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from assistant.ledger.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START_S = 30.0
_numbers = count(1)


def new_database() -> str:
    """The URL of an empty database; skips the test where Postgres is not installed, and fails it in CI."""
    socket = _server()
    if socket is None:
        if os.environ.get("CI") == "true":  # noqa: TID251 - says where the tests run, no setting
            pytest.fail("CI runs the Postgres tests: install postgres, initdb and put them on the PATH.")
        pytest.skip("Postgres is not installed: put postgres and initdb on the PATH to run this.")
    name = f"rightside_{next(_numbers)}"
    with psycopg.connect(host=str(socket), user="rightside", dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql://rightside@/{name}?host={socket}"


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An open database, shared by the tests of a module: each works in an organisation of its own."""
    opened = Database.open(_empty(request.param, tmp_path_factory.mktemp("ledger")))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    return _empty(request.param, tmp_path)


@pytest.fixture
def postgres_url() -> str:
    """The URL of an empty database of Postgres."""
    return new_database()


@pytest.fixture(scope="session")
def new_organisation() -> Callable[[], str]:
    """Names an organisation that nobody else uses, each time it is called."""
    return lambda: f"organisation-{next(_numbers)}"


@pytest.fixture
def organisation(new_organisation: Callable[[], str]) -> str:
    """An organisation that nobody else uses."""
    return new_organisation()


def _empty(kind: str, folder: Path) -> str:
    return new_database() if kind == "postgres" else f"sqlite:///{folder / 'made' / 'rightside.db'}"


def _places() -> str:
    """Where Postgres may be: the PATH, and where Debian puts it, which is not on the PATH."""
    debian = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
    return os.pathsep.join([os.environ.get("PATH", ""), *debian])  # noqa: TID251 - where programs are


@cache
def _server() -> Path | None:
    """The folder of the running server's socket; None where Postgres is not installed."""
    postgres, initdb = (shutil.which(name, path=_places()) for name in ("postgres", "initdb"))
    if postgres is None or initdb is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="rightside-pg-"))
    user = _user()
    if user is not None:
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "rightside", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        **_as(user),
        cwd=folder,
    )
    options = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off", "max_connections": 60}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([postgres, "-D", data, *settings], stdout=log, stderr=log, cwd=folder, **_as(user))
    atexit.register(_stop, server, folder)
    _wait(server, folder)
    return folder


def _user() -> str | None:
    """Postgres refuses to run as root: who runs it then."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _as(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "env": {"PATH": os.defpath}}


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + START_S
    while True:
        try:
            _connect(folder).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                pytest.fail(f"Postgres did not start: {(folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)
        else:
            return


def _connect(socket: Path) -> psycopg.Connection[Any]:
    return psycopg.connect(host=str(socket), user="rightside", dbname="postgres", autocommit=True)


def _stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.send_signal(signal.SIGINT)  # Postgres's fast shutdown
    server.wait(timeout=START_S)
    shutil.rmtree(folder)
