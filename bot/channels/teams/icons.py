"""The app's two icons, drawn here: a sounding line going down through water. No image tool, no image file.

Teams wants a colour icon of 192 pixels and a white outline of 32 on a transparent ground.
"""

import math
import struct
import zlib
from collections.abc import Callable

Colour = tuple[int, int, int, int]
Shade = Callable[[float, float], float]
"""How much of a shape covers a point (0 to 1); both coordinates from 0 to 1, the second downwards."""

BLUE: Colour = (0, 48, 96, 255)
WHITE: Colour = (255, 255, 255, 255)
CLEAR: Colour = (255, 255, 255, 0)
FINE = 4
"""Points looked at in each direction within one pixel, for smooth edges."""


def build_colour_icon(size: int = 192) -> bytes:
    """White on blue, as PNG."""
    return _png(size, BLUE, WHITE, _sounding(line=0.035))


def build_outline_icon(size: int = 32) -> bytes:
    """White on nothing, as PNG."""
    return _png(size, CLEAR, WHITE, _sounding(line=0.05))


def _sounding(line: float) -> Shade:
    """The line with its lead, and two waves it passes."""

    def covers(x: float, y: float) -> float:
        rope = abs(x - 0.5) < line / 2 and 0.14 < y < 0.68
        lead = ((x - 0.5) / 0.085) ** 2 + ((y - 0.75) / 0.11) ** 2 < 1
        waves = any(_on_wave(x, y, at, line) for at in (0.34, 0.52))
        return 1.0 if rope or lead or waves else 0.0

    return covers


def _on_wave(x: float, y: float, at: float, line: float) -> bool:
    slope = 0.045 * math.cos((x - 0.5) * 4 * math.pi) * 4 * math.pi
    height = at + 0.045 * math.sin((x - 0.5) * 4 * math.pi)
    gap = abs(x - 0.5) < line * 1.6
    return 0.16 < x < 0.84 and not gap and abs(y - height) < line / 2 * math.hypot(1, slope)


def _png(size: int, ground: Colour, ink: Colour, shape: Shade) -> bytes:
    rows = b"".join(b"\0" + _row(size, row, ground, ink, shape) for row in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _row(size: int, row: int, ground: Colour, ink: Colour, shape: Shade) -> bytes:
    pixels = bytearray()
    for column in range(size):
        share = _coverage(size, column, row, shape)
        pixels += bytes(round(a + (b - a) * share) for a, b in zip(ground, ink, strict=True))
    return bytes(pixels)


def _coverage(size: int, column: int, row: int, shape: Shade) -> float:
    offsets = [(step + 0.5) / FINE for step in range(FINE)]
    hits = (shape((column + right) / size, (row + down) / size) for down in offsets for right in offsets)
    return sum(hits) / FINE**2


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
