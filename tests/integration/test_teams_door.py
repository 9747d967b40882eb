"""Who and what gets in: the full token check against a local key server, and everything that is not an activity."""

import os
import subprocess
import sys
import time

import httpx
import pytest
from teams_platform.bot import Bot, Scripted, parts_with, teams_settings
from teams_platform.tokens import BOT_ID, TENANT, Signer

from retrieval.errors import Refused

pytest_plugins = ["teams_platform.fixtures"]
HOUR = 3600
ELSEWHERE = "bbbbbbbb-0000-0000-0000-000000000002"


def post(bot: Bot, **parts) -> httpx.Response:
    return httpx.post(f"{bot.url}/api/messages", timeout=30, **parts)


def test_a_signed_message_is_worked(microsoft, person, core):
    assert person().says("hello").status_code == 200
    (reply,) = microsoft.wait_for(1)
    assert reply.text == "You said: hello"
    assert core.asked[0].person == f"teams:{TENANT}/object-ann"
    assert core.asked[0].private


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda m: "", id="none"),
        pytest.param(lambda m: "Bearer", id="empty"),
        pytest.param(lambda m: "Basic dXNlcjpwYXNz", id="basic"),
        pytest.param(lambda m: "Bearer not.a.token", id="garbage"),
        pytest.param(lambda m: f"Bearer {m.signer.unsigned(m.service_url)}", id="alg-none"),
        pytest.param(lambda m: f"Bearer {Signer(name='impostor').token(m.service_url)}", id="wrong-key-same-name"),
        pytest.param(lambda m: f"Bearer {Signer('key-2', 'impostor').token(m.service_url)}", id="unknown-key"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, exp=int(time.time()) - HOUR)}", id="expired"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, exp=None)}", id="never-expires"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, nbf=int(time.time()) + HOUR)}", id="not-yet"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, aud='another-bot')}", id="wrong-audience"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, aud=None)}", id="no-audience"),
        pytest.param(
            lambda m: f"Bearer {m.signer.token(m.service_url, iss='https://evil.example')}", id="wrong-issuer"
        ),
        pytest.param(
            lambda m: f"Bearer {m.signer.token(m.service_url, iss=f'https://sts.windows.net/{ELSEWHERE}/')}",
            id="entra-issuer",
        ),
        pytest.param(lambda m: f"Bearer {m.signer.token('https://elsewhere.example')}", id="wrong-service-url"),
        pytest.param(lambda m: f"Bearer {m.signer.token(m.service_url, serviceurl=None)}", id="no-service-url"),
    ],
)
def test_a_bad_token_gets_401_and_nothing_is_processed(microsoft, bot, person, core, make):
    headers = {"Authorization": make(microsoft)}
    response = post(bot, json=person().activity(text="hello"), headers=headers)
    assert response.status_code == 401
    time.sleep(0.1)
    assert core.asked == []
    assert microsoft.sent == []


def test_another_tenant_gets_403_and_nothing_is_processed(microsoft, person, core):
    assert person(tenant=ELSEWHERE).says("hello").status_code == 403
    assert core.asked == []
    assert microsoft.sent == []


def test_an_activity_that_hides_its_tenant_gets_403(person, core):
    ann = person()
    where = {"id": ann.chat, "conversationType": "personal"}
    assert ann.says("hello", conversation=where, channelData={}).status_code == 403
    assert core.asked == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{not json", 400),
        (b"\xff\xfe\x00", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"[" * 100_000, 400),
        (b'{"type": "message", "text": "\\ud800"}', 400),
        (b'{"type": "message", "text": "' + b"x" * 300_000 + b'"}', 413),
    ],
)
def test_what_is_not_json_or_too_large_gets_a_4xx(microsoft, bot, content, status):
    headers = {"Authorization": f"Bearer {microsoft.signer.token(microsoft.service_url)}"}
    response = post(bot, content=content, headers=headers | {"Content-Type": "application/json"})
    assert response.status_code == status
    assert "Traceback" not in response.text


def test_an_oversized_body_without_a_length_is_cut_off(bot):
    def drip():
        for _ in range(400):
            yield b"x" * 1024

    assert post(bot, content=drip()).status_code == 413


@pytest.mark.parametrize("missing", ["type", "id", "from", "recipient", "conversation", "serviceUrl"])
def test_an_activity_without_its_essentials_gets_400(person, missing):
    ann = person()
    activity = ann.activity(text="hello")
    del activity[missing]
    assert ann.sends(activity).status_code == 400


def test_odd_shapes_never_make_a_500(person):
    ann = person()
    for field in ("type", "id", "from", "conversation", "recipient", "text", "entities", "value", "attachments"):
        for odd in (None, 5, [], {}, {"id": {}}, [None, 5, {"type": "mention"}], "x" * 5_000):
            status = ann.sends(ann.activity(text="hello") | {field: odd}).status_code
            assert status in {200, 400}, f"{field}={odd!r} made a {status}"


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "endOfConversation", "event", "trace", "no-such-type"])
def test_types_we_have_no_use_for_are_taken_quietly(microsoft, person, core, kind):
    assert person().sends(person().activity(type=kind)).status_code == 200
    assert core.asked == []
    assert microsoft.sent == []


@pytest.mark.parametrize("name", ["no/such/invoke", "", "signin/verifyState", "composeExtension/setting"])
def test_unknown_invokes_get_a_404(person, name):
    assert person().invokes(name, {}).status_code == 404


def test_get_is_not_served(bot):
    assert httpx.get(f"{bot.url}/api/messages").status_code == 405


def test_with_the_check_off_only_loopback_is_listened_on(microsoft, sqlite_database, keys):
    settings = teams_settings(microsoft, teams_unauthenticated=True, host="0.0.0.0")  # noqa: S104
    with pytest.raises(Refused, match=r"will not listen on 0\.0\.0\.0"):
        Bot(parts_with(sqlite_database, keys, settings, Scripted()))


def test_the_server_itself_refuses_to_open_that_door(tmp_path):
    environment = os.environ | {"SOUNDINGS_HOME": str(tmp_path), "DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS": "1"}
    command = [sys.executable, "-m", "bot.cli", "serve", "--host", "0.0.0.0", "--port", "0"]  # noqa: S104
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode != 0
    assert "will not listen on 0.0.0.0" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_with_the_check_off_no_credential_is_ever_sent(microsoft, sqlite_database, keys):
    settings = teams_settings(microsoft, teams_unauthenticated=True)
    open_bot = Bot(parts_with(sqlite_database, keys, settings, Scripted()))
    activity = {
        "type": "message", "id": "1", "serviceUrl": microsoft.service_url, "text": "hello",
        "from": {"id": "ann"}, "recipient": {"id": BOT_ID},
        "conversation": {"id": "c", "conversationType": "personal", "tenantId": TENANT},
    }  # fmt: skip
    assert post(open_bot, json=activity, headers={"Origin": "https://evil.example"}).status_code == 403
    assert post(open_bot, json=activity).status_code == 200
    microsoft.wait_for(1)
    open_bot.stop()
    assert microsoft.tokens == {None}
