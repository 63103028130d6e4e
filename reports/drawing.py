"""Drawing on a PDF page what reportlab does not: plain SVG shapes, and 2D codes as vector squares.

SVG here is what portraits are made of: circles, ellipses, rectangles, lines, polygons and paths, painted one over the
other. What needs more (arcs, transformations, gradients) is not drawn at all rather than drawn wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import zxingcpp
from reportlab.lib.colors import Color, HexColor, toColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

DOT = 72 / 203
"""One dot of a label printer (203 dpi), in points: codes are drawn on this grid."""

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_TOKEN = re.compile(rf"([A-Za-z])|({_NUMBER})")
_ARITY = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}
_CIRCLE = 0.5522847498
"""Where the handles of a quarter of a circle stand, for a radius of 1."""


class NotDrawable(Exception):
    """The SVG holds something that is not a plain shape; nothing of it was drawn."""


@dataclass(frozen=True)
class Box:
    """A place on the page, in points: its lower left corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Shape:
    """One painted shape: path commands in absolute coordinates, its colours, and how its line is drawn."""

    commands: tuple[tuple[str, tuple[float, ...]], ...]
    fill: Color | None
    stroke: Color | None
    width: float
    cap: int
    dashes: list[float]
    even_odd: bool


def draw_code(canvas: Canvas, code: str, box: Box) -> None:
    """A plain DataMatrix (ISO/IEC 16022) as black squares, as large as whole dots allow, in the middle of the box.

    A quiet zone of two modules is left white around it.
    """
    written = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True)
    image: Any = written.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stub does not say
    modules: Any = memoryview(image).tolist()
    side = len(modules)
    module = int(min(box.width, box.height) / (side + 4) / DOT) * DOT
    left = box.x + (box.width - module * side) / 2
    top = box.y + (box.height + module * side) / 2
    canvas.setFillColorRGB(0, 0, 0)
    for row in range(side):
        for start, length in _runs([not value for value in modules[row]]):
            canvas.rect(
                left + start * module, top - (row + 1) * module, length * module, module, stroke=0, fill=1
            )


