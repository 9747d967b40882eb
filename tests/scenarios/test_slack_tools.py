"""Reviewers and admins have their tools in Slack; nobody else learns anything from them."""

from collections.abc import Callable

import pytest
from slack_api.people import Person
from slack_api.server import SlackApi

from bot.app import Soundings

pytest_plugins = ["slack_api.fixtures", "slack_api.real"]
People = Callable[..., Person]
LETTER = b"# A letter\n\nThe review was announced on 2 October 2021.\n\nIt is led by a retired general.\n"


@pytest.mark.parametrize("user", ["UREVIEWER", "UGROUPED"])
def test_a_reviewer_searches_pages_and_opens(staff: People, proposals: list[str], user: str):
    rita = staff(user)
    assert "direct messages" in str(rita.commands("search support for people new to leading setting:primary care"))
    first = rita.waits_for_reply()
    assert first.shown.count("Coaching") >= 5
    rita.presses("More results")
    second = rita.waits_for_reply(2)
    assert "Earlier results" in second.shown
    rita.presses("Open", first)
    assert "year" in rita.waits_for_reply(3).shown


def test_a_filter_nobody_knows_is_said_to_be_unknown(staff: People):
    rita = staff("UREVIEWER")
    rita.commands("search coaching setting:the moon")
    assert "setting:the moon" in rita.waits_for_reply().shown


@pytest.mark.parametrize(
    "command",
    [
        "search coaching",
        "open {0}",
        "documents",
        "history about-the-review",
        "gaps",
        "help",
        "",
        "nonsense",
        "rollback a 1",
    ],
)
def test_somebody_without_a_role_learns_nothing(staff: People, proposals: list[str], command: str):
    ann = staff("U1")
    said = str(ann.commands(command.format(*proposals)))
    reply = ann.waits_for_reply()
    assert "for the review team" in reply.shown
    for secret in (*proposals, "coach", "Coaching", "version"):
        assert secret not in reply.shown + said


def test_buttons_of_reviewers_pressed_by_somebody_else_disclose_nothing(staff: People, proposals: list[str]):
    ann = staff("U1")
    card = ann.asks("hello")
    actions = [
        ("tool:open:x", f'"{proposals[0]}"'),
        ("tool:search:more", '"0|coach"'),
        ("tool:add", '"F1"'),
        ("tool:documents", "1"),
    ]
    for action_id, value in actions:
        before = len(ann.sees())
        ann.press_action({"type": "button", "action_id": action_id, "block_id": "b", "value": value}, card)
        shown = ann.waits_for_reply(before + 1).shown
        assert "for the review team" in shown
        assert "oach" not in shown


def test_asking_for_a_search_in_words_discloses_nothing_either(staff: People, proposals: list[str]):
    reply = staff("U1").asks("search proposals about coaching")
    assert all(reference not in reply.shown for reference in proposals)


def test_a_reviewer_is_no_admin_and_an_admin_no_reviewer(staff: People, proposals: list[str]):
    rita, alan = staff("UREVIEWER"), staff("UADMIN")
    rita.commands("documents")
    assert "for the review team" in rita.waits_for_reply().shown
    alan.commands("search coaching")
    assert "for the review team" in alan.waits_for_reply().shown


def test_the_home_tab_shows_tools_to_those_who_have_them(staff: People, slack: SlackApi):
    for user in ("U1", "UREVIEWER", "UADMIN"):
        staff(user).opens_home()
        staff(user).waits_for(lambda _, user=user: user in slack.homes)
    assert ["For reviewers" in str(slack.homes[user]) for user in ("U1", "UREVIEWER", "UADMIN")] == [False, True, False]
    assert ["For admins" in str(slack.homes[user]) for user in ("U1", "UREVIEWER", "UADMIN")] == [False, False, True]


