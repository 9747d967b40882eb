"""The numbered migrations make exactly the tables the code expects, on both databases."""

import importlib
import pkgutil
import warnings
from collections.abc import Callable
from datetime import UTC, datetime

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import select

import bot
import knowledge
from knowledge.database import MIGRATIONS, Base, Database
from knowledge.proposals.model import Draft
from knowledge.proposals.reviewing import Reviews
from knowledge.proposals.store import Entry, ProposalStore
from knowledge.proposals.tables import NoticeRow

NOON = datetime(2021, 12, 1, 12, tzinfo=UTC)

KEYWORD_TABLES = ("passage_keywords", "proposal_keywords")


def import_all_tables() -> None:
    for package in (knowledge, bot):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name and not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", "")
    return not str(table or "").startswith(KEYWORD_TABLES)


def test_the_migrations_make_the_tables_the_code_expects(database: Database):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import_all_tables()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_kept_stays_when_tables_are_made_anew(database: Database, embedder, keys):
    store, now = ProposalStore(database, embedder, keys, None, lambda: NOON), lambda: NOON
    store.keep_imported([Entry(key="one", draft=Draft(proposal="Give managers a coach", title="Coaches"))])
    reviews = Reviews(database, now)
    group = reviews.group("Coaches", ["P-1001"], by="test")
    with database.write() as session:
        session.add(NoticeRow(id=3, proposal=1, about="news", due=None, attempts=1))
    move(database, command.downgrade, "0011")
    move(database, command.upgrade, "head")
    assert reviews.groups() == [group]
    assert [one.reference for one in group.proposals] == ["P-1001"]
    with database.read() as session:
        assert [(row.id, row.about) for row in session.scalars(select(NoticeRow))] == [(3, "news")]


def move(database: Database, go: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.engine.execution_options(soundings_write=True).begin() as connection:
        config.attributes["connection"] = connection
        go(config, revision)


def test_migrating_again_changes_nothing(database: Database):
    database.migrate()
    database.check()