def _runs(dark: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for at, one in enumerate([*dark, False]):
        if one and start is None:
            start = at
        if not one and start is not None:
            yield start, at - start
            start = None


def draw_svg(canvas: Canvas, text: str, box: Box) -> None:
    """The SVG, as large as fits in the middle of the box.

    Raises:
        NotDrawable: it holds more than plain shapes; nothing was drawn.
    """
    root = ET.fromstring(text)  # noqa: S314 - checked when it was stored; entities need a DOCTYPE, refused there
    left, top, width, height = _view(root)
    shapes = list(_shapes(root, {}))
    scale = min(box.width / width, box.height / height)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(box.x, box.y, box.width, box.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.translate(
        box.x + (box.width - width * scale) / 2 - left * scale,
        box.y + (box.height + height * scale) / 2 + top * scale,
    )
    canvas.scale(scale, -scale)
    for shape in shapes:
        _paint(canvas, shape)
    canvas.restoreState()


def _view(root: ET.Element) -> tuple[float, float, float, float]:
    numbers = [float(found) for found in re.findall(_NUMBER, root.get("viewBox", ""))]
    if len(numbers) != 4 or numbers[2] <= 0 or numbers[3] <= 0:
        raise NotDrawable
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _shapes(element: ET.Element, inherited: dict[str, str]) -> Iterator[Shape]:
    for child in element:
        name = str(child.tag).removeprefix(_SVG)
        paint = inherited | child.attrib
        if "transform" in child.attrib:
            raise NotDrawable
        if name == "g":
            yield from _shapes(child, paint)
        elif name in _MAKERS:
            yield _shape(tuple(_MAKERS[name](child)), paint)
        elif name not in {"title", "desc"}:
            raise NotDrawable


def _number(element: ET.Element, name: str) -> float:
    try:
        return float(element.get(name, "0"))
    except ValueError:
        raise NotDrawable from None


Commands = Iterator[tuple[str, tuple[float, ...]]]


def _rect(element: ET.Element) -> Commands:
    x, y, w, h = (_number(element, name) for name in ("x", "y", "width", "height"))
    r = min(_number(element, "rx") or _number(element, "ry"), w / 2, h / 2)
    k = r * (1 - _CIRCLE)
    yield "M", (x + r, y)
    yield "L", (x + w - r, y)
    yield "C", (x + w - k, y, x + w, y + k, x + w, y + r)
    yield "L", (x + w, y + h - r)
    yield "C", (x + w, y + h - k, x + w - k, y + h, x + w - r, y + h)
    yield "L", (x + r, y + h)
    yield "C", (x + k, y + h, x, y + h - k, x, y + h - r)
    yield "L", (x, y + r)
    yield "C", (x, y + k, x + k, y, x + r, y)
    yield "Z", ()


def _ellipse(element: ET.Element) -> Commands:
    x, y = _number(element, "cx"), _number(element, "cy")
    rx, ry = (_number(element, name) or _number(element, "r") for name in ("rx", "ry"))
    kx, ky = rx * _CIRCLE, ry * _CIRCLE
    yield "M", (x + rx, y)
    yield "C", (x + rx, y + ky, x + kx, y + ry, x, y + ry)
    yield "C", (x - kx, y + ry, x - rx, y + ky, x - rx, y)
    yield "C", (x - rx, y - ky, x - kx, y - ry, x, y - ry)
    yield "C", (x + kx, y - ry, x + rx, y - ky, x + rx, y)
    yield "Z", ()


def _line(element: ET.Element) -> Commands:
    yield "M", (_number(element, "x1"), _number(element, "y1"))
    yield "L", (_number(element, "x2"), _number(element, "y2"))


def _polyline(element: ET.Element) -> Commands:
    numbers = [float(found) for found in re.findall(_NUMBER, element.get("points", ""))]
    for at in range(0, len(numbers) - 1, 2):
        yield "L" if at else "M", (numbers[at], numbers[at + 1])


def _polygon(element: ET.Element) -> Commands:
    yield from _polyline(element)
    yield "Z", ()


def _path(element: ET.Element) -> Commands:
    """The path in absolute M, L, C and Z: relative, smooth and quadratic commands are turned into these."""
    pen = _Pen()
    for letter, numbers in _steps(element.get("d", "")):
        yield from pen.draw(letter, numbers)


def _steps(text: str) -> Iterator[tuple[str, list[float]]]:
    letter, numbers = "", list[float]()
    for command, number in _TOKEN.findall(text):
        if command:
            if numbers:
                raise NotDrawable
            letter = command
            if letter.upper() not in _ARITY:
                raise NotDrawable
        else:
            numbers.append(float(number))
        if letter and len(numbers) == _ARITY[letter.upper()]:
            yield letter, numbers
            numbers = []
            letter = {"M": "L", "m": "l"}.get(letter, letter)


class _Pen:
    """Where the pen is, where the sub-path began, and the last handle, by which a smooth curve goes on."""

    def __init__(self) -> None:
        self.at = (0.0, 0.0)
        self.begun = (0.0, 0.0)
        self.handle: tuple[str, float, float] | None = None

    def draw(self, letter: str, numbers: list[float]) -> Commands:
        """One command, in absolute coordinates."""
        upper = letter.upper()
        points = self._absolute(upper, numbers, relative=letter != upper)
        if upper == "Z":
            self.at = self.begun
            self.handle = None
            yield "Z", ()
            return
        if upper in {"M", "L", "H", "V"}:
            self.begun = points[-1] if upper == "M" else self.begun
            self.at, self.handle = points[-1], None
            yield "M" if upper == "M" else "L", points[-1]
            return
        yield "C", self._curve(upper, points)

    def _absolute(self, upper: str, numbers: list[float], *, relative: bool) -> list[tuple[float, float]]:
        x, y = self.at if relative else (0.0, 0.0)
        if upper == "H":
            return [(x + numbers[0], self.at[1])]
        if upper == "V":
            return [(self.at[0], y + numbers[0])]
        return [(x + numbers[at], y + numbers[at + 1]) for at in range(0, len(numbers), 2)]

    def _curve(self, upper: str, points: list[tuple[float, float]]) -> tuple[float, ...]:
        kind = "C" if upper in {"C", "S"} else "Q"
        if upper in {"S", "T"}:
            points = [self._reflected(kind), *points]
        (x, y), (hx, hy), end = self.at, points[-2], points[-1]
        first = points[0]
        if kind == "Q":  # a quadratic curve is the cubic whose handles are two thirds of the way
            first = (x + 2 * (hx - x) / 3, y + 2 * (hy - y) / 3)
            second = (end[0] + 2 * (hx - end[0]) / 3, end[1] + 2 * (hy - end[1]) / 3)
        else:
            second = (hx, hy)
        self.at, self.handle = end, (kind, hx, hy)
        return (*first, *second, *end)

    def _reflected(self, kind: str) -> tuple[float, float]:
        if self.handle is None or self.handle[0] != kind:
            return self.at
        return 2 * self.at[0] - self.handle[1], 2 * self.at[1] - self.handle[2]


_MAKERS = {
    "rect": _rect,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "line": _line,
    "polyline": _polyline,
    "polygon": _polygon,
    "path": _path,
}


def _shape(commands: tuple[tuple[str, tuple[float, ...]], ...], paint: dict[str, str]) -> Shape:
    try:
        width = float(paint.get("stroke-width", "1"))
    except ValueError:
        raise NotDrawable from None
    return Shape(
        commands=commands,
        fill=_colour(paint, "fill", "#000000"),
        stroke=_colour(paint, "stroke", "none"),
        width=width,
        cap={"round": 1, "square": 2}.get(paint.get("stroke-linecap", ""), 0),
        dashes=[float(found) for found in re.findall(_NUMBER, paint.get("stroke-dasharray", ""))],
        even_odd=paint.get("fill-rule") == "evenodd",
    )


def _paint(canvas: Canvas, shape: Shape) -> None:
    if shape.fill:
        canvas.setFillColor(shape.fill)
    if shape.stroke:
        canvas.setStrokeColor(shape.stroke)
        canvas.setLineWidth(shape.width)
        canvas.setLineCap(shape.cap)
        canvas.setDash(shape.dashes)
    path = canvas.beginPath()
    for letter, numbers in shape.commands:
        _trace(path, letter, numbers)
    canvas.drawPath(
        path,
        stroke=int(bool(shape.stroke)),
        fill=int(bool(shape.fill)),
        fillMode=0 if shape.even_odd else 1,
    )


def _trace(path: PDFPathObject, letter: str, numbers: tuple[float, ...]) -> None:
    if letter == "M":
        path.moveTo(*numbers)
    elif letter == "L":
        path.lineTo(*numbers)
    elif letter == "C":
        path.curveTo(*numbers)
    else:
        path.close()


def _colour(paint: dict[str, str], name: str, default: str) -> Color | None:
    said = paint.get(name, default).strip()
    if said in {"none", "transparent"}:
        return None
    try:
        if re.fullmatch(r"#[0-9a-fA-F]{3}", said):
            said = "#" + "".join(sign * 2 for sign in said[1:])
        colour = HexColor(said) if said.startswith("#") else toColor(said)
        alpha = float(paint.get(f"{name}-opacity", "1")) * float(paint.get("opacity", "1"))
    except ValueError:
        raise NotDrawable from None
    return Color(colour.red, colour.green, colour.blue, alpha=alpha)
