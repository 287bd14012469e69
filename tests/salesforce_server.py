"""A fake Salesforce that speaks its HTTP over TLS on loopback; the published client talks to it unchanged.

    with salesforce(generated(10), folder) as server:
        for name, value in server.settings().items(): monkeypatch.setenv(name, value)

It is reached as a proxy (`HTTPS_PROXY`), so that `login.salesforce.com` and `acme.my.salesforce.com` stay the addresses
that the client uses, and has a certificate of its own (`REQUESTS_CA_BUNDLE`).
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.salesforce_org import FIELDS, SoqlError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.salesforce_org import Org

HOST = "acme.my.salesforce.com"
USERNAME, PASSWORD, TOKEN, CONSUMER = "sync@acme.example", "pass&word", "T0ken", "3MVG9"
PAGE = 2000
DEALS = 30  # of a small organisation


@dataclass(frozen=True)
class Fault:
    """What a call gets instead of its answer."""

    status: int
    code: str = ""
    message: str = "scripted"
    body: bytes | None = None


@dataclass
class Server:
    """`faults` are used up one a call of data (not a sign-in). The `hold_at`-th such call waits until the end."""

    org: Org
    folder: Path
    url: str
    page: int = PAGE
    used: int = 10
    allowed: int = 100_000
    faults: list[Fault | None] = field(default_factory=list)
    login_fault: Fault | None = None
    hold_at: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    calls: list[str] = field(default_factory=list)
    sessions: set[str] = field(default_factory=set)
    logins: int = 0
    queries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def settings(self, *, certificate: bool = False) -> dict[str, str]:
        """The environment of a command that reads from here."""
        how = (
            {"SALESFORCE_CONSUMER_KEY": CONSUMER, "SALESFORCE_PRIVATE_KEY_FILE": str(self.folder / "key.pem")}
            if certificate
            else {"SALESFORCE_PASSWORD": PASSWORD, "SALESFORCE_SECURITY_TOKEN": TOKEN}
        )
        return {
            "SALESFORCE_USERNAME": USERNAME, **how, "HTTPS_PROXY": self.url, "https_proxy": self.url, "NO_PROXY": "",
            "no_proxy": "", "REQUESTS_CA_BUNDLE": str(self.folder / "certificate.pem"),
        }  # fmt: skip

    def signed_in(self) -> str:
        """A new session's id."""
        self.logins += 1
        session = f"00D!{self.logins}"
        self.sessions.add(session)
        return session


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Server
    tls: ssl.SSLContext

    def do_CONNECT(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.close_connection = False

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        fault = self.state.login_fault
        if fault is not None:
            self._send(fault.status, fault.body or b"")
        elif "/services/Soap/u/" in self.path:
            self._soap(body)
        else:
            self._token(body)

    def do_GET(self) -> None:
        state, url = self.state, urlsplit(self.path)
        state.calls.append(self.path)
        if state.hold_at and len(state.calls) >= state.hold_at:
            state.held.set()
            state.closing.wait(60)
        fault = state.faults.pop(0) if state.faults else None
        if fault is not None:
            if fault.status == 401:
                state.sessions.clear()
            self._send(fault.status, fault.body or _error(fault.code, fault.message))
        elif self.headers["Authorization"].removeprefix("Bearer ") not in state.sessions:
            self._send(401, _error("INVALID_SESSION_ID", "Session expired or invalid"))
        elif described := re.fullmatch(r"/services/data/v[\d.]+/sobjects/(\w+)/describe", url.path):
            self._describe(described[1])
        else:
            self._query(url.path, parse_qs(url.query).get("q", [""])[0])

    def _soap(self, body: str) -> None:
        if f"<n1:password>pass&amp;word{TOKEN}<" not in body or f"<n1:username>{USERNAME}<" not in body:
            fault = "<sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>"
            fault += "<sf:exceptionMessage>Invalid username</sf:exceptionMessage>"
            self._send(500, f'<e xmlns:sf="urn:fault.partner.soap.sforce.com">{fault}</e>'.encode())
            return
        server = f"<serverUrl>https://{HOST}/services/Soap/u/59.0/00D</serverUrl>"
        self._send(200, f"<e>{server}<sessionId>{self.state.signed_in()}</sessionId></e>".encode())

    def _token(self, body: str) -> None:
        told = jwt.decode(
            parse_qs(body)["assertion"][0], (self.state.folder / "public.pem").read_bytes(), algorithms=["RS256"],
            audience="https://login.salesforce.com",
        )  # fmt: skip
        if (told["iss"], told["sub"]) != (CONSUMER, USERNAME):
            self._json(400, {"error": "invalid_grant", "error_description": "user hasn't approved this consumer"})
            return
        self._json(200, {"access_token": self.state.signed_in(), "instance_url": f"https://{HOST}"})

    def _describe(self, kind: str) -> None:
        fields = self.state.org.describe(kind) if kind in FIELDS else []
        if fields:
            self._json(200, {"name": kind, "fields": fields})
        else:
            self._send(404, _error("NOT_FOUND", "The requested resource does not exist"))

    def _query(self, path: str, soql: str) -> None:
        state, start = self.state, 0
        _, _, locator = path.rstrip("/").rpartition("/")
        if soql:
            try:
                found = state.org.select(soql, deleted=locator == "queryAll")
            except SoqlError as error:
                self._send(400, _error(error.code, str(error)))
                return
            locator = f"01g{next(state.numbers):015}"
            state.queries[locator] = found
        else:
            locator, _, place = locator.partition("-")
            found, start = state.queries[locator], int(place)
        end = start + state.page
        answer = {"totalSize": len(found), "done": end >= len(found), "records": found[start:end]}
        if end < len(found):
            answer["nextRecordsUrl"] = f"/services/data/v59.0/query/{locator}-{end}"
        self._json(200, answer)

    def _json(self, status: int, answer: object) -> None:
        self._send(status, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Sforce-Limit-Info", f"api-usage={self.state.used}/{self.state.allowed}")
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the caller was killed
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        pass


@contextmanager
def salesforce(org: Org, folder: Path) -> Iterator[Server]:
    """Serve an organisation until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    _certified(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    handler = type("Handler", (_Handler,), {"tls": tls})
    http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    http.daemon_threads, http.block_on_close = True, False
    state = Server(org, folder, f"http://127.0.0.1:{http.server_address[1]}")
    handler.state = state  # type: ignore[attr-defined]
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        state.closing.set()
        http.shutdown()
        http.server_close()


def _error(code: str, message: str) -> bytes:
    return json.dumps([{"errorCode": code, "message": message}]).encode()


def _certified(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a fake Salesforce")])
    hosts = x509.SubjectAlternativeName([x509.DNSName("login.salesforce.com"), x509.DNSName(HOST)])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate is held against the machine's clock
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(hosts, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "public.pem").write_bytes(public)
