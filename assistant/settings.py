"""Every setting, read once from the environment and `.env`. `.env.example` is generated from this class."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import platformdirs
from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import OperatorError

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

ENV_FILE = ".env"


def _named(name: str, description: str, default: Any = None) -> Any:  # noqa: ANN401 - a field of any type
    return Field(default=default, validation_alias=name, description=description)


def _link_pattern(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"https?://[^/{}\s]+/[^{}\s]*\{deal\}[^{}\s]*", value):
        raise ValueError("write it as https://crm.example/deals/{deal}, with {deal} where the deal's id stands")
    return value


class Settings(BaseSettings):
    """What an operator can choose. Frozen; built by `read_settings` at the entry points alone."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8", frozen=True, extra="ignore", env_ignore_empty=True
    )

    home: Annotated[Path, AfterValidator(Path.expanduser)] = _named(
        "RIGHTSIDE_HOME",
        "Folder of the embedded database, vector store and files.",
        Path(platformdirs.user_data_dir("rightside", appauthor=False)),
    )
    database_url: str | None = _named(
        "RIGHTSIDE_DATABASE_URL", "SQLAlchemy URL of the database; SQLite in the home folder without it."
    )
    chroma_url: str | None = _named(
        "RIGHTSIDE_CHROMA_URL", "A Chroma server; the embedded store in the home folder without it."
    )
    organisation: str = _named("RIGHTSIDE_ORGANISATION", "The organisation that the terminal works for.", "default")
    timezone: str = _named("RIGHTSIDE_TIMEZONE", "Time zone of the terminal's user, an IANA name.", "UTC")
    today: date | None = _named("RIGHTSIDE_TODAY", "Fixes the day, for demonstrations on old data (YYYY-MM-DD).")
    log_level: str = _named(
        "RIGHTSIDE_LOG_LEVEL", "How much is logged on stderr: debug, info, warning, error.", "warning"
    )
    openai_api_key: SecretStr | None = _named(
        "OPENAI_API_KEY", "Key of an OpenAI-compatible endpoint; the local reader without it."
    )
    openai_base_url: str | None = _named("OPENAI_BASE_URL", "Address of that endpoint; OpenAI's without it.")
    model: str = _named("RIGHTSIDE_MODEL", "The chat model that reads messages.", "gpt-4.1-mini")
    model_timeout: float = _named(
        "RIGHTSIDE_MODEL_TIMEOUT", "Seconds after which the local reader answers instead of the model.", 20.0
    )
    embedding_model: str | None = _named(
        "RIGHTSIDE_EMBEDDING_MODEL", "An embedding model of the endpoint; the packaged one without it."
    )
    shared_data: Path | None = _named(
        "RIGHTSIDE_SHARED_DATA", "Folder of the outside sets of rightside eval; beside the checkout without it."
    )
    slack_bot_token: SecretStr | None = _named("SLACK_BOT_TOKEN", "Bot token of a single workspace (xoxb-…).")
    slack_app_token: SecretStr | None = _named("SLACK_APP_TOKEN", "App token (xapp-…); chooses Socket Mode.")
    slack_signing_secret: SecretStr | None = _named(
        "SLACK_SIGNING_SECRET", "Signing secret; without an app token Slack's requests are answered over HTTP."
    )
    slack_client_id: str | None = _named("SLACK_CLIENT_ID", "Client id of an app that many workspaces install (OAuth).")
    slack_client_secret: SecretStr | None = _named("SLACK_CLIENT_SECRET", "Client secret of that app.")
    slack_api_url: str = _named(
        "SLACK_API_URL", "Base address of the Slack API (GovSlack, tests).", "https://slack.com/api/"
    )
    deal_link: Annotated[str | None, AfterValidator(_link_pattern)] = _named(
        "RIGHTSIDE_DEAL_LINK",
        "Address of a deal in the CRM, such as https://crm.example/deals/{deal}; its links get a preview in Slack.",
    )
    salesforce_username: str | None = _named("SALESFORCE_USERNAME", "The Salesforce user that deals are read as.")
    salesforce_password: SecretStr | None = _named(
        "SALESFORCE_PASSWORD", "Their password; not needed with a connected app's certificate."
    )
    salesforce_security_token: SecretStr | None = _named(
        "SALESFORCE_SECURITY_TOKEN", "Their security token; not needed from a trusted network."
    )
    salesforce_consumer_key: str | None = _named(
        "SALESFORCE_CONSUMER_KEY", "Consumer key of a connected app that signs in with a certificate (JWT)."
    )
    salesforce_private_key_file: Path | None = _named(
        "SALESFORCE_PRIVATE_KEY_FILE", "File of that certificate's private key, PEM."
    )
    salesforce_domain: str = _named(
        "SALESFORCE_DOMAIN",
        "What stands before .salesforce.com: login, test (sandbox), or your own such as acme.my.",
        "login",
    )
    http_host: str = _named("RIGHTSIDE_HTTP_HOST", "Address that the HTTP server listens on.", "127.0.0.1")
    http_port: int = _named("RIGHTSIDE_HTTP_PORT", "Port that the HTTP server listens on.", 3000)
    public_url: str | None = _named(
        "RIGHTSIDE_PUBLIC_URL", "Where the HTTP server is reached from outside; OAuth's redirect address is under it."
    )
    secret_key: SecretStr | None = _named(
        "RIGHTSIDE_SECRET_KEY",
        "Encrypts Slack tokens at rest, required with OAuth; several with commas: the first encrypts, all decrypt.",
    )

    @property
    def database(self) -> str:
        """The database's URL, the embedded one by default."""
        return self.database_url or f"sqlite:///{self.home / 'rightside.db'}"


def read_settings(**given: object) -> Settings:
    """The settings, with those given by name in place of the environment's; `OperatorError` where one is bad."""
    try:
        return Settings(**{name_of(Settings.model_fields[key]): value for key, value in given.items()})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise OperatorError(
            f"A setting cannot be used ({faults}); correct it in the environment or in .env."
        ) from error


def name_of(field: FieldInfo) -> str:
    """The environment's name of a setting."""
    return str(field.validation_alias)


def origin_of(name: str) -> str:
    """Where a setting's value came from: the environment, `.env`, or the default."""
    given = {key.upper() for key, value in os.environ.items() if value}  # noqa: TID251 - the one reader of it
    if name in given:
        return "environment"
    return ENV_FILE if name in {key.upper() for key, value in dotenv_values(ENV_FILE).items() if value} else "default"


def env_example() -> str:
    """The text of `.env.example`: every setting with its meaning and default, commented out."""
    lines = [
        "# Rightside's settings: copy to .env and remove the # where you want to change one.",
        "# Generated by: make env-example",
        "",
    ]
    for field in Settings.model_fields.values():
        secret_or_path = field.default is None or isinstance(field.default, Path)
        lines += [f"# {field.description}", f"# {name_of(field)}={'' if secret_or_path else field.default}", ""]
    return "\n".join(lines)
