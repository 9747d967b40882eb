"""What the documentation tells people to type exists and works."""

import re
import shlex
from pathlib import Path

import pytest
from commanding.running import Command
from foreign_documents import pdf
from typer.main import get_command
from typer.testing import CliRunner

from bot.app import Soundings, now
from bot.cli import app
from knowledge.documents.wording_requests import Supported, WordingRequests
from knowledge.progress import silent
from knowledge.proposals.importing import import_proposals

pytest_plugins = ["commanding.fixtures"]

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands() -> list[tuple[str, str]]:
    found = []
    for page in PAGES:
        for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
            found += [(page.name, line[2:].split("   #")[0]) for line in block.splitlines() if line.startswith("$ ")]
    return found


@pytest.mark.parametrize(("page", "command"), commands())
def test_every_command_in_the_documentation_is_one_that_exists(page: str, command: str):
    words = shlex.split(command)
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
    elif words[0] == "soundings":
        group, path = get_command(app), []
        for word in words[1:]:
            if not hasattr(group, "commands"):
                break
            assert word in group.commands, f"{page}: soundings {' '.join([*path, word])} does not exist"
            group, path = group.commands[word], [*path, word]
        known = {name for parameter in group.params for name in parameter.opts}
        used = {word.split("=")[0] for word in words[len(path) + 1 :] if word.startswith("--")}
        assert used <= known, f"{page}: {used - known}"
    else:
        assert words[0] in {".", "export", "cd", "git", "python3.11", "honcho", "pip", "curl", "echo", "printf"}


ENDLESS_OR_LONG = {"serve", "evaluate"}
"""A server runs until it is stopped, and measuring takes minutes: both have tests of their own."""


def sequences() -> dict[str, list[list[str]]]:
    """The `soundings` commands of each page, in the order they are shown."""
    found: dict[str, list[list[str]]] = {}
    for page, line in commands():
        words = shlex.split(line)
        if words[0] == "soundings" and words[1] not in ENDLESS_OR_LONG:
            found.setdefault(page, []).append(words[1:])
    return found


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: Soundings) -> None:
    """A folder with the files that the pages speak of, and proposals up to P-1042 and some more,
    and two wordings that a language model suggests."""
    folder = tmp_path / "workplace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name, words in (
        ("letter.txt", "The open letter says when."),
        ("letter-corrected.txt", "It says when and how."),
    ):
        Path(name).write_text(words, encoding="utf-8")
    Path("terms.pdf").write_bytes(pdf("The terms of reference say what the review looks at."))
    ideas = [f"Every team of ward {number} should meet its managers monthly,North West" for number in range(1, 46)]
    Path("comments.csv").write_text("\n".join(["comment-body,area", *ideas]), encoding="utf-8")
    requests = WordingRequests(parts.database, now)
    turn = requests.take("who-leads-the-review")
    assert turn is not None
    suggested = [Supported(wording, turn.passages[0], sure=True) for wording in ("Who is it?", "Who heads it up?")]
    requests.finish(turn, suggested, "openai:test-model")
    import_proposals(parts.proposals, Path("comments.csv"), {"proposal": "comment-body"}, silent)


@pytest.mark.parametrize("page", sequences())
@pytest.mark.usefixtures("workplace")
def test_the_commands_of_a_page_work_in_the_order_they_are_shown(
    page: str, command: Command, monkeypatch: pytest.MonkeyPatch
):
    for words in sequences()[page]:
        if words[0] == "teams":  # the page has the reader set it first
            monkeypatch.setenv("TEAMS_CLIENT_ID", "11111111-2222-3333-4444-555555555555")
        done = command(*words, stdin="y\n")
        assert done.status == 0, f"soundings {shlex.join(words)}: {done.errors}"
        assert done.output or done.errors


def test_every_link_between_pages_leads_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_setting_in_the_operators_page_is_a_setting():
    from bot.settings import Settings

    known = {str(field.alias) for field in Settings.model_fields.values()}
    table = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    named = {name for name in re.findall(r"`([A-Z][A-Z_]+)`", table) if "_" in name}
    assert named <= known


def test_help_is_quick_and_names_every_part():
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for name in ("serve", "chat", "ask", "knowledge", "proposals", "doctor", "evaluate", "worker", "token"):
        assert name in result.output
