"""The built wheel holds all that the product needs: it runs outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_runs_the_demo_outside_the_checkout(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert built.returncode == 0, built.stderr
    unpacked = tmp_path / "site"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(unpacked)
    code = (
        "import sys, assistant, knowledge, prompts; from pathlib import Path; "
        f"assert all(Path(m.__file__).is_relative_to({str(unpacked)!r}) for m in (assistant, knowledge, prompts)); "
        "from assistant.terminal.main import run; sys.exit(run(['demo']))"
    )
    environment = {"PYTHONPATH": str(unpacked), "PATH": os.environ["PATH"], "RIGHTSIDE_HOME": str(tmp_path)}  # noqa: TID251
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "The customer went back a step" in done.stdout
    assert (unpacked / "slack_app.py").is_file()
