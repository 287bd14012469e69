"""A store that is locked, spoiled or lost, and a server that is none: one sentence with a way out, without secrets."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
from chromadb.errors import ChromaAuthError, InternalError

from knowledge.chroma_calls import Calls, server_place
from knowledge.entries import entries
from knowledge.search import ChromaSearch, StoreUnavailableError, StoreUnusableError
from tests.builders import garden
from tests.chroma_server import chroma_server, free_port
from tests.fake_search import WordEmbedding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HOLD = """
import sys
from pathlib import Path
from knowledge.search import ChromaSearch, StoreUnavailableError
from tests.fake_search import WordEmbedding
search = ChromaSearch(WordEmbedding(), path=Path(sys.argv[1]))
try:
    search.count("any")
except StoreUnavailableError as error:
    sys.exit(str(error))
print("mine", flush=True)
sys.stdin.read()
"""


def test_a_second_process_gets_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "chroma")]
    with ChromaSearch(WordEmbedding(), path=tmp_path / "chroma") as search:
        search.index("any", garden())
        second = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert second.returncode == 1
        assert second.stderr.strip() == (
            f"The vector store in {tmp_path / 'chroma'} is open in another window; use that one, or set "
            "RIGHTSIDE_CHROMA_URL to a Chroma server that both can use."
        )
        with pytest.raises(StoreUnavailableError, match="another window"):
            ChromaSearch(WordEmbedding(), path=tmp_path / "chroma").count("any")
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout
        assert other.stdout.readline() == b"mine\n"
        with pytest.raises(StoreUnavailableError, match="another window"):
            ChromaSearch(WordEmbedding(), path=tmp_path / "chroma").count("any")
    finally:
        other.kill()
        other.communicate()
    with ChromaSearch(WordEmbedding(), path=tmp_path / "chroma") as search:  # a killed process holds nothing
        assert search.count("any") > 0


def spoil_garbage(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 500)


def spoil_other_version(folder: Path) -> None:
    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        database.execute("UPDATE migrations SET hash = 'of another version'")
    database.close()


def spoil_pages(folder: Path) -> None:
    database = folder / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])


def spoil_index(folder: Path) -> None:
    for file in folder.glob("*/*.bin"):
        file.write_bytes(b"no index")


def spoil_by_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("a file")


SPOILERS = [spoil_garbage, spoil_other_version, spoil_pages, spoil_index, spoil_by_a_file]


@pytest.mark.parametrize("spoil", SPOILERS)
def test_a_folder_that_cannot_be_used_is_named_with_a_way_out(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = tmp_path / "chroma"
    many = garden(1, {f"outcome-{n}": f"The park signs sheet {n}" for n in range(120)})
    with ChromaSearch(WordEmbedding(), path=folder) as search:
        search.index("any", many)
    spoil(folder)
    search = ChromaSearch(WordEmbedding(), path=folder)
    for _ in range(2):  # the second time says the same, and not that it is locked
        with pytest.raises(StoreUnusableError) as raised:
            search.find("any", "garden-pumps", 1, ["sheet"])
        assert str(folder) in str(raised.value)
        assert "move the folder away and run `rightside doctor --rebuild`" in str(raised.value)
        assert "\n" not in str(raised.value)
    search.close()
    folder.rename(tmp_path / "away")
    with search:
        assert search.index("any", many) == len(entries(many))


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusableError, match="cannot be used"):
        ChromaSearch(WordEmbedding(), path=tmp_path / "file" / "chroma").count("any")


def test_a_server_that_is_down_and_one_that_is_lost(tmp_path: Path) -> None:
    down = ChromaSearch(WordEmbedding(), url=f"http://anna:secret@127.0.0.1:{free_port()}/")
    with pytest.raises(StoreUnavailableError, match=r"No Chroma server .* correct RIGHTSIDE_CHROMA_URL") as raised:
        down.count("any")
    assert "secret" not in str(raised.value)
    with chroma_server(tmp_path / "lost") as (url, process):
        search = ChromaSearch(WordEmbedding(), url=url)
        search.index("any", garden())
        process.kill()
        process.wait(10)
        for _ in range(2):
            with pytest.raises(StoreUnavailableError, match="start it"):
                search.find("any", "garden-pumps", 1, ["pumps"])
        with pytest.raises(StoreUnavailableError):
            search.forget("any")
        search.close()


@contextmanager
def another_server(status: int, body: bytes) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>hello</html>"), (200, b"{}"), (200, b"[]"), (200, b"{"), (404, b"nothing"), (502, b"")],
)
def test_a_server_that_is_no_chroma(status: int, body: bytes) -> None:
    with (
        another_server(status, body) as url,
        ChromaSearch(WordEmbedding(), url=url) as search,
        pytest.raises(StoreUnavailableError, match=r"No Chroma server answers as it should at http://127"),
    ):
        search.count("any")


@pytest.mark.parametrize("url", ["localhost:8000", "http://", "ftp://host", "http://[::1", "http://a:port", "x"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(StoreUnusableError, match="write it like http://localhost:8000"):
        ChromaSearch(WordEmbedding(), url=url).count("any")


def test_an_address_is_shown_without_its_password() -> None:
    assert server_place("https://anna:secret@store.example:8443/base?x=1") == "https://store.example:8443"


def test_path_or_url(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not both"):
        ChromaSearch(WordEmbedding())
    with pytest.raises(ValueError, match="not both"):
        ChromaSearch(WordEmbedding(), path=tmp_path, url="http://localhost")


class PanicException(BaseException):
    """Named as the Rust bindings name a panic, which is no `Exception`."""


def test_every_error_of_chroma_is_put_into_a_sentence(tmp_path: Path) -> None:
    for raised in (InternalError("x" * 900), PanicException("no\nway"), Exception("odd")):
        with pytest.raises(StoreUnusableError) as shown, Calls(tmp_path):
            raise raised
        assert len(str(shown.value)) < 500
    with pytest.raises(StoreUnavailableError, match="start it"), Calls("http://here"):
        raise InternalError("disk")
    with pytest.raises(StoreUnusableError, match="credentials"), Calls("http://here"):
        raise ChromaAuthError("no")


def test_our_own_bugs_are_not_taken_for_chromas(tmp_path: Path) -> None:
    for ours in (KeyError("bug"), ValueError("bug"), KeyboardInterrupt()):
        with pytest.raises(type(ours)), Calls(tmp_path):
            raise ours
