"""Boxes, ovals and strokes: what the pictures of the demo shop are drawn with. All of it is SVG."""

from __future__ import annotations

WHITE, INK, CREAM, WOOD, LEAF, GOLD = "#ffffff", "#33312e", "#fff3d6", "#b9824a", "#5b9a4b", "#f2b33d"


def box(x: float, y: float, width: float, height: float, fill: str, round_: float = 0, turn: float = 0) -> str:
    """A rectangle by its upper left corner."""
    turned = f' transform="rotate({turn} {x + width / 2:g} {y + height / 2:g})"' if turn else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}" fill="{fill}"{turned}/>'


def oval(x: float, y: float, width: float, height: float, fill: str) -> str:
    """An ellipse by its middle and its half axes."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{width:g}" ry="{height:g}" fill="{fill}"/>'


def path(line: str, fill: str = "none", stroke: str = "none", width: float = 0) -> str:
    """Any outline."""
    drawn = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if width else ""
    )
    return f'<path d="{line}" fill="{fill}"{drawn}/>'


def line(points: str, colour: str, width: float = 8) -> str:
    """A stroke without filling."""
    return path(points, stroke=colour, width=width)


def turned(drawing: str, degrees: float, x: float = 300, y: float = 150) -> str:
    """A drawing turned around a point."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{drawing}</g>'


def mango(x: float, y: float, size: float = 1) -> str:
    """A slice of mango, the shop's small ornament."""
    return oval(x, y, 26 * size, 17 * size, GOLD) + oval(x - 6 * size, y - 5 * size, 9 * size, 4 * size, "#ffd98a")
