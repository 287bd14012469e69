"""`make slack-photos`: the app photographed in the page of the independent Slack server, for docs/slack.md.

Everything in the pictures is what the app sent, but for the two buttons of what one thinks of an answer, which the page
does not know. The page has no list that looks up as somebody types: in its place
stands a plain list, which looks the same closed.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PIL import Image

from tests.builders import NOW
from tests.camera import Camera, camera
from tests.slack_sample import ADMINISTRATOR, MANAGER, NAMES, REP, SampleWorkplace, sample_workplace
from tests.slack_server import CHANNEL, waited

if TYPE_CHECKING:
    from collections.abc import Callable

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH, HEIGHT, COLOURS = 760, 560, 64
GO_AHEAD = "Go ahead with the outline, the price range is fine with me."
NEWS = f'Alder Clinics: the finance director wrote yesterday: "{GO_AHEAD}"'
LOST = "Bad news from Alder Clinics: the practice manager who owned the initiative left the company"
CALL = b"""Priya Nair (Harbour Foods): I am the owner of this initiative from today.
Sample Rep: We have done this for twelve companies like yours.
Priya Nair (Harbour Foods): We have appointed people from IT and from dispatch to work on it with me.
Priya Nair (Harbour Foods): We wrote down the list of what the solution must do, and I mailed it to you.
"""
OWNER = "Harbour Foods: the managing director named Priya Nair as the owner of the initiative. We sent a timeline."
BARE = """
const style = document.createElement('style');
style.textContent = `
  .topbar, .sidebar, .composer, .channel-header, .msg-hover-actions, .msg-time, .file-card-icon {
    display: none !important }
  .app, .body, .main, .messages, .home, .modal, .modal-overlay, .modal-body {
    height: auto !important; max-height: none !important; overflow: visible !important }`;
document.head.append(style)
"""
UNREADABLE = ".notif, .inspector-toggle, .sound-toggle, .composer-attach, .hash, .msg-time"
UNKNOWN = "document.querySelectorAll('.msg .bk-unknown').forEach(each => each.remove())"
ALONE = "document.querySelectorAll('.msg').forEach(each => %s.includes(each.dataset.ts) || each.remove())"
FILL = """
((input, text, long) => {
  const made = (tag, more) => Object.assign(document.createElement(tag), more)
  input.querySelector('.bk-unknown')?.replaceWith(made('select', {className: 'bk-select'}))
  if (long) input.querySelector('input').replaceWith(made('textarea', {className: 'bk-plain-input', rows: 3}))
  const field = input.querySelector('select, input, textarea')
  if (field.tagName == 'SELECT')
    field.replaceChildren(made('option', {textContent: text}))
  else field.value = text
})(document.querySelectorAll('.modal .bk-input')[%d], %s, %s)
"""


@dataclass
class Studio:
    """The app, the browser, and where pictures go."""

    sample: SampleWorkplace
    camera: Camera
    folder: Path

    def enter(self, person: str, place: str, *, bare: bool = True) -> None:
        """Open the page as somebody, at a place by its name in the sidebar; `bare` leaves the page's own parts out."""
        self.camera.open(self.sample.server.address, WIDTH, HEIGHT)
        self.wait(_item("rightside"))  # the page knows the workspace
        self.camera.run(
            "(() => { const select = document.querySelector('.actas select');"
            "Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set"
            f".call(select, {json.dumps(person)}); select.dispatchEvent(new Event('change', {{bubbles: true}})) }})()"
        )
        self.wait(f"document.querySelector('.composer-input').placeholder.includes('as {NAMES[person][0]} ')")
        self.wait(f"(where => where && (where.click(), true))({_item(place)})")
        if bare:
            self.camera.run(BARE)

    def wait(self, script: str) -> None:
        """Until a script finds something."""
        waited(lambda: self.camera.run(f"!!({script})"), script)

    def save(self, name: str, selector: str) -> None:
        """Photograph what the selector finds, in few colours so that the file is small."""
        picture = Image.open(io.BytesIO(self.camera.picture(selector))).convert("RGB")
        picture.quantize(COLOURS).save(self.folder / f"slack-{name}.png", optimize=True)

    def answered(self, name: str, act: Callable[[], Any], person: str = REP) -> dict[str, Any]:
        """Photograph what somebody does and the answer to it, in their DM."""
        writer = self.sample.person(person)
        before = {each["ts"] for each in writer.messages()}
        act()
        reply = waited(
            lambda: next((e for e in writer.answers() if e["ts"] not in before and e.get("blocks")), None), name
        )
        fresh = [each["ts"] for each in writer.messages() if each["ts"] not in before]
        self.enter(person, NAMES[person][1])
        self.wait(f"document.querySelector('[data-ts=\"{fresh[-1]}\"]')")
        self.camera.run(ALONE % json.dumps(fresh))
        self.camera.run(UNKNOWN)
        self.save(name, ".msg")
        return reply

    def page(self, name: str, person: str) -> None:
        """Photograph the page as a contributor sees it, but for the hour, and signs that no font is here for."""
        self.enter(person, NAMES[person][1], bare=False)
        self.camera.run(f"document.querySelectorAll('{UNREADABLE}').forEach(each => each.remove())")
        self.save(name, ".app")

    def home(self, name: str, person: str) -> None:
        """Photograph somebody's Home tab."""
        self.enter(person, "rightside")
        seen = f"document.querySelector('.channel-sub').textContent == 'viewing as {NAMES[person][0]}'"
        self.wait(f"{seen} && document.querySelector('.home .bk-header')")
        self.save(name, ".home-inner")

    def modal(self, name: str, act: Callable[[], Any], person: str = REP) -> None:
        """Photograph the modal that an act opens, with what the page leaves out: room for lines, what is filled in."""
        self.enter(person, NAMES[person][1])
        act()
        self.wait("document.querySelector('.modal')")
        self.camera.run(ALONE % "[]")
        for number, block in enumerate(each for each in self.view()["blocks"] if each["type"] == "input"):
            element = block["element"]
            long = json.dumps(element.get("multiline", False))
            self.camera.run(FILL % (number, json.dumps(_filled(element)), long))
        self.save(name, ".modal")
        self.camera.run("document.querySelector('.modal-x').click()")
        waited(lambda: self.sample.server.open_modal() is None, "the modal to close")

    def view(self) -> dict[str, Any]:
        """The modal on top."""
        found = self.sample.server.open_modal()
        assert found is not None
        return found


