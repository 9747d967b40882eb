"""The light Markdown of replies as safe HTML: bold, lists, links to our own pages and to mailboxes. Nothing else."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def to_html(text: str) -> str:
    """Render `text`. HTML in it is shown, never obeyed; addresses of mailboxes become links."""
    return str(_renderer().render(text))


def is_ours(address: str) -> bool:
    """Whether a link may be followed from our pages: a page of ours, or a mailbox."""
    return address.startswith("mailto:") or (address.startswith("/") and not address.startswith(("//", "/\\")))


@cache
def _renderer() -> MarkdownIt:
    made = MarkdownIt("zero", {"html": False, "breaks": True})
    made.enable(["list", "blockquote", "emphasis", "link", "autolink", "escape", "newline", "backticks"])
    made.validateLink = is_ours  # type: ignore[method-assign, assignment]
    made.core.ruler.push("mailboxes", _link_mailboxes)
    for name in ("bullet_list", "ordered_list"):
        made.add_render_rule(f"{name}_open", _styled_list)
    made.add_render_rule("link_open", _styled_link)
    made.add_render_rule("paragraph_open", _styled_paragraph)
    return made


def _link_mailboxes(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline":
            block.children = list(_linked(block.children or []))


def _linked(children: list[Token]) -> Iterator[Token]:
    in_link = 0
    for child in children:
        in_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not in_link:
            yield from _split(child.content)
        else:
            yield child


def _split(content: str) -> Iterator[Token]:
    position = 0
    for found in MAILBOX.finditer(content):
        yield _text(content[position : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": f"mailto:{found[0]}"})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        position = found.end()
    yield _text(content[position:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _class(name: str) -> Any:
    def rule(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        tokens[index].attrSet("class", name)
        return str(self.renderToken(tokens, index, options, env))

    return rule


_styled_link = _class("govuk-link")
_styled_paragraph = _class("govuk-body")


def _styled_list(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    kind = "bullet" if tokens[index].type == "bullet_list_open" else "number"
    tokens[index].attrSet("class", f"govuk-list govuk-list--{kind}")
    return str(self.renderToken(tokens, index, options, env))
