"""The HTTP API: ask one question, hold a conversation, search the proposals; and two addresses for those who run us."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from bot.channels.web.caller import Caller, Callers
from bot.channels.web.parts import Web
from bot.channels.web.routes import PlainRoute
from bot.conversation.answering import answer
from bot.conversation.messages import Action, Choice, Incoming, Kind
from knowledge.findings import Status
from knowledge.proposals.model import STATUSES, Filters, Found, names
from retrieval.errors import SoundingsError

LONGEST_QUESTION = 2_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _filled(text: str) -> str:
    text = CONTROL.sub("", text)
    if not text.strip():
        raise ValueError("There is nothing in it. Write your question in `question`.")
    return text


class Question(BaseModel):
    """One question about the review."""

    question: Annotated[
        str, Field(max_length=LONGEST_QUESTION, json_schema_extra={"pattern": r"\w"}), AfterValidator(_filled)
    ]


class Cited(BaseModel):
    """The words an answer rests on: `quote` is what the document says from `start` to `end`."""

    model_config = ConfigDict(from_attributes=True)

    document: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    url: str


class Answer(BaseModel):
    """An answer, and how well the documents cover the question."""

    status: Status
    answer: str
    citations: list[Cited]
    confidence: float = Field(ge=0, le=1)


class Turn(BaseModel):
    """Something said, or a button pressed, in one conversation of the caller."""

    conversation: str = Field(min_length=1, max_length=200, description="A name of your choosing; it is yours alone.")
    text: str = ""
    action: Action | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.action is None and not CONTROL.sub("", self.text).strip():
            raise ValueError("The message is empty. Send `text` or an `action`.")
        if self.action is not None and self.text.strip():
            raise ValueError("Send either `text` or an `action`, not both.")
        return self


class Said(BaseModel):
    """One thing to show the person."""

    model_config = ConfigDict(from_attributes=True)

    kind: Kind
    text: str
    citations: list[Cited]
    fields: dict[str, Any] | None = Field(description="On `confirm`: the proposal as understood.")
    choices: list[Choice] = Field(description="What the person can press, or type: the label does the same.")
    receipt: str | None = Field(description="On `receipt`: the secret code, shown this once.")


class Replies(BaseModel):
    """All there is to show, in order."""

    replies: list[Said]


class Problem(BaseModel):
    """What went wrong, and what to do, in one plain sentence."""

    detail: str


class FoundProposal(BaseModel):
    """A proposal found by a search, with all its fields."""

    model_config = ConfigDict(extra="allow")

    reference: str
    score: float
    proposal: str


class Alive(BaseModel):
    """We are up."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """Every part we rest on: `ok`, or what is wrong with it."""

    status: Literal["ready", "not ready"]
    parts: dict[str, str]


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return {status: {"model": Problem} for status in statuses}


def router(web: Web) -> APIRouter:
    """The API's routes."""
    made = APIRouter(route_class=PlainRoute)
    callers = Callers(web.keys, web.tokens)
    _add_asking(made, web)
    _add_chat(made, web, callers)
    _add_search(made, web, callers)
    _add_health(made, web)
    return made


def _add_asking(made: APIRouter, web: Web) -> None:
    @made.post("/api/v1/ask", tags=["asking"], summary="Ask one question", responses=_problems(400, 413, 422, 503))
    def ask(body: Question) -> Answer:
        """Answer one question about the review from its documents, with the passage the answer rests on."""
        return Answer.model_validate(answer(web.knowledge, body.question).as_json())


def _add_chat(made: APIRouter, web: Web, callers: Callers) -> None:
    @made.post(
        "/api/v1/chat",
        tags=["conversation"],
        summary="Say something",
        responses=_problems(400, 401, 403, 413, 422, 503),
    )
    def chat(body: Turn, request: Request, response: Response) -> Replies:
        """Take one turn of a conversation. The cookie set by the first reply, or a token, says whose it is."""
        caller = callers.of(request)
        replies = web.assistant.handle(incoming(caller, body.conversation, body.text, body.action))
        callers.remember(response, caller, request)
        return Replies(replies=[Said.model_validate(reply) for reply in replies])


