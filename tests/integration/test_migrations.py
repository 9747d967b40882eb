"""The numbered migrations make exactly the tables the code expects, on both databases."""

import importlib
import pkgutil
import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import bot
import knowledge
from knowledge.database import Base, Database

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


def test_migrating_again_changes_nothing(database: Database):
    database.migrate()
    database.check()