def test_an_admin_drops_a_file_sees_what_changes_and_confirms(staff: People, slack: SlackApi, soundings: Soundings):
    alan = staff("UADMIN")
    alan.says("", subtype="file_share", files=[slack.add_file("letter.md", LETTER, "text/markdown")])
    card = alan.waits_for_reply()
    assert "would be a new document" in card.shown
    assert all("letter" not in one.document for one in soundings.library.list())
    alan.presses("Add it")
    alan.waits_for_reply(2)
    (document,) = [one.document for one in soundings.library.list() if "letter" in one.document]
    alan.commands(f"history {document}")
    assert "version 1" in alan.waits_for_reply(3).shown
    alan.commands("documents")
    assert document in alan.waits_for_reply(4).shown
    alan.commands("gaps")
    alan.waits_for_reply(5)


def test_an_admin_looks_back_and_brings_an_earlier_version_back(staff: People, slack: SlackApi, soundings: Soundings):
    alan = staff("UADMIN")
    for content in (LETTER, LETTER.replace(b"retired", b"serving")):
        before = len(alan.sees())
        alan.says("", subtype="file_share", files=[slack.add_file("letter.md", content, "text/markdown")])
        alan.waits_for_reply(before + 1)
        alan.presses("Add it")
        alan.waits_for_reply(before + 2)
    (document,) = [one.document for one in soundings.library.list() if "letter" in one.document]
    alan.opens_home()
    alan.waits_for(lambda _: "UADMIN" in slack.homes)
    alan.presses_at_home("Documents")
    listed = alan.waits_for_reply(5)
    action = next(one["accessory"] for one in listed.blocks if document in str(one.get("accessory")))
    alan.press_action({part: action[part] for part in ("type", "action_id", "value")}, listed)
    assert "Bring this back" in alan.waits_for_reply(6).shown
    alan.presses("Bring this back")
    alan.waits_for_reply(7)
    assert "retired" in soundings.library.show(document).text
    alan.commands(f"rollback {document} 2")
    alan.waits_for_reply(8)
    assert "serving" in soundings.library.show(document).text


def test_an_admin_sees_when_a_version_takes_over_and_cancels_it(staff: People, soundings: Soundings):
    alan = staff("UADMIN")
    soundings.library.add_bytes(LETTER, "letter.md", by="t", document="letter")
    later = LETTER.replace(b"retired", b"serving")
    soundings.library.add_bytes(later, "letter.md", by="t", document="letter", valid_from="2100-01-01")
    alan.commands("history letter")
    assert "takes over on 1 January 2100" in alan.waits_for_reply().shown
    alan.presses("Bring this back")
    alan.waits_for_reply(2)
    assert soundings.library.history("letter")[0].days() == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("letter.pdf", b"not a PDF at all", "letter.pdf"), ("huge.txt", b"", "20 MB"), ("empty.txt", b"", "")],
)
def test_a_file_that_cannot_be_taken_is_refused_in_words(
    staff: People, slack: SlackApi, soundings: Soundings, name: str, content: bytes, words: str
):
    alan = staff("UADMIN")
    file = slack.add_file(name, content)
    if name == "huge.txt":
        file["size"] = 30_000_000
    before = len(soundings.library.list())
    alan.says("", subtype="file_share", files=[file])
    reply = alan.waits_for_reply()
    assert words in reply.shown
    assert "Add it" not in reply.shown
    assert len(soundings.library.list()) == before


def test_a_file_of_somebody_else_is_not_read(staff: People, slack: SlackApi):
    ann = staff("U1")
    ann.says("", subtype="file_share", files=[slack.add_file("letter.md", LETTER)])
    assert "keepers of the knowledge base" in ann.waits_for_reply().shown


def test_words_sent_with_a_file_are_read_and_it_is_said_that_the_file_is_not(staff: People, slack: SlackApi):
    ann = staff("U1")
    words = "Every new care home manager should get a coach for the first year"
    ann.says(words, subtype="file_share", files=[slack.add_file("letter.md", LETTER)])
    proposal = ann.waits_for_reply(2)
    assert "I have read your words, but not the file" in ann.sees()[0].shown
    assert "coach" in proposal.shown
