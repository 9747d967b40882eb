"""Settings, from the environment. `soundings doctor` shows them and what they do."""

import os
import secrets
from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from retrieval.errors import Unavailable


def _split(value: object) -> object:
    return frozenset(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Ids = Annotated[frozenset[str], NoDecode, BeforeValidator(_split)]


def _clock_times(value: object) -> object:
    if not isinstance(value, str):
        return value
    start, sign, end = value.partition("-")
    try:
        times = time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
    except ValueError:
        times = None
    if not sign or times is None or times[0] >= times[1]:
        raise ValueError("write two times of one day, such as 08:00-19:00")
    return times


ClockTimes = Annotated[tuple[time, time], NoDecode, BeforeValidator(_clock_times)]


class Settings(BaseSettings):
    """Everything that can be set. Names in the environment are the aliases, in capitals."""

    # The prefix keeps a field's own name (home, host) from being read as somebody else's variable (HOME).
    model_config = SettingsConfigDict(
        env_prefix="SOUNDINGS_", populate_by_name=True, extra="ignore", env_ignore_empty=True
    )

    home: Path = Field(Path("var"), alias="SOUNDINGS_HOME")
    database: str = Field("", alias="DATABASE_URL")
    chroma_url: str = Field("", alias="CHROMA_URL")
    model: str = Field("", alias="SOUNDINGS_MODEL")
    """Embedding model: a folder, or empty for the packaged one."""
    llm: str = Field("", alias="SOUNDINGS_LLM")
    """Language model that puts answers into words, as `provider:model`; empty for none."""
    llm_seconds: float = Field(12.0, alias="SOUNDINGS_LLM_SECONDS", gt=0, le=60)
    llm_daily_tokens: int = Field(500_000, alias="SOUNDINGS_LLM_DAILY_TOKENS", ge=0)
    secret_text: str = Field("", alias="SOUNDINGS_SECRET")
    reviewers: Ids = Field(frozenset(), alias="SOUNDINGS_REVIEWERS")
    admins: Ids = Field(frozenset(), alias="SOUNDINGS_ADMINS")
    public_url: str = Field("", alias="SOUNDINGS_URL")
    """Where people reach the web pages from outside; used for links in Slack and Teams."""
    tell_hours: ClockTimes = Field((time(8), time(19)), alias="SOUNDINGS_TELL_HOURS")
    """When contributors may be written to about their proposals, in English time."""
    tell_weekends: bool = Field(False, alias="SOUNDINGS_TELL_WEEKENDS")
    keep_turns: int = Field(1, alias="SOUNDINGS_KEEP_TURNS", ge=1)
    """Days that what was said is kept, for a page that shows it again and for repeated events."""
    keep_conversations: int = Field(30, alias="SOUNDINGS_KEEP_CONVERSATIONS", ge=7)
    """Days that an untouched conversation is kept, with the draft in it and the remembered setting and level."""
    keep_addresses: int = Field(365, alias="SOUNDINGS_KEEP_ADDRESSES", ge=0)
    """Days after a proposal's last change; 0 keeps for ever. The same for the next two."""
    keep_contributors: int = Field(730, alias="SOUNDINGS_KEEP_CONTRIBUTORS", ge=0)
    keep_withdrawn: int = Field(90, alias="SOUNDINGS_KEEP_WITHDRAWN", ge=0)
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8000, alias="PORT", ge=0, le=65535)
    slack_bot_token: str = Field("", alias="SLACK_BOT_TOKEN")
    slack_signing_secret: str = Field("", alias="SLACK_SIGNING_SECRET")
    slack_app_token: str = Field("", alias="SLACK_APP_TOKEN")
    slack_client_id: str = Field("", alias="SLACK_CLIENT_ID")
    """With its secret: many workspaces, by OAuth; without: the one of the bot token."""
    slack_client_secret: str = Field("", alias="SLACK_CLIENT_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    teams_client_id: str = Field("", alias="TEAMS_CLIENT_ID")
    teams_client_secret: str = Field("", alias="TEAMS_CLIENT_SECRET")
    teams_tenant_id: str = Field("", alias="TEAMS_TENANT_ID")
    teams_openid_metadata_url: str = Field("", alias="TEAMS_OPENID_METADATA_URL")
    teams_unauthenticated: bool = Field(False, alias="DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS")
    """Teams without a token check, to try it on one's own machine; refused on anything but loopback."""

    @property
    def database_url(self) -> str:
        """The database: DATABASE_URL, or SQLite in the state folder."""
        return self.database or f"sqlite:///{(self.home / 'soundings.db').resolve()}"

    @cached_property
    def secret(self) -> str:
        """The secret all keys come from: SOUNDINGS_SECRET, or one made once and kept in the state folder."""
        if self.secret_text:
            return self.secret_text
        path = self.prepare_home() / "secret"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="utf-8").strip()
        made = secrets.token_urlsafe(48)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(made)
        return made

    def prepare_home(self) -> Path:
        """Make the state folder if need be. Raises Unavailable when that cannot be."""
        try:
            self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise Unavailable(
                f"The state folder {self.home} cannot be made ({error.strerror}). "
                "Set SOUNDINGS_HOME to a folder you may write to."
            ) from error
        return self.home
