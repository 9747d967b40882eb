"""Reviewers in Teams: open a proposal, consider, answer, decline and group it, on its card or in words; nobody else."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import httpx
import pytest
from teams_platform.bot import Bot, parts_with, teams_settings
from teams_platform.people import Person
from teams_platform.rules import card_faults
from teams_platform.tokens import TENANT

from bot.channels.teams.proposal_cards import build_found_preview
from knowledge.effects import ReviseProposal
from knowledge.proposals.model import Draft, Found
from knowledge.proposals.reviewing import Reviews
from knowledge.proposals.store import Entry, ProposalStore

pytest_plugins = ["teams_platform.fixtures"]
WISHES = ("Give every new care home manager a coach", "Let ward managers lead in protected time <at>all</at>")
GROUP = "0a1b2c3d-0000-0000-0000-000000000009"


def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def office(microsoft, sqlite_database, keys, core, embedder):
    """Two proposals, the review team `rev` (by id) and `gro` (by group), and anybody else."""
    named = f"teams:{TENANT}/object-rev, teams:{TENANT}/group:{GROUP}"
    settings = teams_settings(microsoft, reviewers=named, public_url="https://soundings.example")
    made = parts_with(sqlite_database, keys, settings, core)
    store = ProposalStore(sqlite_database, embedder, keys, None, moment)
    store.keep_imported([Entry(draft=Draft(proposal=wish), key=str(n)) for n, wish in enumerate(WISHES)])
    made.__dict__ |= {"proposals": store, "reviews": Reviews(sqlite_database, moment)}
    with Bot(made, directory=microsoft.graph) as bot, httpx.Client(base_url=bot.url, timeout=60) as client:
        yield SimpleNamespace(store=store, reviews=made.reviews, person=lambda name: Person(microsoft, client, name))


def said(person: Person, text: str) -> object:
    """The one message that answers it."""
    before = len(person.microsoft.messages(person.chat))
    assert person.says(text).status_code == 200
    return person.microsoft.wait_for(before + 1, person.chat)[before]


def pressed(person: Person, card: dict, order: str, reference: str = "P-1001", **typed: str) -> dict:
    data = next(one["data"] for one in actions(card) if one.get("data", {}).get("order") == order)
    value = {"action": {"type": "Action.Execute", "verb": "review", "data": data | {"reference": reference} | typed}}
    answer = person.invokes("adaptiveCard/action", value)
    assert answer.status_code == 200
    return answer.json()["value"]


def actions(card: dict) -> list[dict]:
    inner = [one["card"]["actions"] for one in card["actions"] if one["type"] == "Action.ShowCard"]
    return [*card["actions"], *(action for row in inner for action in row)]


def test_no_tag_works_in_the_preview_of_a_proposal(office):
    sent = office.store.get("P-1002")
    assert "< at>all< /at>" in build_found_preview(Found(proposal=sent, score=1.0))["content"]["text"]


def test_a_proposal_is_worked_on_its_card_which_changes_in_place(office):
    rev = office.person("rev")
    card = said(rev, "open P-1001").card
    assert WISHES[0] in str(card)
    assert {"Consider", "Answer", "Decline", "Group", "Open at the desk"} == {one["title"] for one in card["actions"]}
    assert "https://soundings.example/desk/proposals/P-1001" in str(card)
    considered = pressed(rev, card, "consider")
    assert card_faults(considered) == []
    assert "P-1001 is under consideration" in considered["body"][0]["text"]
    grouped = pressed(rev, considered, "group", **{"words-group": "Time and coaches", "others": "p1002, P-9999"})
    assert "There is no proposal P-9999" in str(grouped)
    (form,) = [one["card"]["body"] for one in grouped["actions"] if one["title"] == "Group"]
    assert [one["value"] for one in form] == ["Time and coaches", "P-1002, P-9999"]  # to be put right, not typed again
    grouped = pressed(rev, grouped, "group", **{"words-group": "Time and coaches", "others": "P-1002"})
    assert [one.title for one in office.reviews.groups()] == ["Time and coaches"]
    answered = pressed(rev, grouped, "answer", **{"words-answer": "Yes: from *April*."})
    assert office.store.get("P-1001").answer == "Yes: from *April*."
    assert "Yes: from *April*." in str(answered)
    declined = pressed(rev, answered, "decline", **{"words-decline": " "})
    assert "is needed, in words the contributor can read" in str(declined)
    assert office.store.get("P-1001").status == "answered"
    assert {"order": "ungroup", "reference": "P-1001"} in [one.get("data") for one in actions(answered)]


def test_an_answer_to_words_that_were_changed_meanwhile_stands_in_its_field_again(office):
    rev = office.person("rev")
    card = said(rev, "open P-1001").card
    effect = ReviseProposal(reference="P-1001", draft=Draft(proposal="Give every manager two coaches", title="Two"))
    with office.store.database.write() as session:
        office.store.appliers()[ReviseProposal](effect)(session)
    refused = pressed(rev, card, "answer", **{"words-answer": "We will fund it."})
    assert card_faults(refused) == []
    assert "It was changed meanwhile" in refused["body"][0]["text"]
    assert "two coaches" in str(refused)
    assert "'value': 'We will fund it.'" in str(refused)
    assert office.store.get("P-1001").answer == ""
    pressed(rev, refused, "answer", **{"words-answer": "We will fund it."})
    assert office.store.get("P-1001").answer == "We will fund it."


def test_everything_can_be_typed_and_doing_it_twice_changes_nothing_more(office):
    rev = office.person("rev")
    for text, told in (
        ("consider p-1002", "P-1002 is under consideration"),
        ("group P-1001 and P-1002: Coaches", "Group 1, “Coaches”: P-1001, P-1002."),
        ("group P-1001, P-1002 called Coaches", "Group 1, “Coaches”: P-1001, P-1002."),
        ("groups", "Group 1, “Coaches”"),
        ("answer group 1: We will fund it.", "Answered: 2 proposals of group 1"),
        ("ungroup P-1002", "P-1002 is in no group any more"),
        ("add P-1002 to group 1", "Group 1, “Coaches”: P-1001, P-1002."),
        ("decline P-1002 because it is not ours to do", "P-1002 is declined"),
        ("answer P-1001", "An answer is needed"),
        ("answer group 7: x", "There is no group 7"),
        ("open P-4711", "There is no proposal P-4711"),
    ):
        assert told in said(rev, text).words, text
    assert office.store.get("P-1002").reason == "it is not ours to do"
    assert office.store.get("P-1001").answer == "We will fund it."
    assert len(office.reviews.groups()) == 1


def test_words_of_contributors_stay_words_on_the_card(office):
    card = said(office.person("rev"), "open P-1002").card
    shown = [one for one in card["body"] if "<at>" in str(one)]
    assert {one["type"] for one in shown} == {"RichTextBlock"}
    assert WISHES[1] in [one["inlines"][0]["text"] for one in shown]


def test_nobody_else_learns_or_changes_anything(office, core):
    ann = office.person("ann")
    for text in ("open P-1001", "groups", "answer P-1001: no", "consider P-1001"):
        assert said(ann, text).text == f"You said: {text}"  # to the core they are words like any other
    data = {"order": "answer", "reference": "P-1001", "words-answer": "Forged"}
    value = {"action": {"type": "Action.Execute", "verb": "review", "data": data}}
    for where in ({}, {"conversation": {"id": "19:x", "conversationType": "channel", "tenantId": TENANT}}):
        forged = ann.invokes("adaptiveCard/action", value, **where).json()
        assert "for the review team" in json.dumps(forged)
        assert WISHES[0] not in json.dumps(forged)
    assert office.store.get("P-1001").status == "received"


def test_in_a_channel_even_a_reviewer_gets_no_proposal(office, microsoft):
    office.person("rev").mentions("open P-1001")
    assert WISHES[0] not in microsoft.wait_for(1)[0].words


@pytest.mark.parametrize("data", [None, 5, {}, {"order": "open"}, {"order": "erase", "reference": "P-1001"}])
def test_odd_presses_have_a_harmless_end(office, data):
    value = {"action": {"type": "Action.Execute", "verb": "review", "data": data}}
    answer = office.person("rev").invokes("adaptiveCard/action", value)
    assert (answer.status_code, answer.json()["statusCode"]) == (200, 400)


def test_a_group_of_the_directory_gives_its_people_the_role(office, microsoft):
    microsoft.groups[GROUP] = ["object-someone", "OBJECT-GRO"]
    gro = office.person("gro")
    assert WISHES[0] in said(gro, "open P-1001").words
    said(gro, "open P-1001")
    assert microsoft.looked_up == [GROUP] * 2  # two pages, once: they are believed for a while
    assert said(office.person("ann"), "groups").text == "You said: groups"


def test_when_the_directory_cannot_be_asked_nobody_has_a_role_by_it(office, microsoft):
    assert said(office.person("gro"), "groups").text == "You said: groups"
    assert "There are no groups" in said(office.person("rev"), "groups").text
