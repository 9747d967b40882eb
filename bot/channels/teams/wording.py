"""Text on its way to Teams: Markdown the core meant stays, everything else is shown as it was typed."""

NAME, ABSTRACT, KEYWORD = 80, 160, 28
"""Characters Teams allows in a citation's name, extract and keyword; longer is an error."""
LONGEST_TEXT = 18_000
"""Characters of one message: Teams takes about 28 kB with everything around it."""


def defuse(text: str) -> str:
    """No tag of HTML (`<at>` among them) and no hidden link works in what Teams renders; the words stay readable."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("](", "] (")
    return safe if len(safe) <= LONGEST_TEXT else safe[: LONGEST_TEXT - 1].rsplit("&", 1)[0] + "…"


def defuse_card(text: str) -> str:
    """Words on a card: cards read no HTML, but a little Markdown, and links in it."""
    return text.replace("](", "] (")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where one can."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:") + "…"
