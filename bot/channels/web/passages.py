"""A document's text as HTML, with the quoted words marked where they stand. Pure functions.

A quote is given by its start and end in the document's text. For Markdown the marking must survive rendering: two
private characters are put into the text around the quote, and taken out again from the rendered tokens.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape

OPEN, CLOSE = "\ue000", "\ue001"
LINE_MARKUP = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+|>[ \t]?)+")


def render(text: str, media: Literal["markdown", "text"], start: int | None = None, end: int | None = None) -> str:
    """The document as HTML; `text[start:end]` is inside `<mark>`, the first piece of it with the id `quote`."""
    if start is None or end is None or not 0 <= start < end <= len(text):
        return _markdown(text) if media == "markdown" else _plain(text, 0, 0)
    marked = _markdown(_surround(text, start, end)) if media == "markdown" else ""
    return marked if _is_well_marked(marked) else _plain(text, start, end)


def _is_well_marked(html: str) -> bool:
    lost = (OPEN, CLOSE, quote(OPEN), quote(CLOSE))  # where no text was: in a link's address, say
    return html.count('<mark id="quote"') == 1 and not any(mark in html for mark in lost)


def _plain(text: str, start: int, end: int) -> str:
    before, words, after = text[:start], text[start:end], text[end:]
    mark = f'<mark id="quote" tabindex="-1">{escape(words)}</mark>' if words else ""
    return f'<div class="document-plain">{escape(before)}{mark}{escape(after)}</div>\n'


def _surround(text: str, start: int, end: int) -> str:
    line = text.rfind("\n", 0, start) + 1
    markup = LINE_MARKUP.match(text, line)
    if markup and start < markup.end():  # never between a line's start and its bullet: it would stop being one
        start = min(markup.end(), end)
    return f"{text[:start]}{OPEN}{text[start:end]}{CLOSE}{text[end:]}"


def _markdown(text: str) -> str:
    renderer = _renderer()
    tokens = renderer.parse(text)
    inside, first = False, True
    for block in tokens:
        if block.type == "inline":
            block.children, inside, first = _mark(block.children or [], inside, first)
    return str(renderer.renderer.render(tokens, renderer.options, {}))


def _mark(children: list[Token], inside: bool, first: bool) -> tuple[list[Token], bool, bool]:
    made: list[Token] = []
    for child in children:
        if child.type not in {"text", "code_inline"}:
            made.append(child)
            continue
        for piece in re.split(f"([{OPEN}{CLOSE}])", child.content):
            if piece in (OPEN, CLOSE):
                inside = piece == OPEN
            elif piece:
                same = child.copy(content=piece)
                made.extend(_wrapped(same, first) if inside else (same,))
                first = first and not inside
    return made, inside, first


def _wrapped(token: Token, first: bool) -> Iterator[Token]:
    attributes: dict[str, Any] = {"id": "quote", "tabindex": "-1"} if first else {}
    yield Token("mark_open", "mark", 1, attrs=attributes)
    yield token
    yield Token("mark_close", "mark", -1)


@cache
def _renderer() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    made.add_render_rule("heading_open", _heading)
    made.add_render_rule("heading_close", _heading)
    return made


def _heading(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    level = min(int(token.tag[1]) + 1, 6)  # the page's own title is the h1
    token.tag = f"h{level}"
    if token.nesting == 1:
        token.attrSet("class", f"govuk-heading-{'m' if level <= 2 else 's'}")
    return str(self.renderToken(tokens, index, options, env))
