"""Admins in Teams: drop a document, see what changes, say yes; everybody else gets a polite no."""

from types import SimpleNamespace

import httpx
import pytest
from teams_platform.bot import Bot, parts_with, teams_settings
from teams_platform.people import Person
from teams_platform.tokens import TENANT

from bot.channels.teams.keeping import FILE, LARGEST, download
from knowledge.documents.library import Library
from retrieval.errors import Refused

pytest_plugins = ["teams_platform.fixtures"]
LETTER = b"# Car parking\n\nStaff car parking at the review's site visits is free of charge for everyone.\n"


@pytest.fixture
def admins(microsoft, sqlite_database, keys, core, embedder):
    from datetime import UTC, datetime

    embedder.embed(["warm up"])
    settings = teams_settings(microsoft, admins=f"teams:{TENANT}/object-adm")
    made = parts_with(sqlite_database, keys, settings, core)
    made.__dict__["library"] = Library(sqlite_database, embedder, lambda: datetime.now(UTC))
    gaps = [SimpleNamespace(question="Is parking free?", count=2)]
    made.__dict__["questions"] = SimpleNamespace(gaps=lambda: gaps)
    with Bot(made) as bot, httpx.Client(base_url=bot.url, timeout=60) as client:
        yield made.library, lambda name: Person(microsoft, client, name)


def drops(person: Person, name: str = "parking.md", path: str = "letter", text: str = "") -> None:
    content = {"downloadUrl": f"{person.microsoft.root}/files/{path}", "fileType": "md"}
    person.says(text, attachments=[{"contentType": FILE, "name": name, "content": content}])


def test_an_admin_sees_what_a_document_changes_and_says_yes(microsoft, admins):
    library, person = admins
    microsoft.files["letter"] = LETTER
    adm = person("adm")
    drops(adm)
    card = microsoft.wait_for(1)[0].card
    assert "would be a new document" in str(card)
    assert "free of charge for everyone" in str(card)
    assert library.list() == []
    done = adm.presses(card, "Add it").json()
    assert "parking" in str(done).lower()
    (listed,) = library.list()
    assert "gone" not in str(adm.presses(card, "Leave it").json())
    adm.says("documents")
    assert listed.document in microsoft.wait_for(2)[1].text
    adm.says(f"history {listed.document}")
    assert "version 1" in microsoft.wait_for(3)[2].text
    microsoft.files["letter"] = LETTER.replace(b"free of charge", b"five pounds")
    drops(adm)
    changes = microsoft.wait_for(4)[3].card
    assert "five pounds" in str(changes)
    assert "free of charge" in str(changes)
    adm.presses(changes, "Add it")
    adm.says(f"roll back {listed.document} to version 1")
    microsoft.wait_for(5)
    assert [one.current for one in library.history(listed.document)] in ([True, False], [False, True])
    assert next(one.version for one in library.history(listed.document) if one.current) == 1


def test_an_admin_sees_from_when_a_version_is_answered_from_and_which_details_change(microsoft, admins):
    library, person = admins
    library.add_bytes(LETTER, "parking.md", by="t")
    library.add_bytes(LETTER, "parking.md", by="t", valid_from="2100-01-01")
    person("adm").says("history parking")
    assert "takes over on 1 January 2100" in microsoft.wait_for(1)[0].text
    microsoft.files["letter"] = LETTER
    drops(person("adm"))
    assert "First day it is answered from: 1 January 2100 becomes nothing" in str(microsoft.wait_for(2)[1].card)


def test_help_tells_an_admin_what_to_type(microsoft, admins):
    admins[1]("adm").says("help")
    assert "roll back ID" in microsoft.wait_for(2)[1].text


def test_questions_without_answers_are_listed(microsoft, admins, core):
    admins[1]("adm").says("gaps")
    assert "2 × Is parking free?" in microsoft.wait_for(1)[0].text
    admins[1]("ann").says("gaps")
    assert microsoft.wait_for(2)[1].text == "You said: gaps"


def test_leaving_it_keeps_nothing(microsoft, admins):
    library, person = admins
    microsoft.files["letter"] = LETTER
    adm = person("adm")
    drops(adm)
    card = microsoft.wait_for(1)[0].card
    assert "Left as it was" in str(adm.presses(card, "Leave it").json())
    assert "not waiting" in str(adm.presses(card, "Add it").json())
    assert library.list() == []


@pytest.mark.parametrize(("name", "said"), [("ann", "I have not read the file"), ("adm", "would be a new document")])
def test_words_sent_with_a_file_are_heard_too(microsoft, admins, name, said):
    microsoft.files["letter"] = LETTER
    drops(admins[1](name), text="Every ward should have a coach")
    of_file, of_words = microsoft.wait_for(2)
    assert said in f"{of_file.text} {of_file.card}"
    assert of_words.text == "You said: Every ward should have a coach"


def test_somebody_else_gets_a_polite_no_and_nothing_is_fetched(microsoft, admins, core):
    _, person = admins
    microsoft.files["letter"] = LETTER
    ann = person("ann")
    drops(ann)
    assert "only the keepers" in microsoft.wait_for(1)[0].text
    assert microsoft.fetched == []
    ann.says("documents")
    assert microsoft.wait_for(2)[1].text == "You said: documents"  # to the core it is a word like any other
    forged = {"action": {"verb": "soundings", "data": {"id": "teams_add_document", "value": "0" * 32}}}
    assert "only the keepers" in str(ann.invokes("adaptiveCard/action", forged).json())


@pytest.mark.parametrize(("name", "content"), [("letter.pdf", b"not a pdf"), ("empty.md", b""), ("x.exe", b"MZ\x00")])
def test_a_file_that_is_not_what_it_says_gets_one_clear_sentence(microsoft, admins, name, content):
    library, person = admins
    microsoft.files["letter"] = content
    drops(person("adm"), name=name)
    (reply,) = microsoft.wait_for(1)
    assert reply.text
    assert "Traceback" not in reply.words
    assert library.list() == []


def test_too_large_a_file_is_cut_off(microsoft, admins):
    microsoft.files["letter"] = b"x" * (LARGEST + 1)
    drops(admins[1]("adm"))
    assert "larger than" in microsoft.wait_for(1)[0].text


@pytest.mark.parametrize(
    "url",
    ["http://tenant.sharepoint.com/x", "https://evil.example/x", "https://sharepoint.com.evil.example/x",
     "https://127.0.0.1/x", "http://169.254.169.254/latest", "file:///etc/passwd", "", None, 5,
     "https://tenant.sharepoint.com:8443/x", "https://evilsharepoint.com/x"],
)  # fmt: skip
def test_nothing_is_fetched_from_anywhere_but_teams_own_store(url):
    with pytest.raises(Refused, match="not kept where Teams keeps files"):
        download({"name": "x.md", "content": {"downloadUrl": url}}, "https://smba.trafficmanager.net/uk")
