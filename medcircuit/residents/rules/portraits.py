"""Portraits: a drawn SVG or a PNG, checked so that showing one can never run anything."""

from __future__ import annotations

import base64
import re
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid

LARGEST_SVG = 64 * 1024
LARGEST_PNG = 512 * 1024
LONGEST_SIDE = 2000
"""Bytes of an SVG, bytes of a PNG, pixels of a PNG's longer side."""

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    ["svg", "g", "title", "desc", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"]
)
_ATTRIBUTES = frozenset(
    [
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "d",
        "points",
        "transform",
        "fill",
        "fill-rule",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "opacity",
        "id",
        "role",
        "aria-label",
        "lang",
        "preserveAspectRatio",
        "version",
    ]
)
_UNSAFE_VALUE = re.compile(r"url\s*\(|javascript:|data:|expression\s*\(", re.IGNORECASE)
_PNG_MARK = b"\x89PNG\r\n\x1a\n"


_PNG_TOO_LARGE = phrase("l'image dépasse %(most)s Ko")
_SVG_TOO_LARGE = phrase("le dessin dépasse %(most)s Ko")
_TOO_WIDE = phrase("l'image dépasse %(most)s points de côté")


class PortraitRefused(Invalid):
    """The file is neither a plain drawn SVG nor a PNG that can be shown safely."""

    code = "portrait_refused"
    sentence = "Cette photo ne peut pas être utilisée (%(reason)s). La photo précédente est gardée. Choisissez une image PNG."


@dataclass(frozen=True)
class Portrait:
    """An image and its media type: image/svg+xml or image/png."""

    media_type: str
    content: bytes

    @property
    def stored(self) -> str:
        """As text for the database: the SVG itself, or the PNG in base64."""
        if self.media_type == "image/png":
            return base64.b64encode(self.content).decode("ascii")
        return self.content.decode("utf-8")


def stored_portrait(text: str) -> Portrait:
    """The portrait that `Portrait.stored` wrote."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return Portrait("image/svg+xml", text.encode())
    return Portrait("image/png", base64.b64decode(text))


def checked_portrait(content: bytes) -> Portrait:
    """The portrait in these bytes, when it may be kept and shown.

    Raises:
        PortraitRefused: another kind of file, too large, damaged, or an SVG with more than drawn shapes.
    """
    if content.startswith(_PNG_MARK):
        _check_png(content)
        return Portrait("image/png", content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        _check_svg(content)
        return Portrait("image/svg+xml", content)
    raise PortraitRefused(reason="ce n'est ni une image PNG ni un dessin SVG")


def _check_png(content: bytes) -> None:
    if len(content) > LARGEST_PNG:
        raise PortraitRefused(reason=_PNG_TOO_LARGE % {"most": LARGEST_PNG // 1024})
    kinds, at = [], len(_PNG_MARK)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunk = content[at + 4 : at + 8 + length]
        if zlib.crc32(chunk) != int.from_bytes(content[at + 8 + length : at + 12 + length], "big"):
            raise PortraitRefused(reason="l'image est abîmée")
        kinds.append(chunk[:4])
        at += 12 + length
    if at != len(content) or kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise PortraitRefused(reason="l'image est abîmée")
    sides = [int.from_bytes(content[start : start + 4], "big") for start in (16, 20)]
    if not all(0 < side <= LONGEST_SIDE for side in sides):
        raise PortraitRefused(reason=_TOO_WIDE % {"most": LONGEST_SIDE})


def _check_svg(content: bytes) -> None:
    if len(content) > LARGEST_SVG:
        raise PortraitRefused(reason=_SVG_TOO_LARGE % {"most": LARGEST_SVG // 1024})
    if b"<!" in content.replace(b"<!--", b""):  # no DOCTYPE: entities are declared there
        raise PortraitRefused(reason="le dessin contient une déclaration interdite")
    try:
        root = ET.fromstring(content.decode("utf-8"))  # noqa: S314 - no DOCTYPE can be in it
    except (ET.ParseError, ValueError) as error:
        raise PortraitRefused(reason="le dessin est abîmé") from error
    if root.tag != f"{_SVG}svg":
        raise PortraitRefused(reason="ce n'est pas un dessin SVG")
    for element in root.iter():
        name = element.tag.removeprefix(_SVG)
        unsafe = [
            key
            for key, value in element.attrib.items()
            if key not in _ATTRIBUTES or _UNSAFE_VALUE.search(value)
        ]
        if name not in _ELEMENTS or unsafe:
            raise PortraitRefused(reason="le dessin contient autre chose que des formes simples")
