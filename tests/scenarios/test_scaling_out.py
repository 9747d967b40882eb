"""Scaled out: PostgreSQL, a Chroma server, two web processes and a worker give one conversation."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from retrieval.vectors import VectorIndex

COACH = "I think every new care home manager should get a coach for the first year"


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    command = [program, "run", "--path", tmp_path / "chroma", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
            break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait()


@pytest.mark.slow
def test_two_web_processes_share_one_conversation(start_server, chroma: str, postgresql_url: str, tmp_path: Path):
    shared = {"DATABASE_URL": postgresql_url, "CHROMA_URL": chroma, "SOUNDINGS_SECRET": "the same everywhere"}
    first = start_server(tmp_path / "one", **shared)
    second = start_server(tmp_path / "two", **shared)

    person = httpx.Client(timeout=60)
    said = {"conversation": "default", "text": COACH}
    person.post(f"{first.url}/api/v1/chat", json=said).raise_for_status()
    replies = person.post(f"{second.url}/api/v1/chat", json={**said, "text": "submit"}).json()["replies"]
    assert any(reply["receipt"] for reply in replies)

    found = first.run("proposals", "search", "support for people new to running a home", "--json")
    assert COACH in found.stdout
    index = VectorIndex.connect(chroma)
    deadline = time.monotonic() + 30
    while not index.count("proposals") and time.monotonic() < deadline:
        time.sleep(0.2)
    assert index.count("proposals") == 1
    assert index.count("passages") > 20
