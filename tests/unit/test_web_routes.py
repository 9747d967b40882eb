"""What is refused before a route is reached, and how it is said."""

import pytest
from fastapi import HTTPException, Request
from starlette.types import Message

from bot.channels.web.routes import bounded, explain, refuse_foreign, status_of
from retrieval.errors import NotFound, Refused, SoundingsError, Unavailable


def request(method: str = "POST", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": raw, "path": "/", "query_string": b""})


@pytest.mark.parametrize(
    "own",
    [
        request(sec_fetch_site="same-origin", origin="https://elsewhere"),
        request(sec_fetch_site="none"),
        request(origin="http://here:8000", host="here:8000"),
        request(origin="https://public", host="inside:80", x_forwarded_host="public"),
        request(host="here"),
        request("GET", sec_fetch_site="cross-site"),
        request(authorization="Bearer x", origin="https://elsewhere", host="here"),
    ],
)
def test_our_own_pages_and_programs_may_change_things(own: Request):
    refuse_foreign(own)


@pytest.mark.parametrize(
    "foreign",
    [
        request(sec_fetch_site="cross-site"),
        request(sec_fetch_site="same-site"),
        request(origin="https://elsewhere", host="here"),
        request(origin="null", host="here"),
    ],
)
def test_another_sites_page_may_not(foreign: Request):
    with pytest.raises(HTTPException) as refused:
        refuse_foreign(foreign)
    assert refused.value.status_code == 403


async def test_a_body_is_refused_as_soon_as_it_is_too_long():
    async def endless() -> Message:
        return {"type": "http.request", "body": b"x" * 400, "more_body": True}

    receive = bounded(endless, limit=1_000)
    assert (await receive())["body"]
    await receive()
    with pytest.raises(HTTPException) as refused:
        await receive()
    assert refused.value.status_code == 413


@pytest.mark.parametrize(
    ("error", "status"), [(NotFound(""), 404), (Refused(""), 422), (Unavailable(""), 503), (SoundingsError(""), 500)]
)
def test_each_kind_of_error_has_its_status(error: SoundingsError, status: int):
    assert status_of(error) == status


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"type": "json_invalid", "loc": ("body", 3), "msg": "Bad"}, "The body is not JSON. Send one JSON object."),
        ({"type": "missing", "loc": ("body", "question"), "msg": "Field required"}, "question is missing."),
        ({"type": "missing", "loc": ("body",), "msg": "Field required"}, "The body is missing."),
        ({"type": "value_error", "loc": ("body",), "msg": "Value error, Send words."}, "Send words."),
        ({"type": "int_parsing", "loc": ("query", "limit"), "msg": "Should be a number"}, "limit: should be a number."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(error: dict, said: str):
    assert explain([error]) == said
