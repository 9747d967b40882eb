"""The app's two icons, drawn here: a sounding line going down through water. No image tool, no image file.

Teams wants a colour icon of 192 pixels and a white outline of 32 on a transparent ground.
"""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Colour = tuple[int, int, int, int]

BLUE: Colour = (0, 48, 96, 255)
WHITE: Colour = (255, 255, 255, 255)
CLEAR: Colour = (255, 255, 255, 0)
FINE = 4
"""Points looked at in each direction within one pixel, for smooth edges."""
SURFACES = (0.34, 0.52)
"""How far down the two waves are, of the whole."""


def build_colour_icon(size: int = 192) -> bytes:
    """White on blue, as PNG."""
    return _png(BLUE, WHITE, _sounding(size, line=0.035))


def build_outline_icon(size: int = 32) -> bytes:
    """White on nothing, as PNG."""
    return _png(CLEAR, WHITE, _sounding(size, line=0.05))


def _sounding(size: int, line: float) -> Numbers:
    """The line with its lead, and two waves it passes: how much of it covers each pixel, 0 to 1."""
    points = (np.arange(size * FINE) + 0.5) / (size * FINE)
    x, y = points[None, :], points[:, None]
    rope = (abs(x - 0.5) < line / 2) & (y > 0.14) & (y < 0.68)
    lead = ((x - 0.5) / 0.085) ** 2 + ((y - 0.75) / 0.11) ** 2 < 1
    drawn = rope | lead
    for surface in SURFACES:
        drawn |= _wave(x, y - surface, line)
    return np.asarray(drawn.reshape(size, FINE, size, FINE).mean(axis=(1, 3)), np.float64)


def _wave(x: Numbers, y: Numbers, line: float) -> NDArray[np.bool_]:
    """A wave about the height 0, as thick everywhere, with a gap for the rope."""
    turn = (x - 0.5) * 4 * np.pi
    height, slope = 0.045 * np.sin(turn), 0.045 * np.cos(turn) * 4 * np.pi
    gap = abs(x - 0.5) < line * 1.6
    return np.asarray((x > 0.16) & (x < 0.84) & ~gap & (abs(y - height) < line / 2 * np.hypot(1, slope)), np.bool_)


def _png(ground: Colour, ink: Colour, share: Numbers) -> bytes:
    height, width = share.shape
    below, above = np.asarray(ground), np.asarray(ink)
    pixels = np.rint(below + (above - below) * share[:, :, None]).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
