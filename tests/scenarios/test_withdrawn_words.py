"""Words that were withdrawn are in no conversation any more, not even in one where they were being changed."""

import json

from conversing.memory import Person, one
from sqlalchemy import select

from bot.app import Soundings
from knowledge.conversations import ConversationRow, TurnRow

WORDS = "Zeppelin pilots should lead every integrated care board"


def test_a_new_version_being_written_elsewhere_is_gone_with_the_withdrawal(parts: Soundings):
    here, there = (Person(parts.assistant, "web:one", conversation=name) for name in ("here", "there"))
    here.says(WORDS, event="e1")
    receipt = one(here.says("submit", event="e2"), "receipt").receipt
    one(there.says(f"change {receipt}", event="e3"), "confirm")
    there.says("what about every manager having a coach? no wait", event="e4")
    here.says(f"withdraw {receipt}", event="e5")
    with parts.database.read() as session:
        states = [row.state for row in session.scalars(select(ConversationRow))]
        replies = [row.replies for row in session.scalars(select(TurnRow))]
    assert "zeppelin" not in json.dumps([states, replies]).lower()
    assert one(there.says("submit"), "error")
