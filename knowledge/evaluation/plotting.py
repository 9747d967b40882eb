"""A small line plot as SVG, for a person who cannot run a plotting program. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, MARGIN, LEGEND = 720, 440, 56, 260
INK = "#0b0c0c"
COLOURS = ("#1d70b8", "#d4351c", "#00703c", "#f47738", "#4c2c92", "#28a197")


@dataclass(frozen=True)
class Line:
    """Points from 0 to 1 both ways, in order."""

    name: str
    points: Sequence[tuple[float, float]]
    dashed: bool = False


def draw(title: str, lines: Sequence[Line]) -> str:
    """Lines over coverage (across) and precision (up), each with its name; a dashed line has its neighbour's colour."""
    shapes = [_axes(title)]
    colour = -1
    for place, line in enumerate(lines):
        colour += not line.dashed
        shapes.append(_line(line, COLOURS[colour % len(COLOURS)], place))
    size = f'width="{WIDTH + LEGEND}" height="{HEIGHT}" viewBox="0 0 {WIDTH + LEGEND} {HEIGHT}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}" '
        f'font-family="sans-serif" font-size="13" fill="{INK}">\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def _axes(title: str) -> str:
    marks = []
    for step in range(0, 11, 2):
        share = step / 10
        x, y = _place(share, share)
        left, bottom = _place(0, 0)
        marks.append(f'<line x1="{x}" y1="{bottom}" x2="{x}" y2="{MARGIN}" stroke="#e3e3e3"/>')
        marks.append(f'<line x1="{left}" y1="{y}" x2="{WIDTH - MARGIN}" y2="{y}" stroke="#e3e3e3"/>')
        marks.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{step * 10}%</text>')
        marks.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{step * 10}%</text>')
    names = (
        f'<text x="{MARGIN}" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">coverage: share of questions answered</text>',
        f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">'
        "precision: share of those answered rightly</text>",
    )
    return "\n".join([*marks, *names])


def _line(line: Line, colour: str, place: int) -> str:
    points = " ".join("{},{}".format(*_place(*point)) for point in line.points)
    dash = ' stroke-dasharray="5 4"' if line.dashed else ""
    y = MARGIN + 22 * place
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
        f'<line x1="{WIDTH}" y1="{y}" x2="{WIDTH + 26}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>'
        f'<text x="{WIDTH + 32}" y="{y + 4}">{escape(line.name)}</text>'
    )


def _place(across: float, up: float) -> tuple[float, float]:
    return round(MARGIN + across * (WIDTH - 2 * MARGIN), 1), round(HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN), 1)
