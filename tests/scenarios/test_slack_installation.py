"""Installed in many workspaces by OAuth, removed again, tokens revoked; and what the doctor says of it."""

import contextlib
from collections.abc import Iterator

import httpx
import pytest
from slack_api.methods import EVENT_SCOPES
from slack_api.people import HttpDoor, Person, event_body
from slack_api.running import Scripted, TestParts, serving, settings_for
from slack_api.server import APP_TOKEN, BOT_TOKEN, SlackApi
from sqlalchemy import text

from bot.channels.slack.doctor import check
from bot.channels.slack.manifest import manifest
from bot.settings import Settings
from knowledge.database import Database
from knowledge.privacy import Keys

pytest_plugins = ["slack_api.fixtures"]
# slack_sdk's OAuth call uses what aiohttp means to drop in its next major version.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
TOKENS = {"T1": BOT_TOKEN, "T2": "xoxb-local-2"}


@pytest.fixture
def url(slack: SlackApi, database: Database, keys: Keys, scripted: Scripted) -> Iterator[str]:
    slack.add_team("T2", TOKENS["T2"], "UBOT2")
    settings = settings_for(slack, slack_bot_token="", slack_client_id="1.2", slack_client_secret="s")
    with serving(TestParts(settings, database, keys, scripted)) as found:
        yield found


def installs(slack: SlackApi, url: str, team: str) -> httpx.Response:
    """Goes the way of somebody who presses "Add to Slack"."""
    slack.oauth_codes[f"code-{team}"] = TOKENS[team]
    with httpx.Client(base_url=url, timeout=60) as browser:
        page = browser.get("/slack/install")
        state = page.text.split("state=")[1].split("&")[0]
        cookie = page.headers["set-cookie"].split(";")[0]  # it is a Secure cookie, and this is no HTTPS
        return browser.get(
            "/slack/oauth_redirect", params={"code": f"code-{team}", "state": state}, headers={"cookie": cookie}
        )


def test_two_workspaces_are_answered_each_with_its_own_token(slack: SlackApi, url: str, database: Database):
    assert [installs(slack, url, team).status_code for team in ("T1", "T2")] == [200, 200]
    with contextlib.closing(HttpDoor(url)) as door:
        for team in ("T1", "T2"):
            assert Person(slack, door, "U1", team).asks(f"hello {team}").team == team
    with database.read() as session:
        kept = session.scalars(text("SELECT bot_token FROM slack_bots")).all()
    assert len(kept) == 2
    assert not set(kept) & set(TOKENS.values())  # sealed


def test_a_state_not_given_out_by_us_installs_nothing(slack: SlackApi, url: str, database: Database):
    slack.oauth_codes["code"] = BOT_TOKEN
    answer = httpx.get(f"{url}/slack/oauth_redirect", params={"code": "code", "state": "made up"}, timeout=60)
    assert answer.status_code == 400
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM slack_bots")) == 0


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT1"]}}]
)
def test_after_it_is_removed_the_token_is_gone_and_the_other_workspace_goes_on(
    slack: SlackApi, url: str, database: Database, event: dict[str, object]
):
    for team in ("T1", "T2"):
        installs(slack, url, team)
    with contextlib.closing(HttpDoor(url)) as door:
        assert door.event(event_body(event)).status_code == 200
        assert Person(slack, door, "U1", "T2").asks("hello").team == "T2"
    with database.read() as session:
        assert session.scalars(text("SELECT team_id FROM slack_bots")).all() == ["T2"]
        assert session.scalars(text("SELECT team_id FROM slack_installations")).all() == ["T2"]


def test_a_token_slack_calls_revoked_is_forgotten(slack: SlackApi, url: str, database: Database):
    installs(slack, url, "T1")
    slack.teams[BOT_TOKEN].revoked = True
    with contextlib.closing(HttpDoor(url)) as door:
        ann = Person(slack, door)
        ann.says("hello")

        def gone(_: object) -> bool:
            with database.read() as session:
                return session.scalar(text("SELECT count(*) FROM slack_bots")) == 0

        ann.waits_for(gone)


def test_the_manifest_asks_for_no_scope_without_need_and_none_is_missing():
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    needed = {EVENT_SCOPES[event] for event in events if event in EVENT_SCOPES}
    used = {"assistant:write", "chat:write", "commands", "files:read", "im:write", "usergroups:read"}
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == needed | used


def test_the_doctor_tells_good_tokens_from_bad_ones(slack: SlackApi):
    assert all(finding.state == "works" for finding in check(settings_for(slack)))
    bad = check(settings_for(slack, slack_bot_token="xoxb-wrong", slack_app_token="xapp-wrong", slack_client_id="1"))
    assert [finding.state for finding in bad] == ["works", "broken", "broken", "broken"]
    assert all(finding.fix for finding in bad if finding.state == "broken")
    assert APP_TOKEN not in str(bad)
    assert check(Settings())[0].state == "off"


def test_the_doctor_says_when_slack_does_not_answer():
    settings = Settings(slack_bot_token="xoxb-1", slack_signing_secret="s", slack_api_url="http://127.0.0.1:9/")
    assert "does not answer" in check(settings)[1].says
