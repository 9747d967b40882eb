"""Texts cut into passages with exact offsets: `text[chunk.start:chunk.end]` is the passage.

Markdown is cut on its structure (line maps of markdown-it-py), and headings become the section of what follows them.
Plain text is cut on its own lines and bullets and never read as Markdown: a letter has "-" alone on a line, which
Markdown would take for the underline of a heading.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from retrieval.embedding import count_tokens
from retrieval.sentences import wraps

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Media = Literal["markdown", "text"]
MOST_TOKENS = 220
FEW_TOKENS = 24
"""Blocks shorter than this join their neighbours: alone they say too little to be found."""
_CHARACTERS_A_TOKEN = 8
"""A text without spaces counts as one token however long it is; this bounds it."""
_SEPARATORS = ["\n\n", "\n", ". ", "! ", "? ", "; ", ", ", " ", ""]
_MARKER = re.compile(r"[ \t]*(?:[-*•–·▪◦‣]|\(?(?:\d{1,3}|[a-z])[.)])(?=[ \t\n]|$)[ \t]*", re.MULTILINE)
Count = Callable[[str], int]


@dataclass(frozen=True)
class Chunk:
    """A passage: where it starts and ends in its text, and the headings it stands under ("A › B")."""

    start: int
    end: int
    section: str = ""


@dataclass(frozen=True)
class _Block:
    start: int
    end: int
    section: str
    joins: bool = False
    """True for an item of a list: it belongs to what stands before it."""


def split(text: str, media: Media, count: Count = count_tokens) -> list[Chunk]:
    """The passages of a text, in order, each at most 220 of the model's tokens. Empty when the text says nothing."""
    blocks = _markdown_blocks(text) if media == "markdown" else _text_blocks(text)
    sized = [piece for block in blocks for piece in _sized(text, block, count)]
    return [Chunk(block.start, block.end, block.section) for block in _joined(text, sized, count)]


def _sized(text: str, block: _Block, count: Count) -> Iterator[_Block]:
    """The block itself, or its pieces when it is longer than a passage may be."""
    body = text[block.start : block.end]
    if _size(body, count) <= MOST_TOKENS:
        yield block
        return
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=MOST_TOKENS,
        chunk_overlap=0,
        length_function=lambda piece: _size(piece, count),
        separators=_SEPARATORS,
        keep_separator="end",
        add_start_index=True,
    )
    for piece in splitter.create_documents([body]):
        start = block.start + int(piece.metadata["start_index"])
        yield _Block(start, start + len(piece.page_content), block.section, block.joins)


def _joined(text: str, blocks: list[_Block], count: Count) -> list[_Block]:
    """Short blocks and their lists put together while they share a section and fit."""
    done: list[_Block] = []
    for block in blocks:
        before = done[-1] if done else None
        if before is not None and _belong(text, before, block, count):
            done[-1] = _Block(before.start, block.end, before.section, before.joins)
        else:
            done.append(block)
    return done


def _belong(text: str, before: _Block, block: _Block, count: Count) -> bool:
    if before.section != block.section:
        return False
    if _size(text[before.start : block.end], count) > MOST_TOKENS:
        return False
    introduces = text[before.start : before.end].rstrip().endswith(":")
    short = min(_size(text[one.start : one.end], count) for one in (before, block)) < FEW_TOKENS
    return short or (block.joins and (introduces or before.joins))


def _size(text: str, count: Count) -> int:
    return max(count(text), len(text) // _CHARACTERS_A_TOKEN)


# Markdown


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _markdown_blocks(text: str) -> list[_Block]:
    starts = _line_starts(text)
    tokens = _parser().parse(text)
    blocks: list[_Block] = []
    headings: dict[int, str] = {}
    for place, token in enumerate(tokens):
        if token.map is None or token.level > 0:
            continue
        if token.type == "heading_open":
            level = int(token.tag[1:])
            headings = {depth: said for depth, said in headings.items() if depth < level}
            if level > 1 or place > 0:  # a first heading at the very top is the title, not a section
                headings[level] = tokens[place + 1].content.strip()
            continue
        blocks.extend(_leaves(text, starts, tokens, place, " › ".join(headings.values())))
    if not blocks:  # nothing but headings: better those than nothing
        return _text_blocks(text)
    return blocks


def _leaves(text: str, starts: list[int], tokens: list["Token"], place: int, section: str) -> Iterator[_Block]:
    """The block at `place`; a list gives its items, so that each can be quoted alone."""
    token = tokens[place]
    if token.type not in ("bullet_list_open", "ordered_list_open"):
        yield from _trimmed(text, starts, token, section, joins=False)
        return
    for item in tokens[place + 1 :]:
        if item.level == 0:
            return
        if item.type == "list_item_open" and item.level == 1:
            yield from _trimmed(text, starts, item, section, joins=True)


def _trimmed(text: str, starts: list[int], token: "Token", section: str, *, joins: bool) -> Iterator[_Block]:
    if token.map is None or not token.nesting >= 0:
        return
    start, end = starts[token.map[0]], starts[min(token.map[1], len(starts) - 1)]
    block = _tight(text, start, end, section, joins=joins)
    if block is not None:
        yield block


def _line_starts(text: str) -> list[int]:
    """Where each line starts, and the end; lines as markdown-it-py counts them (\\r\\n, \\r and \\n end a line)."""
    return [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", text)), len(text)]


# Plain text


def _text_blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    marked = False
    for start, end in _lines(text):
        marker = _MARKER.match(text, start, end)
        if marker is not None and not text[marker.end() : end].strip():
            marked = True  # a bullet alone on its line: the text follows on the next
            continue
        block = _tight(text, start, end, "", joins=marked or marker is not None)
        if block is None:
            continue
        if blocks and not block.joins and _continues(text, blocks[-1], block):
            blocks[-1] = _Block(blocks[-1].start, block.end, "", blocks[-1].joins)
        else:
            blocks.append(block)
        marked = False
    return blocks


def _lines(text: str) -> Iterator[tuple[int, int]]:
    starts = _line_starts(text)
    return pairwise(starts)


def _continues(text: str, before: _Block, block: _Block) -> bool:
    """True when a line goes on with the sentence of the line above, as in text wrapped by hand."""
    gap = text[before.end : block.start]
    if len(re.findall(r"\r\n|\r|\n", gap)) > 1:
        return False
    return wraps(text[text.rfind("\n", 0, before.end) + 1 : before.end], text[block.start : block.end])


def _tight(text: str, start: int, end: int, section: str, *, joins: bool) -> _Block | None:
    """A block without the blanks around it; None when nothing is left."""
    body = text[start:end]
    stripped = body.strip()
    if not any(letter.isalnum() for letter in stripped):
        return None
    start += len(body) - len(body.lstrip())
    return _Block(start, start + len(stripped), section, joins)
