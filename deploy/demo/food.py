"""Food and drink of the demo shop, and what they come in.

Each function takes three colours (main, light, dark) and answers SVG around the middle (300, 150).
"""

from __future__ import annotations

from collections.abc import Callable

from deploy.demo.strokes import CREAM, GOLD, INK, LEAF, WHITE, WOOD, box, line, mango, oval, path


def basket(main: str, light: str, dark: str) -> str:
    weave = "".join(line(f"M{x} 150 V225", dark, 3) for x in range(215, 400, 22))
    goods = mango(250, 135) + oval(300, 122, 34, 34, "#d8574a") + oval(352, 133, 30, 24, LEAF) + mango(320, 145, 0.8)
    return (
        line("M210 145 C220 30 380 30 390 145", dark, 12)
        + goods
        + path("M195 145 H405 L385 235 H215 Z", main)
        + weave
        + line("M200 178 H400", light, 6)
    )


def pouch(main: str, light: str, dark: str) -> str:
    return (
        path("M225 60 H375 L385 240 Q300 252 215 240 Z", main)
        + box(225, 52, 150, 22, dark, 5)
        + oval(300, 155, 56, 56, light)
        + mango(300, 150)
        + mango(316, 172, 0.7)
    )


def carton(main: str, light: str, dark: str) -> str:
    return (
        path("M205 105 L300 75 L395 105 L300 135 Z", light)
        + path("M205 105 L300 135 V240 L205 210 Z", main)
        + path("M395 105 L300 135 V240 L395 210 Z", dark)
        + path("M250 90 L345 121 V150 L330 145 V127 L237 95 Z", CREAM)
    )


def jar(main: str, light: str, dark: str) -> str:
    return (
        box(240, 65, 120, 30, dark, 8)
        + box(225, 90, 150, 150, main, 26)
        + box(225, 135, 150, 64, CREAM)
        + oval(300, 167, 26, 22, light)
        + box(240, 100, 10, 26, WHITE, 5)
    )


def bottle(main: str, light: str, dark: str) -> str:
    return (
        box(280, 45, 40, 26, dark, 6)
        + path(
            "M282 70 H318 V95 Q350 108 350 140 V225 Q350 242 333 242 H267 Q250 242 250 225 V140 Q250 108 282 95 Z", main
        )
        + box(250, 148, 100, 60, CREAM)
        + oval(300, 178, 22, 20, light)
        + box(262, 120, 8, 22, WHITE, 4)
    )


def tray(main: str, light: str, dark: str) -> str:
    strands = "".join(line(f"M{215 + n * 14} {150 + (n % 3) * 12} q20 -30 44 0 t44 0", light, 5) for n in range(8))
    bits = (
        oval(255, 150, 12, 9, LEAF)
        + oval(320, 135, 12, 9, "#e8774f")
        + oval(350, 170, 12, 9, LEAF)
        + oval(290, 182, 12, 9, "#e8774f")
    )
    return (
        oval(300, 165, 150, 75, WOOD)
        + oval(300, 160, 132, 62, LEAF)
        + oval(300, 158, 116, 52, main)
        + strands
        + bits
        + oval(300, 158, 0, 0, dark)
    )


def rolls(main: str, light: str, dark: str) -> str:
    row = "".join(box(205 + n * 34, 110, 30, 92, main if n % 2 else light, 15, 12) for n in range(6))
    return (
        oval(300, 185, 150, 46, WHITE)
        + oval(300, 180, 138, 38, CREAM)
        + row
        + oval(405, 205, 30, 16, "#d8574a")
        + oval(405, 201, 24, 11, dark)
    )


def dumplings(main: str, light: str, dark: str) -> str:
    def one(x: float, y: float) -> str:
        belly = f"M{x - 34} {y} Q{x - 30} {y + 46} {x} {y + 46} Q{x + 30} {y + 46} {x + 34} {y}"
        return (
            path(f"{belly} Q{x} {y - 34} {x - 34} {y} Z", main)
            + oval(x, y - 4, 20, 11, light)
            + oval(x, y - 7, 7, 5, dark)
        )

    places = ((235, 165), (365, 165), (300, 180), (268, 120), (332, 120))
    return oval(300, 205, 150, 36, WOOD) + "".join(one(x, y) for x, y in places)


def pastry(main: str, light: str, dark: str) -> str:
    swirl = line("M300 130 q34 -6 34 22 q0 30 -36 30 q-52 0 -52 -40 q0 -48 58 -48 q66 0 66 58", light, 14)
    return (
        oval(300, 205, 112, 24, WHITE)
        + oval(300, 150, 100, 68, main)
        + swirl
        + oval(272, 108, 10, 6, dark)
        + oval(330, 112, 10, 6, dark)
    )


