"""A browser without a window, for pictures of a page: Chromium as an npm package carries it, over its own protocol."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from websockets.sync.client import connect

from tests.slack_server import waited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / ".run" / "browser"
UNPACKED = "import c from '@sparticuz/chromium'; console.log(await c.executablePath())"
FLAGS = ("--headless=shell", "--no-sandbox", "--no-zygote", "--single-process", "--disable-gpu", "--hide-scrollbars")
MARGIN = 12  # pixels around what is photographed


class Camera:
    """One page. Errors in its scripts are `AssertionError`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._calls = 0

    def open(self, address: str, width: int, height: int) -> None:
        """Go to an address, in a window of this size in CSS pixels."""
        window = {"width": width, "height": height, "deviceScaleFactor": 1.5, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", **window)
        for where in ("about:blank", address):  # so that nothing of the page before is taken for the new one
            self._call("Page.navigate", url=where)
            waited(
                lambda where=where: self.run(
                    f"document.readyState == 'complete' && location.href.startsWith('{where}')"
                ),
                where,
            )

    def run(self, script: str) -> Any:
        """What a script's last expression comes to, as JSON."""
        done = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def picture(self, selector: str) -> bytes:
        """A PNG of what the selector finds, all of it from the first to the last."""
        box = self.run(
            f"(() => {{ const all = [...document.querySelectorAll({json.dumps(selector)})]"
            ".map(each => each.getBoundingClientRect()), min = Math.min, max = Math.max;"
            "const x = min(...all.map(b => b.left)), y = min(...all.map(b => b.top)) + scrollY;"
            "return all.length ? {x, y, width: max(...all.map(b => b.right)) - x,"
            "height: max(...all.map(b => b.bottom)) + scrollY - y} : null })()"
        )
        assert box is not None, f"nothing on the page is {selector}"
        x, y = max(0, box["x"] - MARGIN), max(0, box["y"] - MARGIN)
        size = {"width": box["width"] + 2 * MARGIN, "height": box["height"] + 2 * MARGIN}
        clip = {"x": x, "y": y, "scale": 1, **size}
        return base64.b64decode(self._call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"])

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._calls += 1
        self._socket.send(json.dumps({"id": self._calls, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv(timeout=30))).get("id") != self._calls:
            pass
        assert "error" not in answer, answer["error"]
        return answer["result"]


@contextmanager
def camera(folder: Path) -> Iterator[Camera]:
    """A browser with one empty page until the block ends; what it writes goes to `folder`."""
    log = folder / "browser.log"
    with log.open("w") as said:
        command = [_installed(), *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={folder / 'browser'}"]
        process = subprocess.Popen([*command, "about:blank"], stdout=said, stderr=said, process_group=0)
    try:
        where = waited(lambda: re.search(r"ws://(127\.0\.0\.1:\d+)/\S+", log.read_text()), "the browser", 30)
        with connect(where.group(), max_size=None) as browser:
            targets = Camera(browser)._call("Target.getTargets")["targetInfos"]
        page = next(each["targetId"] for each in targets if each["type"] == "page")
        with connect(f"ws://{where.group(1)}/devtools/page/{page}", max_size=None) as socket:
            yield Camera(socket)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _installed() -> str:
    """Chromium's program; installed with npm where it is missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "node_modules" / "@sparticuz").exists():
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "browser" / name, FOLDER / name)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, capture_output=True)
    command = ["node", "--input-type=module", "-e", UNPACKED]
    return subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True).stdout.strip()
