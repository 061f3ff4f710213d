"""The things the demo shop sells, drawn from circles, boxes and curves around the middle of a 600 x 315 picture.

Each function takes three colours (main, light, dark) and answers SVG. The middle is (300, 150).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

WHITE, INK, CREAM, WOOD, LEAF, GOLD = "#ffffff", "#33312e", "#fff3d6", "#b9824a", "#5b9a4b", "#f2b33d"
Draw = Callable[[str, str, str], str]


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


def mango(x: float, y: float, size: float = 1) -> str:
    """A slice of mango, the shop's small ornament."""
    return oval(x, y, 26 * size, 17 * size, GOLD) + oval(x - 6 * size, y - 5 * size, 9 * size, 4 * size, "#ffd98a")


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
    one = "".join(
        path(
            
                f"M{x - 34} {y} Q{x - 30} {y + 46} {x} {y + 46} Q{x + 30} {y + 46} {x + 34} {y} Q{x} {y - "
                f"34} {x - 34} {y} Z",
            main,
        )
        + oval(x, y - 4, 20, 11, light)
        + oval(x, y - 7, 7, 5, dark)
        for x, y in ((235, 165), (365, 165), (300, 180), (268, 120), (332, 120))
    )
    return oval(300, 205, 150, 36, WOOD) + one


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


def shirt(main: str, light: str, dark: str) -> str:
    return (
        path("M245 65 L185 100 L205 150 L235 135 V240 H365 V135 L395 150 L415 100 L355 65 Q300 100 245 65 Z", main)
        + path("M245 65 Q300 100 355 65 L345 60 Q300 84 255 60 Z", dark)
        + line("M235 135 V232", light, 4)
        + line("M365 135 V232", light, 4)
    )


def barong(main: str, light: str, dark: str) -> str:
    stitches = "".join(line(f"M{286 if n % 2 else 314} {110 + n * 16} q14 8 0 14", dark, 3) for n in range(8))
    return (
        shirt(main, light, dark)
        + box(278, 88, 44, 150, light, 6)
        + stitches
        + path("M262 62 L300 100 L282 112 L250 70 Z", light)
        + path("M338 62 L300 100 L318 112 L350 70 Z", light)
    )


def dress(main: str, light: str, dark: str) -> str:
    spots = "".join(
        oval(x, y, 9, 9, light)
        for x, y in ((280, 130), (325, 150), (262, 185), (310, 195), (350, 215), (285, 228), (240, 225))
    )
    return (
        path("M262 55 L270 55 Q300 84 330 55 L338 55 L352 110 L342 122 L395 245 H205 L258 122 L248 110 Z", main)
        + spots
        + line("M258 124 H342", dark, 6)
    )


def malong(main: str, light: str, dark: str) -> str:
    bands = box(225, 100, 150, 16, light) + box(225, 150, 150, 22, dark) + box(225, 205, 150, 16, light)
    return (
        box(225, 55, 150, 190, main, 6)
        + bands
        + "".join(path(f"M{232 + n * 24} 161 l11 -10 l11 10 l-11 10 z", GOLD) for n in range(6))
    )


def slippers(main: str, light: str, dark: str) -> str:
    def one(x: float) -> str:
        return (
            path(
                f"M{x} 65 q44 0 44 62 q0 40 -10 74 q-6 42 -34 42 q-28 0 -34 -42 q-10 -34 -10 -74 q0 -62 44 -62 z", main
            )
            + line(f"M{x} 95 L{x - 34} 160", dark, 11)
            + line(f"M{x} 95 L{x + 34} 160", dark, 11)
            + oval(x, 205, 14, 20, light)
        )

    return one(245) + one(355)


def trousers(main: str, light: str, dark: str) -> str:
    return (
        path("M235 60 H365 L385 225 H318 L300 120 L282 225 H215 Z", main)
        + box(235, 55, 130, 20, dark, 5)
        + box(211, 222, 74, 18, dark, 6)
        + box(315, 222, 74, 18, dark, 6)
        + line("M300 78 V100", light, 5)
    )


def hat(main: str, light: str, dark: str) -> str:
    return (
        oval(300, 200, 150, 30, dark)
        + path("M160 195 Q300 20 440 195 Q300 235 160 195 Z", main)
        + "".join(line(f"M300 92 Q{300 + n * 40} 140 {300 + n * 55} 205", light, 4) for n in range(-2, 3))
        + oval(300, 100, 14, 12, dark)
    )


def socks(main: str, light: str, dark: str) -> str:
    def one(x: float, colour: str) -> str:
        return path(f"M{x} 70 h48 v86 q0 16 14 26 l34 24 q16 26 -18 32 h-40 q-38 -8 -38 -50 z", colour) + box(
            x, 66, 48, 18, dark, 5
        )

    return one(200, main) + one(260, light) + one(320, main)


