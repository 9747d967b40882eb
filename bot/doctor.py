"""What is configured, what works, what does not, and the fix: one check a part, none of which changes anything."""

import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.settings import Settings
from retrieval.errors import SoundingsError

State = Literal["works", "off", "broken"]
LITTLE_ROOM = 200 * 1024 * 1024


class Check(BaseModel):
    """One part: whether it works, what to know, and how to mend it."""

    model_config = ConfigDict(frozen=True)

    part: str
    state: State
    says: str
    fix: str = ""


def examine(settings: Settings) -> list[Check]:
    """Check every part. A part that breaks while being checked is reported, not raised."""
    parts: tuple[tuple[str, Callable[[Settings], Iterator[Check]]], ...] = (
        ("state folder", _home),
        ("secret", _secret),
        ("database", _database),
        ("knowledge", _knowledge),
        ("vector index", _index),
        ("embedding model", _model),
        ("language model", _llm),
        ("web pages", _web),
        ("Slack", _slack),
        ("Teams", _teams),
        ("people", _people),
    )
    return [found for part, check in parts for found in _guarded(part, check, settings)]


def _guarded(part: str, check: Callable[[Settings], Iterator[Check]], settings: Settings) -> list[Check]:
    try:
        return list(check(settings))
    except SoundingsError as error:
        return [Check(part=part, state="broken", says="does not work.", fix=str(error))]
    except Exception as error:
        return [Check(part=part, state="broken", says=f"could not be checked ({type(error).__name__}: {error}).")]


def _home(settings: Settings) -> Iterator[Check]:
    home = settings.home
    if not home.exists():
        yield Check(part="state folder", state="off", says=f"{home} is made at the first start.")
        return
    if not _writable(home):
        fix = "Give its owner the right to write, or set SOUNDINGS_HOME to another folder."
        yield Check(part="state folder", state="broken", says=f"{home} cannot be written to.", fix=fix)
        return
    free = shutil.disk_usage(home).free
    if free < LITTLE_ROOM:
        says = f"only {free // 2**20} MB are free on its disk."
        yield Check(part="state folder", state="broken", says=says, fix="Make room before proposals cannot be kept.")
        return
    yield Check(part="state folder", state="works", says=f"{home}, {free // 2**30} GB free.")


def _writable(folder: Path) -> bool:
    try:
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError:
        return False
    return True


def _secret(settings: Settings) -> Iterator[Check]:
    if settings.secret_text:
        yield Check(part="secret", state="works", says="from SOUNDINGS_SECRET.")
    elif not (settings.home / "secret").exists():
        yield Check(part="secret", state="off", says="is made in the state folder at the first start.")
    else:
        says = f"kept in {settings.home / 'secret'}. Back it up with the database: receipts depend on it."
        yield Check(part="secret", state="works", says=says)


def _database(settings: Settings) -> Iterator[Check]:
    from knowledge.database import Database

    database = Database(settings.database_url)
    if not database.exists():
        yield Check(part="database", state="off", says="is made at the first start.")
        return
    database.check()
    kind = "SQLite in the state folder" if database.is_sqlite else "PostgreSQL"
    database.close()
    yield Check(part="database", state="works", says=f"{kind} answers.")


def _knowledge(settings: Settings) -> Iterator[Check]:
    from bot.app import Soundings

    parts = Soundings(settings)
    if not parts.database.exists():
        yield Check(part="knowledge", state="off", says="the built-in articles are indexed at the first start.")
        return
    documents = parts.library.list()
    parts.database.close()
    if documents:
        yield Check(part="knowledge", state="works", says=f"{len(documents)} documents.")
    else:
        yield Check(part="knowledge", state="broken", says="there are no documents.", fix="Run `soundings migrate`.")


def _index(settings: Settings) -> Iterator[Check]:
    from retrieval.vectors import VectorIndex

    if not settings.chroma_url:
        yield Check(part="vector index", state="works", says="Chroma in the state folder, owned by the server.")
        return
    index = VectorIndex.connect(settings.chroma_url)
    index.heartbeat()
    yield Check(part="vector index", state="works", says="the Chroma server answers.")


def _model(settings: Settings) -> Iterator[Check]:
    from retrieval.embedding import load_embedder

    embedder = load_embedder(settings.model)
    embedder.embed(["Is anybody there?"])
    yield Check(part="embedding model", state="works", says=f"{embedder.name}, {embedder.dimension} dimensions.")


def _llm(settings: Settings) -> Iterator[Check]:
    if not settings.llm:
        yield Check(part="language model", state="off", says="none (SOUNDINGS_LLM is empty). Answers are quotes.")
        return
    provider, _, model = settings.llm.partition(":")
    if not provider or not model:
        fix = "Write it as provider:model, such as openai:gpt-4o-mini."
        yield Check(part="language model", state="broken", says=f"SOUNDINGS_LLM={settings.llm} is odd.", fix=fix)
    elif find_spec(f"langchain_{provider.replace('-', '_')}") is None:
        fix = f"Install it: pip install langchain-{provider}."
        yield Check(part="language model", state="broken", says=f"the part for {provider} is missing.", fix=fix)
    else:
        bounds = f"{settings.llm_seconds:g} s an answer, {settings.llm_daily_tokens:,} tokens a day, {_used(settings)}"
        says = f"{model} by {provider} (not called by this check); {bounds}."
        yield Check(part="language model", state="works", says=says)


def _used(settings: Settings) -> str:
    from bot.app import now
    from knowledge.database import Database
    from knowledge.writing.budget import Budget

    database = Database(settings.database_url)
    if not database.exists():
        return "none used yet"
    used = Budget(database, settings.llm_daily_tokens, now).used()
    database.close()
    return f"{used:,} used today"


def _web(settings: Settings) -> Iterator[Check]:
    assets = Path(__file__).parent / "channels" / "web" / "assets" / "govuk-frontend.min.css"
    if assets.exists():
        yield Check(part="web pages", state="works", says=f"on {settings.host}, port {settings.port}.")
    else:
        fix = "With Node installed, run `make assets` for their full look."
        yield Check(part="web pages", state="works", says="complete, but plain.", fix=fix)


def _slack(settings: Settings) -> Iterator[Check]:
    given = [settings.slack_bot_token, settings.slack_signing_secret, settings.slack_app_token]
    if not any([*given, settings.slack_client_id]):
        yield Check(part="Slack", state="off", says="not set up. docs/slack.md shows how, in ten minutes.")
        return
    from bot.channels.slack import doctor

    for state, says, fix in doctor.check(settings):
        yield Check(part="Slack", state=state, says=says, fix=fix)


def _teams(settings: Settings) -> Iterator[Check]:
    if not settings.teams_client_id and not settings.teams_unauthenticated:
        yield Check(part="Teams", state="off", says="not set up. docs/teams.md shows how.")
        return
    from bot.channels.teams import doctor

    for state, says, fix in doctor.check(settings):
        yield Check(part="Teams", state=state, says=says, fix=fix)


def _people(settings: Settings) -> Iterator[Check]:
    if settings.reviewers or settings.admins:
        says = f"{len(settings.reviewers)} reviewers and {len(settings.admins)} admins are named."
        yield Check(part="people", state="works", says=says)
    else:
        fix = "Set SOUNDINGS_REVIEWERS and SOUNDINGS_ADMINS, or make a key: `soundings token create --role reviewer`."
        yield Check(part="people", state="off", says="nobody is named as reviewer or admin.", fix=fix)
