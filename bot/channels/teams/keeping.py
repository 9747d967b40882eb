"""For admins, in their own chat: drop a document, see what changes, confirm; list, history, roll back, gaps."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.channels.teams.activities import Activity
from bot.channels.teams.guard import is_loopback
from bot.channels.teams.wording import shorten
from bot.conversation.messages import Action, Choice, Reply
from knowledge.documents.changes import LABELS
from knowledge.documents.records import Version
from knowledge.documents.uploads import Upload, Uploads
from retrieval.errors import Refused, SoundingsError

FILE = "application/vnd.microsoft.teams.file.download.info"
LARGEST = 20 * 1024 * 1024
PLACES = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")
"""Where Teams keeps the files of personal chats; nothing is fetched from anywhere else."""
ADD, LEAVE = "teams_add_document", "teams_leave_document"
HELP = (
    "For keepers of the knowledge base:\n\n"
    "- send me a file here: I show what it would change, and add it when you say so\n"
    "- `documents` lists them; `history ID` shows the versions of one; `roll back ID to 2` puts one back in force\n"
    "- `gaps` shows what was asked and not answered"
)
NOT_FOR_YOU = (
    "Thank you, but only the keepers of the knowledge base can add documents. "
    "You can ask me about the review, or write what should change."
)
NOT_READ = (
    "I have not read the file, as only the keepers of the knowledge base can add documents. I go by what you wrote."
)
ONE_PLEASE = "Please send one document at a time, so that you see what each one changes."
GONE = "That file is not waiting any more. Please send it again."
LEFT = "Left as it was. The file is deleted."
MOST_SHOWN = 30
MOST_PASSAGES = 3

HISTORY = re.compile(r"history (?:of )?([\w-]+)", re.IGNORECASE)
ROLL_BACK = re.compile(r"roll ?back ([\w-]+) (?:to )?(?:version )?(\d+)", re.IGNORECASE)


class Keeping:
    """What admins do by file and by command. Everybody else gets a polite no, and learns nothing."""

    def __init__(
        self,
        library: Callable[[], Any],
        questions: Callable[[], Any],
        uploads: Callable[[], Uploads],
        name: Callable[[str], str],
    ) -> None:
        self._library = library
        self._questions = questions
        self._uploads = uploads
        self._name = name
        """Gives what to write into the documents' history."""

    def dropped(self, activity: Activity, *, admin: bool) -> list[Reply]:
        """The replies to files in somebody's own chat; none when there are no files."""
        files = [part for part in activity.attachments if part.get("contentType") == FILE]
        if not activity.private or not files:
            return []
        if not admin:
            return [_say(NOT_READ if activity.text else NOT_FOR_YOU)]
        try:
            return [self._preview(activity, files)]
        except SoundingsError as error:
            return [Reply(kind="error", text=str(error))]

    def commanded(self, activity: Activity, *, admin: bool) -> list[Reply] | None:
        """The replies to an admin's command; None when it is none."""
        if not (activity.private and admin):
            return None
        try:
            return self._command(activity.text, activity.person)
        except SoundingsError as error:
            return [Reply(kind="error", text=str(error))]

    def pressed(self, activity: Activity, action: Action, *, admin: bool) -> list[Reply] | None:
        """The replies to Add or Leave; None when it is another button."""
        if action.id not in {ADD, LEAVE}:
            return None
        if not admin:
            return [_say(NOT_FOR_YOU)]
        by, upload = self._name(activity.person), str(action.value)
        waiting = self._uploads().find(upload, by=by)
        if waiting is None:
            return [_say(GONE)]
        try:
            done = LEFT if action.id == LEAVE else self._add(waiting, by)
        except SoundingsError as error:
            return [Reply(kind="error", text=str(error))]
        self._uploads().drop(upload)
        return [_say(done)]

    def _add(self, waiting: Upload, by: str) -> str:
        sentence: str = self._library().add_bytes(waiting.content, waiting.name, by=by, **waiting.given).sentence()
        return sentence

    def _preview(self, activity: Activity, files: Sequence[dict[str, Any]]) -> Reply:
        if len(files) > 1:
            return _say(ONE_PLEASE)
        name, content = download(files[0], activity.service_url)
        change = self._library().preview_bytes(content, name)
        if change.outcome == "unchanged":
            return _say(change.sentence())
        kept = self._uploads().keep(Upload(name, content, {}), by=self._name(activity.person))
        yes, no = Choice(id=ADD, label="Add it", value=kept), Choice(id=LEAVE, label="Leave it", value=kept)
        text = "\n\n".join(
            [
                change.sentence(),
                *_passages("New", change.added),
                *_passages("Gone", change.removed),
                *_passages("What is known of it", [one.sentence() for one in change.fields], len(LABELS)),
                *_passages("Wordings that go", change.dropped_questions),
            ]
        )
        return Reply(kind="message", text=text, choices=(yes, no), private=True)

    def _command(self, text: str, person: str) -> list[Reply] | None:
        words = " ".join(text.split())
        if words.lower() in {"documents", "list documents"}:
            return [
                _say(_lines(f"{one.document}: {one.title} (version {one.version})" for one in self._library().list()))
            ]
        if words.lower() in {"gaps", "questions without answers"}:
            return [_say(_lines(f"{gap.count} × {gap.question}" for gap in self._questions().gaps()))]
        if asked := HISTORY.fullmatch(words):
            versions = self._library().history(asked[1])
            return [_say(_lines(_version(one) for one in versions))]
        if asked := ROLL_BACK.fullmatch(words):
            back = self._library().rollback(asked[1], int(asked[2]), by=self._name(person))
            return [_say(back.sentence())]
        return None