def soap(main: str, light: str, dark: str) -> str:
    bubbles = oval(220, 90, 22, 22, WHITE) + oval(255, 62, 13, 13, WHITE) + oval(392, 92, 16, 16, WHITE)
    return (
        box(200, 130, 200, 100, dark, 40)
        + box(200, 115, 200, 100, main, 40)
        + box(232, 138, 136, 54, light, 26)
        + bubbles
    )


def lipstick(main: str, light: str, dark: str) -> str:
    return (
        box(265, 165, 70, 80, INK, 6)
        + box(272, 125, 56, 45, GOLD, 4)
        + path("M280 128 V75 Q300 40 320 60 V128 Z", main)
        + path("M280 128 V80 Q288 62 294 58 V128 Z", light)
        + box(360, 145, 62, 100, dark, 8)
    )


def tube(main: str, light: str, dark: str) -> str:
    sun = "".join(
        line(f"M300 150 l{dx} {dy}", GOLD, 6)
        for dx, dy in ((0, -40), (28, -28), (40, 0), (28, 28), (0, 40), (-28, 28), (-40, 0), (-28, -28))
    )
    return (
        path("M225 55 H375 L345 205 H255 Z", main)
        + box(225, 48, 150, 16, light, 3)
        + box(262, 205, 76, 36, dark, 8)
        + sun
        + oval(300, 150, 24, 24, GOLD)
    )


def broom(main: str, light: str, dark: str) -> str:
    straws = "".join(line(f"M300 150 L{215 + n * 17} 242", main if n % 2 else light, 10) for n in range(11))
    return line("M300 40 V150", WOOD, 13) + straws + box(272, 138, 56, 22, dark, 6)


