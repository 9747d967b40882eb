"""What the documentation tells people to type exists and works."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from bot.cli import app

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
