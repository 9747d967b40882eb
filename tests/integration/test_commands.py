"""The `soundings` command: what it prints, and how it refuses: one clear sentence, a non-zero exit, nothing lost."""

from pathlib import Path

import pytest
from commanding.running import Command, Done

pytest_plugins = ["commanding.fixtures"]


def assert_refused(done: Done, *, status: int, says: str) -> None:
    assert done.status == status, done.errors
    assert says in done.errors
    assert "Traceback" not in done.errors
    assert len(done.errors.strip().splitlines()) <= 3, done.errors


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("knowledge", "add", "missing.txt"), "missing.txt"),
        (("knowledge", "add", "."), "folder"),
        (("knowledge", "add", "a.txt", "b.txt", "--as", "parking"), "--as is for one document"),
        (("knowledge", "add", "a.txt", "b.txt", "--title", "Parking"), "--title is for one document"),
        (("knowledge", "show", "no-such-document"), "no-such-document"),
        (("knowledge", "rollback", "who-leads-the-review", "--version", "99"), "99"),
        (("knowledge", "wordings", "no-such-document"), "no-such-document"),
        (("knowledge", "wordings", "--approve", "99"), "No suggestion 99 waits"),
        (("knowledge", "wordings", "--reject", "9" * 30), "No suggestion"),
        (("knowledge", "wordings", "--ask"), "Name the document"),
        (("knowledge", "wordings", "who-leads-the-review", "--ask"), "No language model is set"),
        (("proposals", "show", "P-999999"), "P-999999"),
        (("proposals", "import", "missing.csv"), "missing.csv"),
        (("proposals", "import", "missing.csv", "--column", "proposal"), "field=column"),
        (("proposals", "search", "coach", "--setting", "the moon"), "the moon"),
        (("token", "revoke", "99"), "no token 99"),
        (("token", "create", "--role", "admin", "--note", "caf\udce9"), "Set the terminal to UTF-8"),
        (("slack",), "Set SLACK_APP_TOKEN first"),
        (("evaluate", "answers", "--plot", "missing/x.svg"), "missing/x.svg cannot be written"),
        (("evaluate", "privacy", "--plot", "x.svg"), "--plot draws how answers do"),
    ],
)
def test_what_is_not_there_is_said_so(command: Command, arguments: tuple[str, ...], says: str):
    assert_refused(command(*arguments), status=2, says=says)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("no-such-command",),
        ("ask", "x", "--no-such"),
        ("token", "create", "--role", "king"),
        ("token", "revoke", "9" * 30),
    ],
)
def test_misuse_ends_with_status_2(command: Command, arguments: tuple[str, ...]):
    done = command(*arguments)
    assert (done.status, done.output) == (2, "")
    assert "Traceback" not in done.errors


@pytest.mark.parametrize("question", ["", "   ", "\x00\x07", "x" * 100_000, "😀😀😀", "什么时候报告？"])
def test_an_odd_question_gets_a_clear_end(command: Command, question: str):
    done = command("ask", question, "--json")
    assert done.status in (0, 2)
    assert "Traceback" not in done.errors
    if done.status == 0:
        assert done.json()["status"] in ("related", "not_covered")


