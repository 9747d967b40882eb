"""Between Slack's mrkdwn and plain words. The one boundary where what people typed is made harmless.

Slack's rules: https://docs.slack.dev/messaging/formatting-message-text (escaping, links, mentions).
"""

import re
from collections.abc import Callable

from bot.conversation.text import inert

_CONTROL = re.compile(r"<([^<>]*)>")
_BOLD = re.compile(r"\*\*(\S(?:[^\n]*?\S)?)\*\*")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_BULLET = re.compile(r"^( *)[-*] +", re.MULTILINE)
_QUOTE = re.compile(r"^&gt; ?", re.MULTILINE)


def read(text: str) -> str:
    """What a person typed, as plain words: mentions and links spelled out, entities undone."""
    plain = _CONTROL.sub(lambda match: _spell(match[1]), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def without_mention(text: str, bot_user: str) -> str:
    """The text without the mention of the bot that called it."""
    return re.sub(rf"<@{re.escape(bot_user)}(\|[^>]*)?>[,:]?", "", text).strip() if bot_user else text


def mentions(text: str, bot_user: str) -> bool:
    """Whether the text mentions the bot."""
    return bool(bot_user) and re.search(rf"<@{re.escape(bot_user)}[|>]", text) is not None


def escape(text: str) -> str:
    """Plain words, safe inside mrkdwn: nothing in them notifies anybody or becomes a link in disguise."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quote(words: str) -> str:
    """Plain words as a quote: every line of them is marked."""
    return "\n".join(f"> {line.strip()}" for line in escape(words).splitlines() if line.strip())


def write(text: str) -> str:
    """Light Markdown as mrkdwn: bold, headings, bullets, quotes. Everything else, links too, stays as typed."""
    return _QUOTE.sub("> ", _BULLET.sub(r"\1• ", _HEADING.sub(r"*\1*", _BOLD.sub(r"*\1*", escape(text)))))


def streamable(text: str) -> str:
    """Markdown for a stream: what would notify people or be a link in disguise is made harmless, the rest stays."""
    return inert(text.replace("&", "&amp;").replace("<", "&lt;"))


def link(url: str, words: str) -> str:
    """A link, or just the words when there is nowhere to go."""
    tidy = escape(words).replace("|", "¦")
    return (
        f"<{url.replace('>', '%3E').replace('|', '%7C')}|{tidy}>" if url.startswith(("http://", "https://")) else tidy
    )


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, with an ellipsis where something is left out."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def pieces(text: str, longest: int) -> list[str]:
    """The whole text in pieces of at most `longest` characters, split between lines or words where it can be."""
    parts: list[str] = []
    while len(text) > longest:
        at = max(text.rfind("\n", 1, longest), 0) or max(text.rfind(" ", 1, longest), 0) or longest
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [part for part in [*parts, text] if part]


def _spell(control: str) -> str:
    target, _, label = control.partition("|")
    spelled: dict[str, Callable[[], str]] = {
        "@": lambda: f"@{label or 'someone'}",
        "#": lambda: f"#{label or 'a channel'}",
        "!": lambda: label or "@" + target[1:].partition("^")[0],
    }
    if target[:1] in spelled:
        return spelled[target[:1]]()
    return label or target.removeprefix("mailto:").removeprefix("tel:")
