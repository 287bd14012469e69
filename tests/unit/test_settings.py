from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pytest reads annotations of fixtures

import pytest

from assistant.errors import OperatorError
from assistant.settings import Settings, env_example, name_of, origin_of, read_settings


def test_only_the_documented_names_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RIGHTSIDE_HOME")
    for name in ("HOME", "MODEL", "ORGANISATION", "TIMEZONE", "DATABASE_URL"):
        monkeypatch.setenv(name, "/not/ours")
    settings = read_settings()
    assert settings.home.name == "rightside"
    assert "/not/ours" not in {str(value) for value in settings.model_dump().values() if value != settings.home}
    assert settings.database == f"sqlite:///{settings.home / 'rightside.db'}"


def test_values_come_from_the_environment_then_the_file_then_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Settings.model_config, "env_file", ".env")
    (tmp_path / ".env").write_text("RIGHTSIDE_MODEL=from-file\nRIGHTSIDE_ORGANISATION=file-org\n", encoding="utf-8")
    monkeypatch.setenv("RIGHTSIDE_MODEL", "from-environment")
    settings = read_settings()
    assert (settings.model, settings.organisation) == ("from-environment", "file-org")
    assert [origin_of(name) for name in ("RIGHTSIDE_MODEL", "RIGHTSIDE_ORGANISATION", "RIGHTSIDE_TIMEZONE")] == [
        "environment",
        ".env",
        "default",
    ]


def test_given_values_win_and_an_empty_one_is_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSIDE_MODEL", "")
    monkeypatch.setenv("RIGHTSIDE_ORGANISATION", "theirs")
    settings = read_settings(organisation="ours")
    assert settings.model == Settings.model_fields["model"].default
    assert settings.organisation == "ours"


def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGHTSIDE_TODAY", "soon")
    with pytest.raises(OperatorError, match="RIGHTSIDE_TODAY"):
        read_settings()


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert "sk-secret" not in repr(read_settings())


def test_the_example_names_every_setting() -> None:
    text = env_example()
    assert all(f"# {name_of(field)}=" in text for field in Settings.model_fields.values())
