"""The app package: valid by the official schema, asks for nothing, icons as Teams wants them; the doctor's check."""

import io
import json
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import jsonschema
import pytest
from PIL import Image

from bot.channels.teams import doctor
from bot.channels.teams.package import build_manifest, build_package
from bot.settings import Settings
from retrieval.errors import Refused

BOT = "11111111-2222-3333-4444-555555555555"
SCHEMAS = Path(__file__).parents[1] / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"


def settings(**changes) -> Settings:
    return Settings(
        **({"teams_client_id": BOT, "teams_tenant_id": "t", "public_url": "https://soundings.example"} | changes)
    )


def unzip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.browser  # runs where the npm packages are, beside the browser tests
@pytest.mark.parametrize("public_url", ["https://soundings.example", "http://localhost:8000", ""])
def test_the_manifest_is_valid_by_the_official_schema(public_url):
    schema = SCHEMAS / "v1.25" / "MicrosoftTeams.schema.json"
    if not schema.exists():
        pytest.skip("@microsoft/app-manifest is not here (`make browser-tools` fetches it)")
    manifest = build_manifest(settings(public_url=public_url))
    errors = list(jsonschema.Draft4Validator(json.loads(schema.read_text(encoding="utf-8"))).iter_errors(manifest))
    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def test_the_package_holds_manifest_and_icons_and_is_the_same_every_time():
    files = unzip(build_package(settings()))
    assert set(files) == {"manifest.json", "color.png", "outline.png"}
    assert build_package(settings()) == build_package(settings())


def test_the_app_asks_for_no_permission():
    manifest = build_manifest(settings())
    assert "permissions" not in manifest
    assert "authorization" not in manifest
    assert "webApplicationInfo" not in manifest
    assert manifest["validDomains"] == ["soundings.example"]


def test_what_it_says_of_privacy_is_our_page_about_it():
    assert build_manifest(settings())["developer"]["privacyUrl"] == "https://soundings.example/privacy"


@pytest.mark.parametrize(("name", "size"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_sizes_and_grounds_teams_wants(name, size):
    icon = Image.open(io.BytesIO(unzip(build_package(settings()))[name]))
    icon.load()
    assert (icon.size, icon.mode) == ((size, size), "RGBA")
    colours = {colour for _, colour in icon.getcolors(size * size)}
    if name == "outline.png":
        assert {colour[:3] for colour in colours} == {(255, 255, 255)}
        assert {0, 255} <= {colour[3] for colour in colours}
    else:
        assert {colour[3] for colour in colours} == {255}


@pytest.mark.parametrize("client", ["", "not an id"])
def test_without_the_bots_id_the_package_says_what_is_missing(client):
    with pytest.raises(Refused, match="TEAMS_CLIENT_ID"):
        build_package(settings(teams_client_id=client))


@pytest.fixture
def login():
    said = {"status": 200, "body": {"access_token": "x"}}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(said["status"])
            self.end_headers()
            self.wfile.write(json.dumps(said["body"]).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield said, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_doctor_asks_microsoft_whether_the_credentials_work(login):
    said, url = login
    full = settings(teams_client_secret="s")
    assert [found[0] for found in doctor.check(full, url)] == ["works"]
    said |= {"status": 401, "body": {"error_description": "AADSTS7000222: expired"}}
    (found,) = doctor.check(full, url)
    assert (found[0], "expired" in found[2]) == ("broken", True)


def test_the_doctor_says_what_is_missing():
    states = {
        "no tenant": settings(teams_tenant_id=""),
        "managed identity": settings(),
        "cannot be reached": settings(teams_client_secret="s"),
        "will not listen": settings(teams_unauthenticated=True, host="192.0.2.1"),
        "this machine only": settings(teams_unauthenticated=True),
    }
    for words, given in states.items():
        (found,) = doctor.check(given, "http://127.0.0.1:9")
        assert words in found[1]
        assert found[2]
