"""What reviewers and admins can do from Slack. Everybody else gets the same polite no, whatever they ask for."""

import json
from collections.abc import Callable

from bot.channels.slack.arrivals import Arrival
from bot.channels.slack.blocks import Shown
from bot.channels.slack.keeping import Keeping
from bot.channels.slack.parts import Parts
from bot.channels.slack.records import Uploads
from bot.channels.slack.replying import say
from bot.channels.slack.reviewing import Reviewing
from bot.channels.slack.searching import Command
from bot.channels.slack.views import View
from bot.conversation.messages import Role
from retrieval.errors import SoundingsError

NO = "That is for the review team, so I can't do it for you here. You can ask me about the review, or make a proposal."
HELP: dict[Role, str] = {
    "reviewer": (
        "- `/soundings search coaching setting:adult social care` finds proposals; also `level:`, `theme:`, "
        "`region:`, `status:`\n"
        "- `/soundings open P-1042` shows one, with all that can be done with it\n"
        "- `/soundings consider P-1042`, `/soundings answer P-1042`, `/soundings decline P-1042`\n"
        "- `/soundings group P-1042 P-1043 called Coaching`, `/soundings group P-1042 into 3`, "
        "`/soundings ungroup P-1042`\n"
        "- `/soundings groups`, `/soundings groups 3`, `/soundings answer group 3`"
    ),
    "admin": (
        "- `/soundings documents`, `/soundings history ID`, `/soundings rollback ID VERSION` keep the knowledge base\n"
        "- `/soundings gaps` shows questions without answers\n"
        "- To add a document, drop the file in our direct messages."
    ),
}
FORMS = ("answer", "decline", "group")
Do = Callable[[Arrival, str], Shown | None]


class Tools:
    """The commands, buttons and forms for people with a role. Synchronous: called in a thread."""

    def __init__(self, parts: Parts, uploads: Uploads) -> None:
        self._parts = parts
        self._keeping = keeping = Keeping(parts, uploads, self._by)
        self._reviewing = reviewing = Reviewing(parts, self._by)
        self._verbs: dict[str, tuple[Role, Do]] = {
            "search": ("reviewer", reviewing.search),
            "open": ("reviewer", reviewing.open),
            "consider": ("reviewer", reviewing.consider),
            "answer": ("reviewer", reviewing.ask),
            "decline": ("reviewer", reviewing.ask),
            "group": ("reviewer", reviewing.group),
            "ungroup": ("reviewer", reviewing.ungroup),
            "groups": ("reviewer", reviewing.groups),
            "documents": ("admin", keeping.documents),
            "history": ("admin", keeping.history),
            "rollback": ("admin", keeping.rollback),
            "gaps": ("admin", keeping.gaps),
            "add": ("admin", keeping.add),
            "leave": ("admin", keeping.leave),
        }

    def use(self, arrival: Arrival, roles: frozenset[Role]) -> Shown | None:
        """What a command or a button comes to; None where a form was opened. Nothing is looked up without the role."""
        command = read_command(arrival)
        if not roles:
            return say(NO, private=True)
        if command.verb not in self._verbs:
            return say("Here is what you can type:\n" + "\n".join(HELP[role] for role in sorted(roles)), private=True)
        role, do = self._verbs[command.verb]
        if role not in roles:
            return say(NO, private=True)
        return _attempt(lambda: do(arrival, command.rest))

    def form(self, arrival: Arrival, roles: frozenset[Role]) -> View | None:
        """The form a command or a button asks for; None where it asks for none, or may not have it."""
        command = read_command(arrival)
        if command.verb not in FORMS or "reviewer" not in roles:
            return None
        try:
            if command.verb == "group" and arrival.kind == "command" and self._reviewing.is_whole(command.rest):
                return None
            return self._reviewing.form(command.verb, command.rest)
        except SoundingsError:
            return None  # `use` says why

    def send(self, arrival: Arrival, roles: frozenset[Role]) -> Shown | None:
        """What a form that was sent off comes to; the role is asked for again."""
        if "reviewer" not in roles:
            return say(NO, private=True)
        asked = json.loads(arrival.text)
        return _attempt(lambda: self._reviewing.sent(arrival, asked))

    def preview(self, person: str, upload: str, name: str, content: bytes) -> Shown | None:
        """What a file an admin dropped would change, with the question whether to do it."""
        return _attempt(lambda: self._keeping.preview(person, upload, name, content))

    def _by(self, arrival: Arrival) -> str:
        return f"slack {self._parts.keys.pseudonym(arrival.person)[:12]}"


def read_command(arrival: Arrival) -> Command:
    """What a typed command or a pressed button asks for."""
    if arrival.kind == "command":
        return Command.read(arrival.text)
    return Command(arrival.name.removeprefix("tool:").split(":")[0], str(read_value(arrival.value) or ""))


def read_value(value: object) -> object:
    """What a button carried: JSON, or the words as they are."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError:
        return value


def _attempt(do: Callable[[], Shown | None]) -> Shown | None:
    try:
        return do()
    except SoundingsError as error:
        return say(str(error), private=True)