def incoming(
    caller: Caller, conversation: str, text: str = "", action: Action | None = None, event: str | None = None
) -> Incoming:
    """What a caller said, for the conversation core."""
    return Incoming(
        person=caller.person,
        conversation=conversation,
        text=text if action is None else "",
        action=action,
        event=event,
        channel="web",
        roles=caller.roles,
    )


def _known(field: str) -> tuple[str, ...]:
    return STATUSES if field == "status" else names(field)


def _filter(field: str) -> Any:
    """A filter: one of the field's values, named in the OpenAPI document too."""
    return Field(None, json_schema_extra={"enum": [*_known(field), None]})


class Narrowed(BaseModel):
    """What to narrow the proposals to."""

    setting: str | None = _filter("setting")
    level: str | None = _filter("level")
    theme: str | None = _filter("theme")
    region: str | None = _filter("region")
    status: str | None = _filter("status")

    @field_validator("setting", "level", "theme", "region", "status")
    @classmethod
    def _is_known(cls, value: str | None, info: ValidationInfo) -> str | None:
        field = str(info.field_name)
        if value is not None and value not in _known(field):
            raise ValueError(f"There is no {field} of that name. It can be: {'; '.join(_known(field))}.")
        return value

    def filters(self) -> Filters:
        """The narrowing, in the store's words."""
        return Filters(**self.model_dump(include={"setting", "level", "theme", "region", "status"}))


class Search(Narrowed):
    """What to look for, and what to narrow it to."""

    q: str = Field("", max_length=2_000, description="What the proposal is about, in your own words.")
    limit: int = Field(20, ge=1, le=100)


def _add_search(made: APIRouter, web: Web, callers: Callers) -> None:
    def reviewer(request: Request) -> Caller:
        caller = callers.bearer(request)
        if not caller.roles & {"reviewer", "admin"}:
            raise HTTPException(403, "Only the review team may search the proposals.")
        return caller

    @made.get(
        "/api/v1/proposals",
        tags=["review team"],
        summary="Search the proposals",
        responses=_problems(401, 403, 422, 503),
        dependencies=[Depends(reviewer)],
    )
    def proposals(search: Annotated[Search, Query()]) -> list[FoundProposal]:
        """Find proposals by meaning and words, best first. Needs a reviewer's or an admin's token."""
        found = web.proposals.search(CONTROL.sub("", search.q), search.filters(), search.limit)
        return [_as_found(one) for one in found]

    @made.get(
        "/api/v1/proposals/facets",
        tags=["review team"],
        summary="Count the proposals",
        responses=_problems(401, 403, 422, 503),
        dependencies=[Depends(reviewer)],
    )
    def facets(narrowed: Annotated[Narrowed, Query()]) -> dict[str, dict[str, int]]:
        """Say for each field how many proposals each of its values would give, the other filters being in force."""
        return {field: dict(counts) for field, counts in web.proposals.facets(narrowed.filters()).items()}

    @made.get(
        "/api/v1/proposals/{reference}/similar",
        tags=["review team"],
        summary="More like one",
        responses=_problems(401, 403, 404, 422, 503),
        dependencies=[Depends(reviewer)],
    )
    def similar(reference: str, limit: Annotated[int, Query(ge=1, le=100)] = 10) -> list[FoundProposal]:
        """Find the proposals most like one, best first. Being near does not say that they want the same."""
        return [_as_found(one) for one in web.proposals.more_like(CONTROL.sub("", reference), limit)]


def _as_found(found: Found) -> FoundProposal:
    return FoundProposal.model_validate({**found.proposal.as_json(), "score": found.score})


def _add_health(made: APIRouter, web: Web) -> None:
    @made.get("/healthz", tags=["running"], summary="Alive?")
    def healthz() -> Alive:
        """Say that the process answers."""
        return Alive()

    @made.get("/readyz", tags=["running"], summary="Ready?", responses={503: {"model": Ready}})
    def readyz(response: Response) -> Ready:
        """Say whether the database, the index and the model are there."""
        parts = {name: _state(check) for name, check in web.checks().items()}
        ready = all(state == "ok" for state in parts.values())
        response.status_code = 200 if ready else 503
        return Ready(status="ready" if ready else "not ready", parts=parts)


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except SoundingsError as error:
        return str(error)
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    return "ok"