def mat(main: str, light: str, dark: str) -> str:
    squares = "".join(
        box(175 + n % 10 * 25, 80 + n // 10 * 25, 25, 25, (main, light, dark)[(n + n // 10 * 2) % 3]) for n in range(60)
    )
    return squares + box(165, 72, 12, 166, WOOD, 6) + box(423, 72, 12, 166, WOOD, 6)


def placemats(main: str, light: str, dark: str) -> str:
    rings = "".join(oval(300, 155, 105 - n * 20, 84 - n * 16, (main, light)[n % 2]) for n in range(5))
    return oval(312, 168, 108, 86, dark) + rings


def lantern(main: str, light: str, dark: str) -> str:
    star = "M300 45 L328 115 L402 118 L344 164 L364 236 L300 195 L236 236 L256 164 L198 118 L272 115 Z"
    tails = line("M236 236 q-14 20 0 34", light, 7) + line("M364 236 q14 20 0 34", light, 7)
    return (
        tails
        + path(star, main, dark, 6)
        + path("M300 90 L314 130 L354 132 L322 156 L334 196 L300 172 L266 196 L278 156 L246 132 L286 130 Z", light)
        + oval(300, 146, 18, 18, GOLD)
    )


def board(main: str, light: str, dark: str) -> str:
    return (
        box(195, 85, 210, 145, main, 22)
        + box(275, 50, 50, 50, main, 16)
        + oval(300, 70, 10, 10, CREAM)
        + "".join(line(f"M220 {118 + n * 26} q80 -14 160 0", light, 5) for n in range(4))
        + oval(375, 200, 12, 12, dark)
    )


def pot(main: str, light: str, dark: str) -> str:
    steam = line("M270 55 q-10 -16 4 -28", WHITE, 6) + line("M320 55 q-10 -16 4 -28", WHITE, 6)
    return (
        steam
        + oval(300, 170, 118, 72, main)
        + box(215, 95, 170, 26, dark, 12)
        + oval(300, 92, 82, 18, light)
        + oval(300, 78, 14, 10, dark)
        + line("M190 175 q40 30 90 34", light, 6)
    )


def bag(main: str, light: str, dark: str) -> str:
    weave = "".join(path(f"M{222 + n % 7 * 24} {135 + n // 7 * 26} l12 -12 l12 12 l-12 12 z", light) for n in range(28))
    return (
        line("M245 120 C245 40 355 40 355 120", dark, 12)
        + path("M205 115 H395 L380 242 H220 Z", main)
        + weave
        + line("M205 118 H395", dark, 8)
    )


def fan(main: str, light: str, dark: str) -> str:
    blades = "".join(
        f'<g transform="rotate({turn} 300 118)">{oval(300, 86, 20, 32, light)}</g>' for turn in range(0, 360, 90)
    )
    return (
        oval(300, 118, 82, 82, main)
        + oval(300, 118, 68, 68, WHITE)
        + blades
        + oval(300, 118, 14, 14, dark)
        + box(276, 196, 48, 58, main, 14)
        + oval(300, 226, 8, 8, GOLD)
    )


def powerbank(main: str, light: str, dark: str) -> str:
    return (
        box(235, 60, 130, 185, dark, 22)
        + box(235, 54, 130, 185, main, 22)
        + "".join(oval(268 + n * 21, 205, 6, 6, LEAF if n < 3 else light) for n in range(4))
        + path("M312 88 L272 150 H298 L288 190 L330 126 H302 Z", GOLD)
    )


def cable(main: str, light: str, dark: str) -> str:
    return (
        line("M230 210 C150 60 300 60 300 150 S450 240 370 95", main, 12)
        + box(210, 200, 40, 44, dark, 8, 20)
        + box(352, 62, 38, 44, dark, 8, 15)
        + box(363, 44, 22, 24, light, 4, 15)
        + box(212, 238, 22, 18, light, 3, 20)
    )


def lamp(main: str, light: str, dark: str) -> str:
    rays = "".join(
        line(f"M{x1} {y1} L{x2} {y2}", GOLD, 7)
        for x1, y1, x2, y2 in ((205, 120, 170, 110), (395, 120, 430, 110), (215, 70, 186, 48), (385, 70, 414, 48))
    )
    return (
        line("M250 70 C250 25 350 25 350 70", dark, 9)
        + box(240, 66, 120, 26, main, 10)
        + box(250, 90, 100, 110, CREAM, 12)
        + oval(300, 145, 26, 34, GOLD)
        + box(236, 196, 128, 40, main, 12)
        + box(262, 208, 76, 14, light, 6)
        + rays
    )


def microphone(main: str, light: str, dark: str) -> str:
    notes = line("M400 70 V120", INK, 6) + oval(391, 122, 12, 9, INK) + line("M400 70 q20 6 24 24", INK, 6)
    return (
        f'<g transform="rotate(32 300 150)
            ">{box(280, 130, 40, 120, dark, 14) + box(268, 122, 64, 20, GOLD, 8) + oval(300, 90, 50, "
            "50, main) + line("M262 70 h76", light, 4) + line("M254 90 h92", light, 4) + line("M262 110 h76", light, 4) + box(294, 160, 12, 26, light, 5)}</g>'
        + notes
    )


def notebook(main: str, light: str, dark: str) -> str:
    rings = "".join(line(f"M208 {82 + n * 22} h28", INK, 5) for n in range(8))
    return (
        box(240, 62, 160, 188, dark, 8, 5)
        + box(222, 58, 165, 190, main, 8)
        + box(255, 92, 105, 50, CREAM, 5)
        + line("M268 108 h78", light, 5)
        + line("M268 124 h50", light, 5)
        + rings
    )


def pens(main: str, light: str, dark: str) -> str:
    def one(x: float, turn: float, colour: str) -> str:
        return f'<g transform="rotate({turn} {x} 150)
            ">{box(x - 11, 60, 22, 140, colour, 6) + box(x - 11, 52, 22, 34, INK, 6) + path(f"M{x - 11} 198 L{x} 234 L{x + 11} 198 Z", CREAM) + box(x + 8, 60, 5, 48, INK, 2)}</g>'

    return one(235, -14, main) + one(300, 0, light) + one(365, 14, dark)


def paper(main: str, light: str, dark: str) -> str:
    lines = "".join(line(f"M240 {118 + n * 21} h122", light, 3) for n in range(6))
    return (
        box(228, 70, 160, 180, dark, 5, 4)
        + box(220, 62, 160, 180, WHITE, 5)
        + box(220, 62, 160, 32, main, 5)
        + lines
        + line("M252 98 V238", "#e79a92", 2)
    )


def backpack(main: str, light: str, dark: str) -> str:
    return (
        line("M272 66 q28 -40 56 0", dark, 10)
        + box(195, 140, 30, 76, dark, 14)
        + box(375, 140, 30, 76, dark, 14)
        + path("M218 245 V130 Q218 60 300 60 Q382 60 382 130 V245 Z", main)
        + box(240, 158, 120, 74, light, 14)
        + line("M240 178 H360", dark, 5)
        + line("M248 118 H352", dark, 5)
        + oval(300, 118, 6, 9, GOLD)
    )


def umbrella(main: str, light: str, dark: str) -> str:
    return (
        line("M300 60 V222 q0 26 26 26 q22 0 22 -22", WOOD, 10)
        + path(
            
                "M160 165 Q170 60 300 60 Q430 60 440 165 Q417 142 393 165 Q370 142 347 165 Q323 142 300 "
                "165 Q277 142 253 165 Q230 142 207 165 Q183 142 160 165 Z",
            main,
        )
        + path("M300 60 Q255 90 253 165 Q277 142 300 165 Q323 142 347 165 Q345 90 300 60 Z", light)
        + oval(300, 56, 6, 8, dark)
    )


SHAPES: Mapping[str, Draw] = {
    shape.__name__: shape
    for shape in (
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
        shirt,
        barong,
        dress,
        malong,
        slippers,
        trousers,
        hat,
        socks,
        soap,
        lipstick,
        tube,
        broom,
        mat,
        placemats,
        lantern,
        board,
        pot,
        bag,
        fan,
        powerbank,
        cable,
        lamp,
        microphone,
        notebook,
        pens,
        paper,
        backpack,
        umbrella,
    )
}
