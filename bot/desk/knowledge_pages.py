"""The documents, for admins: what answers come from, what a new file would change, and the way back."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import Field

from bot.channels.web.cards import date_words
from bot.channels.web.rendering import Pages
from bot.channels.web.routes import PlainRoute, UploadRoute
from bot.desk.adding import Sent, known, lines, problems, read, told
from bot.desk.door import Door, Visitor
from bot.desk.parts import Desk
from knowledge.documents.front_matter import LONGEST_WORDING
from knowledge.documents.incoming import Given
from knowledge.documents.records import Added, Listed, Shown, Version
from knowledge.documents.suggestions import Suggestion
from knowledge.documents.uploads import Upload
from retrieval.errors import NotFound, Refused

HOME = "/desk/knowledge"
NOTHING: Mapping[str, str] = {}
NOT_KEPT = "That file is not kept any more. Please send it again."
DONE = {
    "added": "“{title}” is added.",
    "changed": "Version {version} of “{title}” is added: {days}.",
    "unchanged": "“{title}” is so already. Nothing changed.",
    "brought back": "Version {version} of “{title}” is back: {days}.",
    "removed": "“{title}” is removed. Nothing is answered from it any more.",
    "taught": "“{title}” answers to that wording now.",
    "approve": "“{title}” answers to those wordings now.",
    "reject": "Those wordings are set aside. They will not be suggested again.",
    "untaught": "“{title}” does not answer to that wording any more.",
}
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Done = Annotated[str, Query(max_length=20)]
_Version = Annotated[int, Query(ge=0, le=1_000_000)]


def router(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    """The routes."""
    made = APIRouter(route_class=PlainRoute, include_in_schema=False)
    made.include_router(_reading(desk, door, pages))
    made.include_router(_adding(desk, door, pages))
    made.include_router(_changing(desk, door, pages))
    return made


def _reading(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type

    @made.get(HOME)
    def documents(request: Request, visitor: Admin) -> Response:
        rows = desk.library.list(removed=True)
        here = [row for row in rows if row.removed is None]
        gone = [row for row in rows if row.removed is not None]
        waiting = desk.suggestions.counts()
        return pages.page(
            request, "knowledge_list.html", visitor=visitor, here=here, gone=gone, state=state, suggested=waiting
        )

    @made.get(HOME + "/documents/{document}")
    def one(request: Request, visitor: Admin, document: str, done: _Done = "", version: _Version = 0) -> Response:
        return page_of(desk, pages, request, visitor, document, done=done, version=version)

    return made


def page_of(
    desk: Desk,
    pages: Pages,
    request: Request,
    visitor: Visitor,
    document: str,
    *,
    done: str = "",
    version: int = 0,
    wording: str = "",
    problem: str = "",
) -> Response:
    """The page of a document, saying what was done with which version, or what is wrong with a wording."""
    shown, versions = desk.library.show(document), desk.library.history(document)
    about = next((one for one in versions if one.version == version), versions[0])
    return pages.page(
        request,
        "knowledge_document.html",
        422 if problem else 200,
        visitor=visitor,
        document=shown,
        state=state(shown),
        facts=facts(shown),
        versions=versions,
        way_back=way_back,
        suggested=ticks(desk.suggestions.waiting(document)),
        done=DONE.get(done, "").format(title=about.title, version=about.version, days=about.days()),
        wording=wording,
        problem=problem,
        longest=LONGEST_WORDING,
    )


def _adding(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=UploadRoute)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type

    def form(
        request: Request, visitor: Visitor, sent: Sent, before: Shown | None, wrong: Mapping[str, str] = NOTHING
    ) -> Response:
        context: dict[str, Any] = {
            "sent": sent,
            "known": before,
            "lines": lines(sent),
            "wrong": {line: {"text": said} for line, said in wrong.items()},
            "summary": [{"text": said, "href": f"#{line}"} for line, said in wrong.items()],
        }
        return pages.page(request, "knowledge_add.html", 422 if wrong else 200, visitor=visitor, **context)

    @made.get(HOME + "/add")
    def ask(request: Request, visitor: Admin, document: str = "") -> Response:
        before = desk.library.show_current(document) if document else None
        return form(request, visitor, known(before) if before else Sent(), before)

    @made.post(HOME + "/add")
    def preview(
        request: Request,
        visitor: Admin,
        sent: Annotated[Sent, Form()],
        file: Annotated[UploadFile | None, File()] = None,
    ) -> Response:
        before = desk.library.show_current(sent.document) if sent.document else None
        chosen, inside = (file.filename or "", file.file.read()) if file else ("", b"")
        given: Given = {}
        try:
            content, name = read(sent, chosen, inside, before)
            given = told(sent, before, content, name)
            change = desk.library.preview_bytes(content, name, **given)
        except Refused as error:
            return form(request, visitor, sent, before, problems(error, given, chosen))
        upload = Upload(name, content, given)
        kept = "" if change.outcome == "unchanged" else desk.uploads.keep(upload, by=visitor.name)
        return pages.page(request, "knowledge_preview.html", visitor=visitor, change=change, upload=kept)

    @made.post(HOME + "/confirm")
    def confirm(visitor: Admin, upload: Annotated[str, Form()]) -> Response:
        found = _find(desk, upload, visitor)
        added = desk.library.add_bytes(found.content, found.name, by=visitor.name, **found.given)
        desk.uploads.drop(upload)
        return after(added)

    @made.post(HOME + "/leave")
    def leave(visitor: Admin, upload: Annotated[str, Form()]) -> Response:
        _find(desk, upload, visitor)
        desk.uploads.drop(upload)
        return RedirectResponse(HOME, 303)

    return made


def _changing(desk: Desk, door: Door, pages: Pages) -> APIRouter:
    made = APIRouter(route_class=PlainRoute)
    Admin = Annotated[Visitor, Depends(door.admin)]  # noqa: N806 - a type
    here = HOME + "/documents/{document}"

    @made.get(here + "/remove")
    def ask_to_remove(request: Request, visitor: Admin, document: str) -> Response:
        shown = desk.library.show(document)
        return pages.page(request, "knowledge_remove.html", visitor=visitor, document=shown)

    @made.post(here + "/remove")
    def remove(visitor: Admin, document: str) -> Response:
        return after(desk.library.remove(document, by=visitor.name))

    @made.post(here + "/rollback")
    def rollback(visitor: Admin, document: str, version: Annotated[int, Form(ge=1, le=1_000_000)]) -> Response:
        return after(desk.library.rollback(document, version, by=visitor.name))

    @made.post(here + "/wordings")
    def teach(request: Request, visitor: Admin, document: str, wording: Annotated[str, Form()] = "") -> Response:
        try:
            return after(desk.library.add_wording(document, wording, by=visitor.name))
        except Refused as error:
            return page_of(desk, pages, request, visitor, document, wording=wording, problem=str(error))

    @made.post(here + "/wordings/remove")
    def unteach(visitor: Admin, document: str, wording: Annotated[str, Form()] = "") -> Response:
        return after(desk.library.remove_wording(document, wording, by=visitor.name))

    @made.post(here + "/suggestions")
    def decide(
        visitor: Admin,
        document: str,
        decision: Annotated[Literal["approve", "reject"], Form()],
        suggestion: Annotated[list[Number] | None, Form()] = None,
    ) -> Response:
        if not suggestion:
            raise Refused("Tick the wordings that you decide on.")
        decide_on = desk.suggestions.approve if decision == "approve" else desk.suggestions.reject
        for number in suggestion:
            decide_on(number, by=visitor.name)
        return RedirectResponse(f"{HOME}/documents/{quote(document)}?done={decision}", 303)

    return made


def after(added: Added) -> RedirectResponse:
    """Back to the document, saying what was done."""
    said = urlencode({"done": added.outcome, "version": added.version})
    return RedirectResponse(f"{HOME}/documents/{quote(added.document)}?{said}", 303)


def state(document: Listed) -> dict[str, str]:
    """Whether a document is answered from, in a word and the colour of a tag."""
    if document.removed is not None:
        return {"text": "removed", "classes": "govuk-tag--red"}
    if document.answered_from:
        return {"text": "answered from", "classes": "govuk-tag--green"}
    return {"text": "not answered from today", "classes": "govuk-tag--yellow"}


def way_back(one: Version) -> str:
    """What the button that chooses a version says: what comes of it, by its days."""
    if one.state == "in force":
        return f"Stay with version {one.version}"
    if one.state_alone == "coming":
        return f"Keep version {one.version} for {date_words(one.valid_from)}"
    if one.state_alone == "ended":
        return f"Go back to version {one.version}, which ended on {date_words(one.valid_to)}"
    return f"Put version {one.version} into force"


def facts(document: Listed) -> list[dict[str, Any]]:
    """What is known about a document, for a summary list."""
    said = {
        "Its name here": document.document,
        "Version": document.version,
        "Source": document.source,
        "Publisher": document.publisher,
        "Date": date_words(document.published),
        "Link": document.link,
        "Answered from": date_words(document.valid_from),
        "Answered until": date_words(document.valid_to),
        "Passages": document.passages,
    }
    return [{"key": {"text": key}, "value": {"text": str(value)}} for key, value in said.items() if value]


def ticks(waiting: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Suggested wordings as checkboxes, each with the words that would answer it."""
    said = {True: "Answered by", False: "Perhaps answered by"}
    hints = ({"text": f"{said[one.sure]}: “{one.quote}”"} for one in waiting)
    return [{"value": one.id, "text": one.wording, "hint": hint} for one, hint in zip(waiting, hints, strict=True)]


def _find(desk: Desk, upload: str, visitor: Visitor) -> Upload:
    found = desk.uploads.find(upload, by=visitor.name)
    if found is None:
        raise NotFound(NOT_KEPT)
    return found