def _filled(element: dict[str, Any]) -> str:
    option = element.get("initial_option")
    text = option["text"]["text"] if option else element.get("initial_value") or element.get("initial_date") or ""
    return text or element.get("placeholder", {}).get("text", "")


def _item(place: str) -> str:
    return (
        f"[...document.querySelectorAll('.sidebar-item')].find(each => each.textContent.includes({json.dumps(place)}))"
    )


def photograph(studio: Studio) -> None:
    """Every kind of block that the app sends."""
    sample, rep, manager = studio.sample, studio.sample.person(REP), studio.sample.person(MANAGER)
    studio.home("home-rep", REP)
    studio.home("home-manager", MANAGER)
    studio.home("home-administrator", ADMINISTRATOR)
    studio.answered("deals", lambda: rep.dm("my deals"))
    studio.page("dev", REP)
    studio.answered("where", lambda: rep.dm("where is Brightwater?"))
    studio.answered("why", lambda: rep.dm("why is Alder there?"))
    studio.answered("inspect", lambda: manager.command("inspect Alder"), MANAGER)
    studio.answered("inspect-team", lambda: manager.command("inspect team"), MANAGER)
    told = studio.answered("update", lambda: rep.dm(NEWS))
    studio.answered("undo", lambda: rep.press(told, "Undo"))
    studio.answered("backward", lambda: rep.dm(LOST))
    word = studio.answered("question", lambda: rep.dm(OWNER))
    studio.answered("file", lambda: rep.upload(("call.txt", CALL), text="Harbour Foods"))
    studio.answered("error", lambda: rep.dm("Contoso: their CFO approved the budget"))
    studio.answered("help", lambda: rep.command("help"))
    studio.modal("proof", lambda: rep.press(word, "Add proof"))
    message = manager.say(CHANNEL, f"From the finance director of Alder Clinics: {GO_AHEAD}")
    studio.modal("evidence", lambda: sample.shortcut("record_evidence", REP, message))
    studio.modal("form", lambda: sample.shortcut("update_deal", REP))


def main() -> int:
    """Write the pictures to `docs/pictures`; the exit code."""
    with TemporaryDirectory(prefix="rightside-photos-") as folder:
        where = Path(folder)
        with sample_workplace(where, clock=lambda: NOW) as sample, camera(where) as browser:
            for number in NAMES:
                assert sample.person(number).dm_channel
            photograph(Studio(sample, browser, PICTURES))
    pictures = sorted(PICTURES.glob("slack-*.png"))
    size = sum(each.stat().st_size for each in pictures)
    sys.stdout.write(f"{len(pictures)} pictures, {size / 1000:.0f} kB, in {PICTURES}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
