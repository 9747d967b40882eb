"""What admins can do from Slack: add, list, look back at and bring back documents; questions without answers."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.channels.slack import mrkdwn
from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Block, Shown, build_button, build_section
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Uploads
from bot.channels.slack.replying import say
from knowledge.documents.changes import LABELS
from retrieval.errors import NotFound, Refused

MOST_ROWS = 45


class Keeping:
    """Synchronous: called in a thread. `by` is who does it, as the audit may name them. Raises SoundingsError."""

    def __init__(self, parts: Parts, uploads: Uploads, by: Callable[[Arrival], str]) -> None:
        self._parts = parts
        self._uploads = uploads
        self._by = by

    def preview(self, person: str, upload: str, name: str, content: bytes) -> Shown:
        """What a dropped file would change, with the question whether to do it."""
        change = self._parts.library.preview_bytes(content, name)
        if change.outcome == "unchanged":
            return say(change.sentence(), private=True)
        self._uploads.keep(person, upload, name, content)
        buttons = [
            build_button("Add it", "tool:add", upload, style="primary"),
            build_button("Leave it", "tool:leave", upload),
        ]
        blocks = [
            build_section(mrkdwn.escape(change.sentence())),
            *_build_passages("New", change.added),
            *_build_passages("Gone", change.removed),
            *_build_passages("What is known of it", tuple(one.sentence() for one in change.fields), most=len(LABELS)),
            *_build_passages("Wordings that go", change.dropped_questions),
            {"type": "actions", "elements": buttons},
        ]
        return Shown(mrkdwn.escape(change.sentence()), blocks, private=True)

    def documents(self, _arrival: Arrival, _rest: str) -> Shown:
        """The documents, each with its id."""
        rows = [
            (
                f"`{one.document}` {mrkdwn.escape(one.title)}, version {one.version}",
                build_button("History", f"tool:history:{one.document}", one.document),
            )
            for one in self._parts.library.list()
        ]
        return _build_rows("The knowledge base", rows)

    def history(self, _arrival: Arrival, rest: str) -> Shown:
        """The versions of a document, each with the way back to it."""
        document = rest.strip()
        rows = []
        for one in self._parts.library.history(document):
            said = f"version {one.version}, {one.added:%-d %B %Y}: {mrkdwn.escape(one.title)}"
            back = None if one.chosen else _build_back(document, one.version)
            rows.append((f"{said} ({days})" if (days := one.days()) else said, back))
        return _build_rows(f"Versions of {mrkdwn.escape(document)}", rows)

    def rollback(self, arrival: Arrival, rest: str) -> Shown:
        """Back to an earlier version of a document."""
        document, _, version = rest.strip().rpartition(" ")
        if not (document and version.isdigit()):
            raise Refused("Say which version: `/soundings rollback ID 2`. Nothing was changed.")
        done = self._parts.library.rollback(document.strip(), int(version), by=self._by(arrival))
        return say(done.sentence(), private=True)

    def gaps(self, _arrival: Arrival, _rest: str) -> Shown:
        """The questions without answers."""
        return _build_rows("Questions without answers", [(_gap(one), None) for one in self._parts.questions.gaps()])

    def add(self, arrival: Arrival, rest: str) -> Shown:
        """Add the file that was shown before."""
        found = self._uploads.find(arrival.person, rest)
        if found is None:
            raise NotFound("That file is not kept any more. Please drop it here again.")
        added = self._parts.library.add_bytes(found[1], found[0], by=self._by(arrival))
        return say(added.sentence(), private=True)

    def leave(self, _arrival: Arrival, rest: str) -> Shown:
        """Do not add it."""
        self._uploads.drop(rest)
        return say("Left as it was. The file is not kept.", private=True)


def _build_back(document: str, version: int) -> Block:
    sure = f"Answers will come from version {version} of {document}. Nothing is lost: you can go back again."
    return build_button("Bring this back", f"tool:rollback:{version}", f"{document} {version}", confirm=sure)


def _build_rows(title: str, rows: Sequence[tuple[str, Block | None]]) -> Shown:
    """A title and a list; what goes beyond the blocks of one message is said in its text."""
    blocks = [build_section(f"*{title}*" if rows else f"*{title}*\nNone.")]
    blocks += [build_section(said, button) for said, button in rows[:MOST_ROWS]]
    if len(rows) > MOST_ROWS:
        blocks.append(build_section(f"… and {len(rows) - MOST_ROWS} more."))
    text = "\n".join([title, *(said for said, _ in rows)]) if rows else f"{title}: none."
    return Shown(mrkdwn.cut(text, 35_000), blocks, private=True)


def _build_passages(title: str, passages: tuple[str, ...], most: int = 3) -> list[Block]:
    shown = "\n".join(f"> {mrkdwn.escape(mrkdwn.cut(' '.join(one.split()), 200))}" for one in passages[:most])
    more = f"\n… and {len(passages) - most} more" if len(passages) > most else ""
    return [build_section(f"*{title}*\n{shown}{more}")] if passages else []


def _gap(one: Any) -> str:
    times = "once" if one.count == 1 else f"{one.count} times"
    return mrkdwn.escape(f"{one.question} ({times})")
