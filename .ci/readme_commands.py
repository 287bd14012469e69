"""Run every `sh` block of the README that is not marked `no-run`, each command in the checkout, and stop at a failure.

The commands run in an empty home folder, without keys, in the order in which a reader meets them.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```sh(?P<mark>[^\n]*)\n(?P<commands>.*?)^```$", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Run the blocks; the number of failures is the exit code."""
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        environment = {
            name: value
            for name, value in os.environ.items()  # noqa: TID251 - passed on to the commands
            if not name.startswith(("OPENAI_", "SLACK_", "RIGHTSIDE_"))
        }
        environment |= {"RIGHTSIDE_HOME": home, "PATH": f"{ROOT / '.venv' / 'bin'}:{environment['PATH']}"}
        for page in ("README.md",):
            for block in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
                if "no-run" in block["mark"]:
                    continue
                print(f"$ {block['commands'].strip()}", flush=True)
                done = subprocess.run(
                    ["bash", "-euo", "pipefail", "-c", block["commands"]],
                    cwd=ROOT,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    check=False,
                )
                failed += done.returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
