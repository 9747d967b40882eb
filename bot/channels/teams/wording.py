"""Text on its way to Teams: Markdown the core meant stays, everything else is shown as it was typed."""

from bot.conversation.text import inert

NAME, ABSTRACT, KEYWORD = 80, 160, 28
"""Characters Teams allows in a citation's name, extract and keyword; longer is an error."""
LONGEST_TEXT = 18_000
"""Characters of one message: Teams takes about 28 kB with everything around it."""


def defuse(text: str) -> str:
    """No tag of HTML (`<at>` among them) and no hidden link works in what Teams renders; the words stay readable."""
    safe = inert(text.replace("&", "&amp;").replace("<", "&lt;"))
    return safe if len(safe) <= LONGEST_TEXT else safe[: LONGEST_TEXT - 1].rsplit("&", 1)[0] + "…"


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where one can."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:") + "…"
