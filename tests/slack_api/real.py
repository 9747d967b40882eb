"""The real thing on the local Slack: real core, real documents, real model; each test has its own copy of the state."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_api.people import HttpDoor, Person
from slack_api.running import serving, settings_for
from slack_api.server import SlackApi

from bot.app import Soundings
from knowledge.effects import SubmitProposal
from knowledge.proposals.model import Draft
from retrieval.embedding import Embedder

REVIEWERS, ADMINS = frozenset({"slack:T1/UREVIEWER", "slack:T1/S1"}), frozenset({"slack:T1/UADMIN"})


@pytest.fixture
def soundings(home: Path, embedder: Embedder, slack: SlackApi) -> Iterator[Soundings]:
    settings = settings_for(
        slack, home=home, reviewers=REVIEWERS, admins=ADMINS, public_url="https://soundings.example"
    )
    parts = Soundings(settings)
    parts.__dict__["embedder"] = embedder
    yield parts
    parts.database.close()


@pytest.fixture
def staff(slack: SlackApi, soundings: Soundings) -> Iterator[Callable[..., Person]]:
    with serving(soundings) as url:
        door = HttpDoor(url)
        yield lambda user="U1", **more: Person(slack, door, user, **more)
        door.close()


@pytest.fixture
def proposals(soundings: Soundings) -> list[str]:
    """Seven proposals, sent by somebody else; gives their references."""
    store: Any = soundings.proposals
    references = []
    for number in range(7):
        reference = store.reserve()
        draft = Draft(
            proposal=f"Give new managers a coach in year {number}", title=f"Coaching {number}", setting="primary care"
        )
        effect = SubmitProposal(
            reference=reference,
            receipt=f"3467-89BC-DFGH-JK{number + 3}{number + 3}"[:19],
            person=f"slack:T1/U90{number}",
            draft=draft,
            source="slack",
        )
        apply = store.appliers()[SubmitProposal](effect)
        with soundings.database.write() as session:
            apply(session)
        references.append(reference)
    return references
