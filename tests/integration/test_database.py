"""The database says plainly what is wrong, and a failed write keeps nothing."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import event, func, select

from knowledge.audit import AuditRow, note
from knowledge.database import Database
from retrieval.errors import Refused, Unavailable

NOW = datetime(2021, 12, 1, tzinfo=UTC)


def lines(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def test_a_moment_keeps_its_zone(database: Database):
    with database.write() as session:
        note(session, NOW.astimezone(timezone(timedelta(hours=5))), "test", "noted", "a thing")
    with database.read() as session:
        kept = session.scalars(select(AuditRow.at)).one()
    assert kept == NOW
    assert kept.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(database: Database):
    with pytest.raises(Exception, match="time zone"), database.write() as session:
        note(session, NOW.replace(tzinfo=None), "test", "noted", "a thing")
    assert lines(database) == 0


def test_a_write_is_all_or_nothing(database: Database):
    with pytest.raises(RuntimeError), database.write() as session:
        note(session, NOW, "test", "noted", "a thing")
        session.flush()
        raise RuntimeError("half-way")
    assert lines(database) == 0


def test_many_writers_queue_and_none_is_lost(database: Database):
    def write() -> None:
        for _ in range(10):
            with database.write() as session:
                note(session, NOW, "test", "noted", str(lines(database)))

    threads = [Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(database) == 80


def test_a_full_disk_is_said_so_and_nothing_is_half_written(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'small.db'}")
    database.migrate()
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
    database.close()
    with pytest.raises(Unavailable, match="The disk is full, so nothing was saved"), database.write() as session:
        for number in range(10_000):
            note(session, NOW, "test", "noted", f"{number:0120}")
    assert lines(database) == 0
    database.close()


def test_a_damaged_file_says_to_put_a_backup_in_its_place(tmp_path: Path):
    (tmp_path / "soundings.db").write_bytes(b"nothing like a database " * 100)
    database = Database(f"sqlite:///{tmp_path / 'soundings.db'}")
    with pytest.raises(Unavailable, match="The database file is damaged"):
        database.check()
    database.close()


def test_an_unreachable_server_says_what_to_check_and_names_no_host_but_in_the_log(caplog):
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable, match="Check DATABASE_URL") as refused:
        database.check()
    assert "127.0.0.1" not in str(refused.value)
    assert "127.0.0.1" in caplog.text


@pytest.mark.parametrize(
    "kind", ["postgres", "postgresql", "PostgreSQL", "postgresql+psycopg2", "postgresql+asyncpg", "postgres+psycopg"]
)
def test_every_form_of_a_postgresql_address_is_understood(kind: str):
    assert Database(f"{kind}://somebody@example.org/soundings").engine.url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize("address", ["not an address", "postgresql://u@example.org:port/n", "sqlite://var/x.db"])
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(Refused, match="DATABASE_URL is not a database address"):
        Database(address)


def test_another_kind_of_database_is_refused_without_repeating_its_password():
    with pytest.raises(Refused, match="begins with mysql, which is not used here") as refused:
        Database("mysql://somebody:hush@example.org/soundings")
    assert "hush" not in str(refused.value)


def test_an_option_of_an_address_that_is_not_known_is_said_so():
    with pytest.raises(Unavailable, match="an option that is not known here"):
        Database("postgresql://nobody@127.0.0.1:1/none?pool=true").check()


def test_a_database_exists_once_its_file_is_made(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'soundings.db'}")
    assert not database.exists()
    database.migrate()
    assert database.exists()
    database.close()
    assert Database("postgresql://somebody@example.org/soundings").exists()


def test_tables_that_are_missing_say_how_to_make_them(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(Unavailable, match="soundings migrate"):
        lines(database)
    database.close()
