"""Soundings in Microsoft's own local client, the Agents Playground: what people see and press. Screenshots are kept."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[1]
PLAYGROUND = ROOT / "node_modules" / "@microsoft" / "m365agentsplayground" / "cli.js"
ARTEFACTS = ROOT / "artefacts"
COACH = "I think every new care home manager should get a coach for the first year"
AMBULANCE = "Give every ambulance crew a quiet hour with their manager each month"
SLOW = 90_000
NAMES = ["Ann Porter", "Bob Nurse", "Cat Carer", "Dan Driver", "Eve Lead", "Fay Lead"]


EVE = 4
"""The reviewer's place among the names."""
TENANT = "00000000-0000-0000-0000-00000000000a"


def object_id(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012}"


def staff(me: int) -> dict:
    """Who is who in the Playground; it wants exactly five others."""
    people = [
        {
            "id": f"user-{number}",
            "name": name,
            "userPrincipleName": f"user{number}@example.com",
            "aadObjectId": object_id(number),
            "givenName": name.split()[0],
            "surname": name.split()[1],
            "email": f"user{number}@example.com",
        }
        for number, name in enumerate(NAMES)
    ]
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": "00000000-0000-0000-0000-00000000000b", "name": "Soundings"},
        "currentUser": people.pop(me),
        "users": people,
        "personalChat": {"id": f"chat-of-{me}"},
        "groupChat": {"id": "ward-chat", "name": "Ward chat"},
        "team": {
            "id": "team", "name": "Ward team", "aadGroupId": "00000000-0000-0000-0000-00000000000c",
            "channels": [{"id": "channel-news", "name": "News"}],
        },
    }  # fmt: skip


@pytest.fixture
def client(chromium: Browser, start_server: Callable, home: Path, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens Microsoft's client for one of the staff, connected to a real server of ours."""
    node = shutil.which("node")
    if node is None or not PLAYGROUND.is_file():
        pytest.skip("the Agents Playground is not here (`make browser-tools` fetches it; it needs Node)")
    reviewer = f"teams:{TENANT}/{object_id(EVE)}"
    server = start_server(home, DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS="1", SOUNDINGS_REVIEWERS=reviewer)
    processes, contexts = [], []

    def open_client(me: int = 0) -> Page:
        config = tmp_path / f"staff-{me}.yml"
        config.write_text(json.dumps(staff(me)), encoding="utf-8")
        port = free_port()
        environment = os.environ | {
            "TEAMSAPPTESTER_BROWSER": "none",
            "SEND_INSTALLATION_ACTIVITY": "true",
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(tmp_path / f"playground-{me}.log"),
        }
        command = [node, str(PLAYGROUND), "start", "-e", f"{server.url}/api/messages", "-c", "msteams"]
        command += ["-p", str(port), "--disable-telemetry"]
        processes.append(subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL))
        wait_for(port)
        context = chromium.new_context(viewport={"width": 1280, "height": 1000})
        contexts.append(context)
        context.route("**/*", only_here)
        page = context.new_page()
        page.set_default_timeout(SLOW)
        page.goto(f"http://127.0.0.1:{port}/")
        page.get_by_text("Connected.").first.wait_for()
        page.get_by_text("I am Soundings").last.wait_for()
        return page

    yield open_client
    for context in contexts:
        context.close()
    for process in processes:
        process.terminate()
        process.wait(20)


def only_here(route: Route) -> None:
    """Nothing leaves this machine."""
    if re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]", route.request.url):
        route.continue_()
    else:
        route.abort()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("the Playground did not start")


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox").last
    box.click()
    page.keyboard.type(text)
    page.get_by_role("button", name="Send Message").click()


def keep(page: Page, name: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"teams-{name}.png")


def submit(page: Page, text: str) -> str:
    """Propose and press Submit; gives the receipt shown."""
    say(page, text)
    page.get_by_role("button", name="Submit").wait_for()
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Keep it: it is shown only once").wait_for()
    return re.search(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b", page.locator("body").inner_text())[0]


def test_ask_see_the_source_propose_change_a_field_on_the_card_and_get_a_receipt(client):
    page = client()
    keep(page, "welcome")
    say(page, "who is leading the review?")
    expect(page.get_by_text("User Application -> Microsoft 365 Agents Playground message 202").first).to_be_visible()
    page.get_by_text("1", exact=True).first.hover()
    expect(page.get_by_text("Who leads the review", exact=True)).to_be_visible()  # the source, in Teams' own way
    keep(page, "answer")
    say(page, COACH)
    page.get_by_label("Title").fill("A coach for new managers")
    keep(page, "card")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Keep it: it is shown only once").wait_for()
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)  # the card became the receipt
    keep(page, "receipt")
    say(page, "my proposals")
    expect(page.get_by_text("A coach for new managers").last).to_be_visible()


def test_a_mention_in_a_channel_is_answered_there_and_a_proposal_is_not_shown_there(client):
    page = client()
    page.get_by_text("General").first.click()
    page.get_by_text("Mention me with a question").last.wait_for()
    for text in ("who is leading the review?", COACH):
        page.get_by_role("textbox").last.click()
        page.keyboard.type("@Sou")
        page.get_by_role("menuitem", name="Soundings").click()
        say(page, f" {text}")
    page.get_by_text("I have written to you").last.wait_for()
    keep(page, "channel")
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)


def test_two_people_at_once_each_have_their_own_conversation(client):
    ann, bob = client(0), client(1)
    assert submit(ann, COACH) != submit(bob, AMBULANCE)
    assert "ambulance crew" not in ann.locator("body").inner_text()
    assert "care home manager" not in bob.locator("body").inner_text()
    keep(ann, "ann")
    keep(bob, "bob")


def test_a_reviewer_finds_a_proposal_from_the_compose_box_and_others_find_nothing(client):
    submit(client(1), COACH)
    eve = client(EVE)
    eve.get_by_text("Ward chat").first.click()
    search(eve, "coach")
    found = eve.get_by_text(re.compile(r"^P-1001 "))
    found.wait_for()
    keep(eve, "search")
    found.click()
    eve.get_by_text("supported by 0").wait_for()
    eve.get_by_role("button", name="Send Message").click()
    expect(eve.get_by_text("supported by 0")).to_have_count(1)
    keep(eve, "inserted")
    eve.get_by_text("Personal Chat").first.click()
    say(eve, "open P-1001")
    eve.get_by_role("button", name="Answer").click()
    eve.get_by_label("Your answer, as its contributor will read it").fill("Yes: from April.")
    keep(eve, "review")
    eve.get_by_role("button", name="Send: answer").click()
    expect(eve.get_by_text("P-1001 is answered.")).to_be_visible()  # the card says so, in its place
    keep(eve, "reviewed")
    dan = client(3)
    search(dan, "coach")
    dan.get_by_text("Searching proposals is for the review team").wait_for()
    assert "care home manager" not in dan.locator("body").inner_text()
    keep(dan, "search-refused")


def search(page: Page, words: str) -> None:
    """Look for proposals from the compose box."""
    page.get_by_role("button", name="Trigger Message Extension App").click()
    page.get_by_text("Search Command").click()
    page.get_by_placeholder("Enter a search term").fill(words)
