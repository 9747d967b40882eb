"""Gives commands the assembled parts, ready to use."""

from functools import cache
from typing import TYPE_CHECKING

from pydantic import ValidationError

from retrieval.errors import Refused

if TYPE_CHECKING:
    from bot.app import Soundings
    from bot.settings import Settings


def settings() -> "Settings":
    """The settings. Raises Refused, naming the setting, when one makes no sense."""
    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "".join(str(part) for part in first["loc"])
        raise Refused(f"The setting {name} makes no sense: {first['msg'].removeprefix('Value error, ')}.") from error


@cache
def soundings() -> "Soundings":
    """The parts, with the tables up to date."""
    from bot.app import Soundings

    made = Soundings(settings())
    made.prepare()
    return made


def soundings_with_knowledge() -> "Soundings":
    """The parts, with the built-in knowledge indexed too (a progress bar the first time)."""
    from bot.commands.terminal_output import progress_bar

    made = soundings()
    if made.library.builtin_is_current():
        return made
    with progress_bar("Indexing the built-in knowledge") as report:
        made.library.index_builtin(report)
    return made