def test_an_unreachable_database_says_what_to_check(bare_command: Command, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert_refused(bare_command("proposals", "list"), status=1, says="Check DATABASE_URL")


def test_a_database_address_that_is_none_says_so(bare_command: Command, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "not an address")
    assert_refused(bare_command("proposals", "list"), status=2, says="DATABASE_URL")


def test_a_missing_model_says_what_to_do(bare_command: Command, home: Path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_HOME", str(home))
    monkeypatch.setenv("SOUNDINGS_MODEL", str(home / "no-model"))
    assert_refused(bare_command("ask", "who leads the review?"), status=1, says="SOUNDINGS_MODEL")


def test_a_state_folder_in_the_way_of_a_file_says_what_to_do(bare_command: Command, tmp_path: Path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SOUNDINGS_HOME", str(tmp_path / "file"))
    assert_refused(bare_command("proposals", "list"), status=1, says="SOUNDINGS_HOME")


def test_a_port_that_makes_no_sense_is_named(bare_command: Command, monkeypatch):
    monkeypatch.setenv("PORT", "a lot")
    assert_refused(bare_command("doctor"), status=2, says="PORT")


def test_the_doctor_says_what_works(command: Command):
    done = command("doctor", "--json")
    states = {check["part"]: check["state"] for check in done.json()}
    assert done.status == 0
    assert states["database"] == states["knowledge"] == states["embedding model"] == "works"
    assert states["Slack"] == states["Teams"] == "off"


def test_the_doctor_changes_nothing(bare_command: Command, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_HOME", str(tmp_path))
    monkeypatch.setenv("SOUNDINGS_LLM", "openai:gpt-4o-mini")
    done = bare_command("doctor", "--json")
    states = {check["part"]: check["state"] for check in done.json()}
    assert (done.status, states["database"], states["knowledge"], states["secret"]) == (0, "off", "off", "off")
    assert list(tmp_path.iterdir()) == []


def test_the_doctor_reports_what_is_broken_and_the_fix(bare_command: Command, home: Path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_HOME", str(home))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    done = bare_command("doctor")
    assert done.status == 1
    assert "[FIX] database" in done.output
    assert "Check DATABASE_URL" in done.output


def test_a_document_is_added_once_replaced_rolled_back_and_removed(command: Command, tmp_path: Path):
    page = tmp_path / "parking.md"
    page.write_text("# Parking\n\nParking at the review's workshops is free for everyone who comes.\n")
    assert command("knowledge", "add", str(page)).status == 0
    command("knowledge", "add", str(page))
    assert len(command("knowledge", "history", "parking", "--json").json()) == 1
    page.write_text("# Parking\n\nParking at the review's workshops costs two pounds a day.\n")
    command("knowledge", "add", str(page))
    assert "two pounds" in command("ask", "What does parking cost at the workshops?", "--json").output
    assert command("knowledge", "rollback", "parking", "--version", "1").status == 0
    assert "two pounds" not in command("ask", "What does parking cost at the workshops?", "--json").output
    listed = {row["document"]: row for row in command("knowledge", "list", "--json").json()}
    assert {"document", "title", "version", "valid_from", "valid_to"} <= set(listed["parking"])
    assert "rollback parking --version 1`" in command("knowledge", "remove", "parking", "--yes").errors
    wording = command("knowledge", "wording", "parking", "Where do I leave my car?")
    assert_refused(wording, status=2, says="`soundings knowledge rollback parking --version 1`")
    assert "parking" not in {row["document"] for row in command("knowledge", "list", "--json").json()}
    assert "Parking at the review" not in command("ask", "What does parking cost at the workshops?", "--json").output


def test_an_import_says_which_columns_were_not_used(command: Command, tmp_path: Path):
    source = tmp_path / "comments.csv"
    source.write_text("Proposal,votes\nWard managers need protected time to lead their teams,7\n")
    assert "Columns that were not used: votes." in command("proposals", "import", str(source)).errors


def test_measuring_without_public_texts_says_what_is_left_out(command: Command):
    done = command("evaluate", "search", "--data", "nowhere")
    assert done.status == 0
    assert "There is no folder nowhere" in done.errors


def test_every_command_is_listed_with_a_whole_sentence(command: Command):
    assert "..." not in command("--help").output.partition("Commands:")[2]


def test_proposals_go_in_from_a_file_and_out_again(command: Command, tmp_path: Path):
    source = tmp_path / "comments.csv"
    source.write_text("id,comment-body\n1,Ward managers need protected time to lead their teams\n2,short\n")
    done = command("proposals", "import", str(source), "--column", "proposal=comment-body", "--json").json()
    assert (done["imported"], len(done["refused"])) == (1, 1)
    again = command("proposals", "import", str(source), "--column", "proposal=comment-body", "--json").json()
    assert (again["imported"], again["already"]) == (0, 1)
    found = command("proposals", "search", "hours set aside for leading", "--json").json()
    assert found[0]["proposal"] == "Ward managers need protected time to lead their teams"
    assert {"reference", "score", "setting", "level", "themes"} <= set(found[0])
    assert command("proposals", "export", str(tmp_path / "all.json")).status == 0
    assert "protected time" in (tmp_path / "all.json").read_text()


def test_a_list_says_how_many_there_are_beyond_it(command: Command, tmp_path: Path):
    source = tmp_path / "some.csv"
    source.write_text("proposal\n" + "\n".join(f"Ward {number} needs a coach for its managers" for number in range(3)))
    command("proposals", "import", str(source))
    assert "newest 2 of 3." in command("proposals", "list", "--limit", "2").errors
    assert "newest" not in command("proposals", "list").errors


def test_a_conversation_through_a_pipe(command: Command, monkeypatch):

    said = "who leads the review?\nI think every new care home manager should get a coach for the first year\nsubmit\n"
    done = command("chat", stdin=said)
    assert done.status == 0
    assert "Messenger" in done.output
    assert "Your receipt:" in done.output


def test_a_pipe_in_another_encoding_is_answered_to_its_end(command: Command):
    done = command("chat", stdin="what is a “café” manager?\nwho leads the review?\n".encode("cp1252"))
    assert done.status == 0
    assert "Messenger" in done.output


def test_an_admin_erases_a_proposal_after_being_asked(command: Command, parts, tmp_path: Path, monkeypatch):
    source = tmp_path / "one.csv"
    source.write_text("proposal\nZebras should supervise the marmalade rota of every ward\n")
    command("proposals", "import", str(source))
    (found,) = command("proposals", "list", "--json").json()
    monkeypatch.setattr("typer.confirm", lambda question, **_: found["reference"] not in question)
    assert "Nothing was erased" in command("proposals", "erase", found["reference"]).errors
    assert "is erased" in command("proposals", "erase", found["reference"].lower(), "--yes").errors
    assert command("proposals", "search", "zebras marmalade", "--json").json() == []
    assert command("proposals", "erase", found["reference"], "--yes").status == 2
    left = [file for file in parts.settings.home.rglob("*") if file.is_file() and b"armalad" in file.read_bytes()]
    assert left == []


def test_facets_and_what_is_like_one_proposal_are_shown(command: Command, tmp_path: Path):
    source = tmp_path / "some.csv"
    source.write_text(
        "proposal,setting\n"
        "Every new care home manager should get a coach for the first year,adult social care\n"
        "Give newly appointed registered managers a mentor from another home,adult social care\n"
        "Run the leadership courses at night for ambulance crews,ambulance\n"
    )
    command("proposals", "import", str(source))
    counted = command("proposals", "facets", "--setting", "ambulance", "--json").json()
    assert counted["setting"] == {"adult social care": 2, "ambulance": 1}
    assert counted["status"] == {"received": 1}
    coach = command("proposals", "search", "a coach for the first year", "--json").json()[0]["reference"]
    near = command("proposals", "similar", coach, "--json").json()
    assert "mentor from another home" in near[0]["proposal"]
    assert coach not in [one["reference"] for one in near]
