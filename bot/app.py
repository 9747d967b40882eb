"""The one composition root: builds everything from the settings, and the web application around it.

Parts are built when first used, so that a command pays only for what it needs.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from bot.settings import Settings
from knowledge.conversations import ConversationStore
from knowledge.database import Database
from knowledge.privacy import Keys, new_receipt, without_receipts
from knowledge.redaction import redact
from knowledge.tokens import Tokens
from retrieval.errors import OwnedElsewhere, Unavailable

if TYPE_CHECKING:
    from fastapi import FastAPI

    from bot.conversation.assistant import Assistant
    from bot.conversation.messages import Incoming
    from knowledge.documents.library import Library
    from knowledge.documents.suggestions import Suggestions
    from knowledge.documents.uploads import Uploads
    from knowledge.knowledge_base import KnowledgeBaseReader
    from knowledge.projection import Projection
    from knowledge.proposals.erasure import Eraser
    from knowledge.proposals.notices import Notices
    from knowledge.proposals.reading_with_model import ModelReader
    from knowledge.proposals.retention import Retention
    from knowledge.proposals.reviewing import Reviews
    from knowledge.proposals.store import ProposalStore
    from knowledge.questions import QuestionLog
    from knowledge.suggesting import Suggester
    from knowledge.writing.budget import Budget
    from knowledge.writing.language_model import LanguageModel
    from knowledge.writing.writer import Writer
    from retrieval.embedding import Embedder
    from retrieval.vectors import VectorIndex


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Soundings:
    """All the parts, each built on first use and shared."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.index: VectorIndex | None = None
        """The vector index, in the one process that owns it; others read the database exactly."""

    @cached_property
    def database(self) -> Database:
        """The system of record."""
        return Database(self.settings.database_url)

    @cached_property
    def keys(self) -> Keys:
        """Everything derived from the secret."""
        return Keys(self.settings.secret)

    @cached_property
    def embedder(self) -> "Embedder":
        """The embedding model; loaded at its first use."""
        from retrieval.embedding import load_embedder

        return load_embedder(self.settings.model)

    @cached_property
    def library(self) -> "Library":
        """The documents."""
        from knowledge.documents.library import Library

        return Library(self.database, self.embedder, now)

    @cached_property
    def uploads(self) -> "Uploads":
        """Documents that wait for an admin's yes."""
        from knowledge.documents.uploads import Uploads

        return Uploads(self.database, now)

    @cached_property
    def knowledge(self) -> "KnowledgeBaseReader":
        """Answers from the documents."""
        from knowledge.knowledge_base import KnowledgeBaseReader

        return KnowledgeBaseReader(
            self.database, self.embedder, self.index, public_url=self.settings.public_url, writer=self.writer
        )

    @cached_property
    def writer(self) -> "Writer | None":
        """Puts answers into a language model's words; None when no model is set."""
        if not self.settings.llm:
            return None
        from knowledge.writing.writer import Writer

        return Writer(self.language_model, self.budget, mask=_mask, seconds=self.settings.llm_seconds)

    @cached_property
    def model_reader(self) -> "ModelReader | None":
        """Reads proposals with a language model's help; None when no model is set."""
        if not self.settings.llm:
            return None
        from knowledge.proposals.reading_with_model import ModelReader

        return ModelReader(self.language_model, self.budget, mask=_mask, seconds=self.settings.llm_seconds)

    @cached_property
    def suggestions(self) -> "Suggestions":
        """Wordings that a language model suggests, and what admins make of them."""
        from knowledge.documents.suggestions import Suggestions

        return Suggestions(self.database, self.library, now)

    @cached_property
    def suggester(self) -> "Suggester | None":
        """Asks a language model for wordings of documents that were added; None when no model is set."""
        if not self.settings.llm:
            return None
        from knowledge.documents.wording_requests import WordingRequests
        from knowledge.suggesting import Suggester

        requests = WordingRequests(self.database, now)
        return Suggester(self.language_model, self.settings.llm, self.budget, requests, self.knowledge)

    @cached_property
    def language_model(self) -> "LanguageModel":
        """The language model that is set."""
        from knowledge.writing.language_model import LanguageModel

        return LanguageModel(self.settings.llm)

    @cached_property
    def budget(self) -> "Budget":
        """What the language model may use in a day."""
        from knowledge.writing.budget import Budget

        return Budget(self.database, self.settings.llm_daily_tokens, now)

    @cached_property
    def questions(self) -> "QuestionLog":
        """What was asked, and what was not answered."""
        from knowledge.questions import QuestionLog

        return QuestionLog(self.database, self.embedder, now, find=self.knowledge.find, redact=_mask)

    @cached_property
    def proposals(self) -> "ProposalStore":
        """The proposals."""
        from knowledge.proposals.store import ProposalStore

        improve = self.model_reader.improve if self.model_reader else None
        return ProposalStore(self.database, self.embedder, self.keys, self.index, now, improve)

    @cached_property
    def reviews(self) -> "Reviews":
        """What reviewers do with proposals."""
        from knowledge.proposals.reviewing import Reviews

        return Reviews(self.database, now)

    @cached_property
    def retention(self) -> "Retention":
        """How long things about contributors are kept."""
        from knowledge.proposals.retention import Retention

        kept = self.settings
        return Retention(
            addresses=kept.keep_addresses, contributors=kept.keep_contributors, withdrawn=kept.keep_withdrawn
        )

    @cached_property
    def eraser(self) -> "Eraser":
        """Wipes what withdrawn proposals leave in files; for the process that owns the index."""
        return self.eraser_for(self.index)

    def eraser_for(self, index: "VectorIndex | None") -> "Eraser":
        """An eraser of the database and of an index; without one, the index's part waits."""
        from knowledge.proposals.erasure import Eraser

        return Eraser(self.database, index, now)

    @cached_property
    def notices(self) -> "Notices":
        """What contributors are to be told. A channel takes what is for its people, tells them, and says so."""
        from knowledge.proposals.notices import Hours, Notices

        start, end = self.settings.tell_hours
        hours = Hours(start, end, weekends=self.settings.tell_weekends)
        return Notices(self.database, self.keys, now, hours)

    @cached_property
    def conversations(self) -> ConversationStore:
        """What conversations have come to."""
        return ConversationStore(
            self.database,
            self.keys,
            {**self.questions.appliers(), **self.proposals.appliers(), **self.notices.appliers()},
            now,
            redact=_mask,
        )

    @cached_property
    def assistant(self) -> "Assistant":
        """The conversation core."""
        from bot.conversation.assistant import Assistant
        from knowledge.acts import act_reader

        return Assistant(
            self.knowledge,
            self.proposals,
            self.conversations,
            redact=redact,
            make_receipt=lambda incoming: _receipt(self.keys, incoming),
            news=self.notices.for_visitor,
            read_act=act_reader(self.embedder),
        )

    @cached_property
    def tokens(self) -> Tokens:
        """The keys of the API and the desk."""
        return Tokens(self.database, self.keys, now)

    @cached_property
    def projection(self) -> "Projection":
        """Carries changed rows into the index; only where the index is owned."""
        from knowledge.projection import Projection

        if self.index is None:
            raise Unavailable("Only the server and the worker own the index.")
        return Projection(self.database, self.index)

    def prepare(self) -> None:
        """Make the state folder and bring the tables up to date."""
        self.settings.prepare_home()
        self.database.migrate()

    def checks(self) -> dict[str, Callable[[], object]]:
        """The parts that must be there, by name; each raises Unavailable when it is not."""
        index = self.index.heartbeat if self.index is not None else self.database.check
        return {"database": self.database.check, "index": index, "model": lambda: self.embedder.embed(["ready?"])}

    @contextmanager
    def owning_index(self) -> Iterator[None]:
        """Own the vector index meanwhile. Raises Unavailable when another process owns the state folder's."""
        from retrieval.vectors import VectorIndex

        if self.settings.chroma_url:
            self.index = VectorIndex.connect(self.settings.chroma_url)
            yield
            return
        with _sole_owner(self.settings):
            self.index = VectorIndex.open(self.settings.home / "chroma")
            try:
                yield
            finally:
                self.index.close()


