"""The rules of the house that no other tool enforces."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest

from assistant.settings import env_example

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for folder in ("assistant", "knowledge", "prompts", "evals") for path in (ROOT / folder).rglob("*.py")]
SOURCES = [*CODE, ROOT / "slack_app.py"]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "shared"}


def _functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_modules_stay_small() -> None:
    sizes = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in CODE if path.name != "__init__.py")
    assert statistics.median(sizes) <= 120
    assert sizes[int(len(sizes) * 0.9)] <= 250
    assert sizes[-1] <= 400


def test_functions_stay_small() -> None:
    sizes = {f"{path.relative_to(ROOT)}:{name}": size for path in SOURCES for name, size in _functions(path)}
    assert not {name: size for name, size in sizes.items() if size > 50}
    assert statistics.median(sizes.values()) <= 10


def test_no_module_has_a_vague_name() -> None:
    assert not [path for path in CODE if path.stem in VAGUE or path.parent.name in VAGUE]


def test_the_slack_entry_point_only_wires() -> None:
    tree = ast.parse((ROOT / "slack_app.py").read_text(encoding="utf-8"))
    imported = {
        node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }
    imported |= {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert imported <= {"__future__", "assistant", "sys", "typing", "logging", "signal", "structlog", "threading"}


def test_the_example_settings_are_those_of_the_code() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == env_example()


def test_no_file_of_npm_names_an_address() -> None:
    files = sorted((ROOT / "tests").glob("*/package*.json"))
    assert len(files) >= 2
    for file in files:
        assert "://" not in file.read_text(encoding="utf-8"), file


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^[\w.\[\]-]+==", lock, re.MULTILINE)
    assert len(pinned) > 50
    assert lock.count("--hash=sha256:") >= len(pinned)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    names = [re.match(r"[\w.-]+", each).group().lower() for each in wanted]  # type: ignore[union-attr]
    assert not [name for name in names if not re.search(rf"^{re.escape(name)}(\[[\w,]+\])?==", lock, re.MULTILINE)]


@pytest.mark.parametrize(
    "page",
    [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"],
    ids=lambda path: path.name,
)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_picture_of_the_architecture_is_true() -> None:
    named = re.findall(
        r"`((?:assistant|knowledge|prompts|evals|tests)/[\w/]*(?:\.py)?)`",
        (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"),
    )
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]