def download(attachment: dict[str, Any], service_url: str) -> tuple[str, bytes]:
    """Name and content of a file sent in Teams. Raises Refused when it is too large or not where Teams keeps files."""
    content, name = attachment.get("content"), attachment.get("name")
    url = content.get("downloadUrl") if isinstance(content, dict) else None
    if not isinstance(url, str) or not isinstance(name, str) or not _is_of_teams(url, service_url):
        raise Refused("That file is not kept where Teams keeps files, so it was not fetched. Please send it again.")
    try:
        with httpx.stream("GET", url, timeout=30, follow_redirects=False) as answer:
            answer.raise_for_status()
            return name[-200:], _read(answer)
    except httpx.HTTPError as error:
        raise Refused("Teams did not hand over the file. Please send it again.") from error


def _read(answer: httpx.Response) -> bytes:
    content = b""
    for part in answer.iter_bytes():
        content += part
        if len(content) > LARGEST:
            raise Refused(
                f"That file is larger than {LARGEST // 2**20} MB. Please send a shorter one, or its text alone."
            )
    return content


def _is_of_teams(url: str, service_url: str) -> bool:
    try:
        place, service = urlsplit(url), urlsplit(service_url)
        host = place.hostname or ""
        # A service on this machine is a test's or the Playground's, and keeps its files here too.
        if is_loopback(service.hostname or ""):
            return is_loopback(host) and place.port == service.port
    except ValueError:
        return False
    return place.scheme == "https" and place.port in {None, 443} and host.endswith(PLACES)


def _version(one: Version) -> str:
    days = one.days()
    return f"version {one.version}, {one.added:%-d %B %Y}" + (f", {days}" if days else "")


def _passages(title: str, passages: Sequence[str], most: int = MOST_PASSAGES) -> list[str]:
    """The first passages that come or go, so that an admin sees what changes."""
    lines = [f"- {shorten(passage, 200)}" for passage in passages[:most]]
    more = [f"- and {len(passages) - most} more"] if len(passages) > most else []
    return ["\n".join([f"{title}:", "", *lines, *more])] if lines else []


def _say(text: str) -> Reply:
    return Reply(kind="message", text=text, private=True)


def _lines(lines: Any) -> str:
    found = list(lines)
    more = f"\n\nand {len(found) - MOST_SHOWN} more" if len(found) > MOST_SHOWN else ""
    return "\n".join(f"- {line}" for line in found[:MOST_SHOWN]) + more if found else "There are none."