def _receipt(keys: Keys, incoming: "Incoming") -> str:
    return new_receipt() if incoming.event is None else keys.receipt_for(f"{incoming.person}\n{incoming.event}")


@contextmanager
def _sole_owner(settings: Settings) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(settings.prepare_home() / "owner.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OwnedElsewhere(
            f"Another Soundings server already runs on the state folder {settings.home}. Use that one, stop it first, "
            "or give this one its own folder with SOUNDINGS_HOME. (Several servers together need CHROMA_URL.)"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _mask(text: str) -> str:
    return redact(without_receipts(text)).text


def create_app(parts: Soundings) -> "FastAPI":
    """The web application: chat page, API, desk, and the channels that are configured."""
    from fastapi import FastAPI

    from bot.channels.web import api, failures, pages
    from bot.desk import app as desk
    from bot.serving import working

    @asynccontextmanager
    async def lifespan(_app: "FastAPI") -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if parts.index is not None:
                stack.enter_context(working(parts))
            for channel in channels:
                await stack.enter_async_context(channel)
            yield

    app = FastAPI(title="Soundings", version="0.1.0", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(api.router(parts))
    app.include_router(pages.router(parts))
    app.include_router(desk.router(parts))
    failures.install(app)
    channels = []
    if parts.settings.slack_bot_token or parts.settings.slack_client_id:
        from bot.channels.slack import app as slack

        channels.append(slack.mount(app, parts))
    if parts.settings.teams_client_id or parts.settings.teams_unauthenticated:
        from bot.channels.teams import app as teams

        channels.append(teams.mount(app, parts))
    return app
