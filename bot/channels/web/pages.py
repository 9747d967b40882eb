"""The chat page: one conversation per browser, with or without scripts."""

import hashlib
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.channels.web import documents_pages, files, reference
from bot.channels.web.api import CONTROL, incoming
from bot.channels.web.caller import Caller, Callers
from bot.channels.web.cards import live_turns, read_pressed
from bot.channels.web.parts import Web
from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute
from bot.conversation.assistant import PROFILE
from bot.conversation.messages import Action, Incoming
from bot.conversation.text import LONGEST_READ
from retrieval.errors import Unavailable

CONVERSATION = "page"
EXAMPLES = (
    "Who is leading the review, and is social care really part of it?",
    "Is it anonymous, and can I take it back?",
    "I think every new care home manager should get a coach for the first year",
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Spoken:
    """What a form sent: words, or the press of a button that says `label`."""

    words: str
    action: Action | None
    event: str

    @property
    def once(self) -> str | None:
        """What is the same for the same form with the same words, so that sending it twice counts once."""
        pressed = self.action.model_dump_json() if self.action else ""
        fingerprint = hashlib.sha256(f"{self.words}\n{pressed}".encode()).hexdigest()[:16]
        return f"{self.event}-{fingerprint}" if self.event else None


def spoken(text: str, choice: str, event: str) -> Spoken:
    """Read a form of the page. Raises 422 when there is nothing in it."""
    read = read_pressed(choice) if choice else None
    if choice and read is None:
        raise HTTPException(422, "That button is not one of this page. Open the page again and press it there.")
    words = CONTROL.sub("", read[1] if read else text).strip()
    if not words:
        raise HTTPException(422, "The message is empty. Write your question or proposal first.")
    return Spoken(words, read[0] if read else None, event)


class ChatPage:
    """Answers the page's requests."""

    def __init__(self, web: Web, pages: Pages) -> None:
        self._web = web
        self._pages = pages
        self._callers = Callers(web.keys, web.tokens)

    def show(self, request: Request, *, cleared: bool = False) -> Response:
        """The page, with what was said so far."""
        return self._whole(request, self._callers.of(request), cleared=cleared)

    def say(self, request: Request, said: Spoken) -> Response:
        """Take one turn; answer a script with the replies alone, a plain form with the page."""
        caller = self._callers.of(request)
        event = said.once and f"web:{self._web.keys.conversation(caller.person, said.once)}"
        replies = self._turn(incoming(caller, CONVERSATION, said.words, said.action, event), said.words)
        response: Response
        if "soundings-part" in request.headers:
            response = self._pages.piece("turn.html", replies=replies, event=secrets.token_hex(8))
        elif any(reply["receipt"] for reply in replies):  # shown once, so it cannot wait for the page to be asked for
            response = self._whole(request, caller, last=replies)
        else:
            response = RedirectResponse("/#composer", 303)
        self._callers.remember(response, caller, request)
        return response

    def clear(self, request: Request) -> Response:
        """Forget the conversation, and who this browser is."""
        caller = self._callers.of(request)
        for conversation in (CONVERSATION, PROFILE):
            self._web.conversations.forget(caller.person, conversation)
        response = RedirectResponse("/?cleared=1", 303)
        self._callers.forget(response)
        return response

    def _turn(self, said: Incoming, words: str) -> list[dict[str, Any]]:
        kept = self._web.conversations
        repeated = said.event is not None and kept.replies_to(said.event) is not None
        replies = [reply.model_dump(mode="json") for reply in self._web.assistant.handle(said)]
        if not repeated:
            self._remember(said, words if len(words) <= LONGEST_READ else "", replies)
        return replies

    def _remember(self, said: Incoming, words: str, replies: list[dict[str, Any]]) -> None:
        """Keep the turn for the page; what cannot be kept is still shown, for it may be somebody's receipt."""
        try:
            self._web.conversations.record_turn(said.person, said.conversation, words, replies)
        except Unavailable as error:
            log.warning("A turn was not kept for its page: %s", error)

    def _whole(
        self, request: Request, caller: Caller, *, cleared: bool = False, last: Sequence[dict[str, Any]] | None = None
    ) -> HTMLResponse:
        turns = [] if caller.is_new else self._web.conversations.transcript(caller.person, CONVERSATION)
        if last is not None and turns:
            turns = [*turns[:-1], (turns[-1][0], list(last))]
        event = secrets.token_hex(8)
        return self._pages.page(
            request,
            "chat.html",
            turns=turns,
            live=live_turns(turns),
            examples=EXAMPLES,
            event=event,
            cleared=cleared and not turns,
        )


def router(web: Web) -> APIRouter:
    """All pages of the web channel, and the files they use."""
    pages = Pages()
    made = APIRouter(include_in_schema=False)
    made.include_router(_chat(ChatPage(web, pages)))
    made.include_router(documents_pages.router(web.library, pages))
    made.include_router(reference.router(pages))
    made.include_router(files.router())
    return made


def _chat(page: ChatPage) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)

    @made.get("/")
    def show(request: Request, cleared: bool = False) -> Response:
        return page.show(request, cleared=cleared)

    @made.post("/chat")
    def say(
        request: Request,
        text: Annotated[str, Form()] = "",
        choice: Annotated[str, Form()] = "",
        event: Annotated[str, Form(max_length=100)] = "",
    ) -> Response:
        return page.say(request, spoken(text, choice, event))

    @made.post("/clear")
    def clear(request: Request) -> Response:
        return page.clear(request)

    return made
