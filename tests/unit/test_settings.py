"""Settings come from the environment, and the secret is made once."""

import stat
from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from retrieval.errors import Unavailable


def test_without_an_environment_everything_is_embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path / 'var' / 'soundings.db'}"
    assert (settings.host, settings.port, settings.llm, settings.chroma_url) == ("127.0.0.1", 8000, "", "")


def test_ids_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOUNDINGS_REVIEWERS", "slack:T1/U2, teams:tenant/object,")
    assert Settings().reviewers == {"slack:T1/U2", "teams:tenant/object"}


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    made = Settings(home=tmp_path / "state").secret
    assert len(made) >= 48
    assert Settings(home=tmp_path / "state").secret == made
    assert stat.S_IMODE((tmp_path / "state" / "secret").stat().st_mode) == 0o600


def test_a_given_secret_is_used_and_not_kept(tmp_path: Path):
    assert Settings(home=tmp_path, secret_text="from outside").secret == "from outside"
    assert not (tmp_path / "secret").exists()


def test_a_state_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="Set SOUNDINGS_HOME to a folder you may write to"):
        Settings(home=tmp_path / "file" / "state").prepare_home()


def test_contributors_are_written_to_by_day_unless_set_otherwise(monkeypatch: pytest.MonkeyPatch):
    assert Settings().tell_hours == (time(8), time(19))
    monkeypatch.setenv("SOUNDINGS_TELL_HOURS", "09:30 - 17:00")
    assert Settings().tell_hours == (time(9, 30), time(17))


@pytest.mark.parametrize("odd", ["nine to five", "19:00-08:00", "08:00"])
def test_hours_that_cannot_be_read_are_refused(monkeypatch: pytest.MonkeyPatch, odd: str):
    monkeypatch.setenv("SOUNDINGS_TELL_HOURS", odd)
    with pytest.raises(ValidationError, match="such as 08:00-19:00"):
        Settings()