def pie(main: str, light: str, dark: str) -> str:
    edge = "".join(
        oval(300 + 128 * c, 160 + 62 * s, 18, 13, light)
        for c, s in (
            (1, 0),
            (0.87, 0.5),
            (0.5, 0.87),
            (0, 1),
            (-0.5, 0.87),
            (-0.87, 0.5),
            (-1, 0),
            (-0.87, -0.5),
            (-0.5, -0.87),
            (0, -1),
            (0.5, -0.87),
            (0.87, -0.5),
        )
    )
    return (
        oval(300, 175, 145, 68, "#c9cdd2")
        + edge
        + oval(300, 160, 126, 60, main)
        + path("M300 160 L420 150 A126 60 0 0 1 380 208 Z", CREAM)
        + line("M300 160 L420 150", dark, 4)
        + line("M300 160 L380 208", dark, 4)
    )


def flan(main: str, light: str, dark: str) -> str:
    return (
        oval(300, 215, 150, 30, WHITE)
        + path("M205 120 H395 L410 205 Q300 232 190 205 Z", main)
        + oval(300, 120, 95, 26, dark)
        + path("M390 122 q20 10 12 60 q-14 8 -18 -12 z", dark)
        + oval(270, 116, 26, 6, light)
    )


def meal(main: str, light: str, dark: str) -> str:
    return (
        oval(300, 180, 155, 60, WHITE)
        + oval(300, 175, 130, 48, LEAF)
        + oval(245, 158, 54, 38, CREAM)
        + path("M300 120 q80 -30 96 30 q6 46 -60 46 q-46 -2 -36 -76 z", main)
        + line("M380 130 L430 95", WOOD, 9)
        + line("M320 140 q30 -10 56 10", light, 6)
        + oval(330, 205, 30, 12, dark)
    )


def cup(main: str, light: str, dark: str) -> str:
    pearls = "".join(oval(262 + n % 5 * 19, 212 + n // 5 * 15, 8, 8, INK) for n in range(10))
    return (
        line("M318 92 L350 22", dark, 12)
        + path("M235 88 H365 L348 245 H252 Z", main)
        + path("M240 135 H360 L348 245 H252 Z", light)
        + pearls
        + box(225, 72, 150, 22, WHITE, 10)
    )


def sack(main: str, light: str, dark: str) -> str:
    return (
        path("M225 70 Q300 90 375 70 Q410 160 385 240 Q300 256 215 240 Q190 160 225 70 Z", main)
        + path("M232 70 Q300 20 368 70 Q300 96 232 70 Z", light)
        + oval(300, 165, 58, 48, CREAM)
        + "".join(oval(280 + n % 3 * 20, 150 + n // 3 * 20, 5, 10, dark) for n in range(6))
    )


def eggs(main: str, light: str, dark: str) -> str:
    rows = "".join(
        oval(205 + n % 5 * 48, 120 + n // 5 * 36, 20, 26, main if (n + n // 5) % 2 else light) for n in range(15)
    )
    return (
        rows
        + path("M175 185 H425 L410 240 H190 Z", dark)
        + "".join(oval(205 + n * 48, 186, 21, 12, main) for n in range(5))
    )


def fish(main: str, light: str, dark: str) -> str:
    def one(y: float) -> str:
        return (
            path(f"M190 {y} Q280 {y - 48} 370 {y} Q280 {y + 48} 190 {y} Z", main)
            + path(f"M360 {y} L420 {y - 30} V{y + 30} Z", dark)
            + oval(222, y - 6, 6, 6, INK)
            + line(f"M250 {y - 16} q12 16 0 32", light, 5)
            + line(f"M285 {y - 20} q12 20 0 40", light, 5)
        )

    return one(112) + one(195)


def sausages(main: str, light: str, dark: str) -> str:
    return oval(300, 180, 150, 56, WHITE) + "".join(
        box(195 + n * 52, 105 + n % 2 * 12, 42, 110, main if n % 2 else dark, 21, 10)
        + box(208 + n * 52, 125 + n % 2 * 12, 8, 46, light, 4, 10)
        for n in range(4)
    )


def packet(main: str, light: str, dark: str) -> str:
    return (
        box(215, 75, 170, 165, dark, 12, -8)
        + box(215, 70, 170, 165, main, 12, 4)
        + oval(300, 150, 62, 48, light)
        + "".join(line(f"M252 {138 + n * 14} q12 -14 24 0 t24 0 t24 0 t24 0", GOLD, 5) for n in range(3))
    )


FOOD: tuple[Callable[[str, str, str], str], ...] = (
    basket,
    pouch,
    carton,
    jar,
    bottle,
    tray,
    rolls,
    dumplings,
    pastry,
    pie,
    flan,
    meal,
    cup,
    sack,
    eggs,
    fish,
    sausages,
    packet,
)
