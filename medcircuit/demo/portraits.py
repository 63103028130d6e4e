"""Drawn faces for invented people: SVG text of a few kilobytes, the same for the same seed, told apart at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

BACKGROUNDS = ("#dfe8ea", "#e9e2d6", "#dde5da", "#e6dde6", "#d9e1ee", "#efe3dc", "#e3e6cf", "#d6e4e0")
CLOTHES = (
    "#2f4f6f",
    "#7a3b4b",
    "#3f6b52",
    "#8a6d3b",
    "#54457a",
    "#a3543c",
    "#4d5b66",
    "#b0872f",
    "#2e6f77",
    "#8c8f94",
)
SKINS = {
    "fr": ("#f6d9c6", "#efc9b0", "#e8bfa2", "#f3d3bd"),
    "it": ("#e8bf9f", "#dcae8b"),
    "es": ("#e8bf9f", "#d9a985"),
    "pt": ("#e8bf9f", "#d9a985"),
    "pl": ("#f7dccb", "#f1cdb7"),
    "ma": ("#d8a883", "#c99670", "#e0b694"),
    "am": ("#e3b896", "#d3a27c"),
    "vn": ("#ecc79e", "#e0b488"),
    "af": ("#8a5a3c", "#6f452c", "#7b4e33"),
    "an": ("#9c6a47", "#835538", "#b07f59"),
}
OLD_HAIR = ("#f2f1ee", "#dcdad6", "#c4c1bc", "#a7a39d", "#e8e0cf", "#8d8880")
DYED_HAIR = ("#8c5a3a", "#b98a4e", "#6d4630", "#9b4a3c")
YOUNG_HAIR = ("#5a3b26", "#3b281c", "#8a5a33", "#c79a55", "#a5522c", "#241a15")
DARK_HAIR = ("#1b1512", "#2a1f1a")
IRISES = ("#5b3a22", "#3c2a1c", "#5f7d8c", "#6c7f4f", "#4c6b86")


@dataclass(frozen=True)
class Face:
    """What one face is made of: colours, the shape of the head, and what it wears."""

    skin: str
    shade: str
    hair: str
    brow: str
    iris: str
    sex: str
    age: int
    width: int
    chin: int
    eye_gap: int
    eye_y: int
    nose: int
    mouth: int
    style: str
    beard: str
    glasses: str


OLD_STYLES = {
    "F": ("bun", "curls", "bob", "short", "waves", "crop", "curls"),
    "M": ("bald", "crown", "crown", "side", "swept", "crop"),
}
YOUNG_STYLES = {
    "F": ("long", "ponytail", "bob", "plaits", "curls", "fringe"),
    "M": ("crop", "mop", "side", "curls", "spikes", "fade"),
}


def portrait(*, origin: str, sex: str, age: int, random: Random) -> str:
    """A face as SVG, head and shoulders, 160 by 200: what a carer compares with the person in front of them."""
    face = _draw_face(origin, sex, age, random)
    cloth, background = random.choice(CLOTHES), random.choice(BACKGROUNDS)
    parts = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 200" role="img">',
        f'<rect width="160" height="200" fill="{background}"/>',
        _hair_behind(face),
        _shoulders(face, cloth, random),
        _head(face),
        _age_lines(face),
        _eyes(face),
        _nose(face),
        _mouth(face),
        _beard(face),
        _hair_before(face),
        _glasses(face),
        _jewels(face, random),
        "</svg>",
    )
    return "".join(parts)


def _draw_face(origin: str, sex: str, age: int, random: Random) -> Face:
    skin = random.choice(SKINS[origin])
    old = age >= 60
    hair = _hair_colour(origin, sex, random, old=old)
    beards = ("none",) * 5 + (("moustache", "beard", "goatee", "stubble") if old else ("none",))
    glasses = ("none", "round", "square", "half", "cat" if sex == "F" else "square")
    return Face(
        skin=skin,
        shade=_darker(skin, 82),
        hair=hair,
        brow=_darker(hair, 78 if old else 88),
        iris=random.choice(IRISES if origin in {"fr", "pl", "it"} else IRISES[:2]),
        sex=sex,
        age=age,
        width=random.randint(36, 43) if old else random.randint(37, 42),
        chin=random.randint(142, 152) if old else random.randint(136, 143),
        eye_gap=random.randint(15, 18),
        eye_y=random.randint(90, 94) if old else random.randint(94, 98),
        nose=random.randrange(4),
        mouth=random.randrange(4),
        style=random.choice((OLD_STYLES if old else YOUNG_STYLES)[sex]),
        beard=random.choice(beards) if sex == "M" else "none",
        glasses=random.choice(glasses) if random.random() < (0.75 if old else 0.3) else "none",
    )


def _hair_colour(origin: str, sex: str, random: Random, *, old: bool) -> str:
    if old:
        return random.choice(DYED_HAIR if sex == "F" and random.random() < 0.16 else OLD_HAIR)
    return random.choice(YOUNG_HAIR if origin in {"fr", "pl", "it", "pt", "es"} else DARK_HAIR)


def _darker(colour: str, percent: int) -> str:
    """The colour at this percentage of its brightness."""
    return "#" + "".join(f"{int(colour[i : i + 2], 16) * percent // 100:02x}" for i in (1, 3, 5))


def _line(path: str, colour: str, width: str = "2", opacity: str = "1") -> str:
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" '
        f'stroke-linecap="round" stroke-opacity="{opacity}"/>'
    )


def _shape(path: str, colour: str) -> str:
    return f'<path d="{path}" fill="{colour}"/>'


def _shoulders(face: Face, cloth: str, random: Random) -> str:
    wide = 64 if face.age >= 14 else 52
    left, right = 80 - wide, 80 + wide
    body = _shape(
        f"M{left} 200C{left} 172 {left + 18} 164 62 160L98 160C{right - 18} 164 {right} 172 {right} 200Z",
        cloth,
    )
    neck = _shape(f"M66 132L66 162Q80 {170 + random.randrange(5)} 94 162L94 132Z", face.shade)
    collar = random.choice(
        (
            _shape("M62 159L80 182L70 190L54 163ZM98 159L80 182L90 190L106 163Z", "#f4f1ea"),
            _line("M62 160Q80 180 98 160", _darker(cloth, 70), "5"),
            _shape(
                "M60 160Q80 172 100 160L104 168Q80 184 56 168Z", _darker(cloth, 125 if cloth < "#9" else 80)
            ),
            _line("M80 176L80 200", _darker(cloth, 65), "2")
            + _line("M62 160L80 178L98 160", _darker(cloth, 65), "3"),
        )
    )
    return body + neck + collar


def _head(face: Face) -> str:
    w, chin = face.width, face.chin
    left, right = 80 - w, 80 + w
    ears = "".join(
        f'<ellipse cx="{x}" cy="{face.eye_y + 8}" rx="7" ry="{11 if face.age >= 60 else 9}" fill="{face.shade}"/>'
        for x in (left, right)
    )
    head = f"M{left} 84C{left} 44 {right} 44 {right} 84C{right} 116 {right - 12} {chin} 80 {chin}C{left + 12} {chin} {left} 116 {left} 84Z"
    cheeks = "".join(
        f'<ellipse cx="{80 + side * (w - 13)}" cy="{face.eye_y + 21}" rx="8" ry="5" fill="#d9695f" fill-opacity=".16"/>'
        for side in (-1, 1)
    )
    return ears + _shape(head, face.skin) + cheeks


def _age_lines(face: Face) -> str:
    if face.age < 60:
        return ""
    y, dark = face.eye_y, _darker(face.skin, 66)
    drawn = [
        _line(f"M{80 + s * 12} {y + 21}Q{80 + s * 21} {y + 28} {80 + s * 21} {y + 38}", dark, "1.4", ".75")
        for s in (-1, 1)
    ]
    drawn += [
        _line(f"M{80 + s * (face.eye_gap - 8)} {y + 9}q{s * 8} 5 {s * 15} 0", dark, "1.2", ".6")
        for s in (-1, 1)
    ]
    if face.age >= 80:
        drawn += [_line(f"M60 {h}Q80 {h - 4} 100 {h}", dark, "1.1", ".55") for h in (66, 72)]
        drawn += [
            _line(f"M{80 + s * (face.eye_gap + 9)} {y + d}l{s * 6} {d}", dark, "1", ".6")
            for s in (-1, 1)
            for d in (-2, 2)
        ]
    if face.age >= 88:
        drawn.append(_line(f"M70 {face.chin - 5}q10 4 20 0", dark, "1.2", ".6"))
        drawn.append(f'<circle cx="{80 - face.width + 12}" cy="76" r="1.8" fill="{dark}" fill-opacity=".5"/>')
    return "".join(drawn)


def _eyes(face: Face) -> str:
    y, drawn = face.eye_y, []
    open_by = "4" if face.age >= 60 else "5.4"
    for side in (-1, 1):
        x = 80 + side * face.eye_gap
        drawn.append(f'<ellipse cx="{x}" cy="{y}" rx="6.6" ry="{open_by}" fill="#fdfbf7"/>')
        drawn.append(
            f'<circle cx="{x}" cy="{y}" r="3.7" fill="{face.iris}"/><circle cx="{x}" cy="{y}" r="1.7" fill="#15100d"/>'
        )
        drawn.append(f'<circle cx="{x + 1.3}" cy="{y - 1.4}" r=".9" fill="#fff"/>')
        drawn.append(_line(f"M{x - 7} {y}Q{x} {y - 7} {x + 7} {y}", _darker(face.skin, 45), "1.7"))
        brow = 12 if face.age >= 60 else 13
        thick = "3.2" if face.sex == "M" else "2"
        drawn.append(
            _line(
                f"M{x - 8} {y - brow + side}Q{x} {y - brow - 5} {x + 8} {y - brow - side}", face.brow, thick
            )
        )
    return "".join(drawn)


def _nose(face: Face) -> str:
    y, dark = face.eye_y, _darker(face.skin, 70)
    paths = (
        f"M79 {y + 4}Q76 {y + 16} 74 {y + 20}Q80 {y + 25} 86 {y + 20}",
        f"M81 {y + 2}Q86 {y + 15} 87 {y + 19}Q82 {y + 24} 75 {y + 21}",
        f"M72 {y + 20}Q74 {y + 25} 80 {y + 23}Q86 {y + 25} 88 {y + 20}",
        f"M78 {y + 6}L75 {y + 21}Q80 {y + 23} 85 {y + 21}",
    )
    return _line(paths[face.nose], dark, "1.9")


def _mouth(face: Face) -> str:
    y = face.eye_y + (34 if face.age >= 60 else 31)
    lip = "#b4574f" if face.sex == "F" else _darker(face.skin, 62)
    paths = (
        f"M69 {y}Q80 {y + 8} 91 {y}",
        f"M70 {y + 2}Q80 {y + 6} 90 {y + 1}",
        f"M68 {y + 1}Q80 {y + 10} 92 {y + 1}Q80 {y + 4} 68 {y + 1}",
        f"M71 {y + 2}Q80 {y - 1} 89 {y + 2}Q80 {y + 7} 71 {y + 2}",
    )
    filled = face.mouth >= 2
    return _shape(paths[face.mouth], lip) if filled else _line(paths[face.mouth], lip, "2.4")


def _beard(face: Face) -> str:
    y, w, chin = face.eye_y + 29, face.width, face.chin
    if face.beard == "moustache":
        return _shape(
            f"M64 {y + 3}Q72 {y - 5} 80 {y - 1}Q88 {y - 5} 96 {y + 3}Q88 {y + 4} 80 {y + 2}Q72 {y + 4} 64 {y + 3}Z",
            face.brow,
        )
    if face.beard == "goatee":
        return _shape(
            f"M70 {y + 13}Q80 {y + 10} 90 {y + 13}Q88 {chin + 3} 80 {chin + 4}Q72 {chin + 3} 70 {y + 13}Z",
            face.hair,
        )
    if face.beard == "none":
        return ""
    ring = (
        f"M{80 - w} 92C{80 - w} 122 {92 - w} {chin + 4} 80 {chin + 5}C{68 + w} {chin + 4} {80 + w} 122 {80 + w} 92"
        f"Q{74 + w} {y - 4} 94 {y - 1}Q80 {y - 7} 66 {y - 1}Q{86 - w} {y - 4} {80 - w} 92Z"
        f"M70 {y + 4}Q80 {y + 14} 90 {y + 4}Q80 {y + 1} 70 {y + 4}Z"
    )
    opacity = ".45" if face.beard == "stubble" else "1"
    return f'<path d="{ring}" fill="{face.hair}" fill-rule="evenodd" fill-opacity="{opacity}"/>'


def _hair_behind(face: Face) -> str:
    w, hair = face.width, face.hair
    left, right = 80 - w, 80 + w
    if face.style == "bun":
        return f'<circle cx="80" cy="36" r="16" fill="{_darker(hair, 90)}"/>'
    if face.style in {"long", "fringe"}:
        return _shape(
            f"M{left - 7} 84Q{left - 10} 34 80 34Q{right + 10} 34 {right + 7} 84L{right + 9} 168L{left - 9} 168Z",
            _darker(hair, 86),
        )
    if face.style in {"bob", "waves"}:
        return _shape(
            f"M{left - 8} 84Q{left - 10} 36 80 36Q{right + 10} 36 {right + 8} 84L{right + 6} 132L{left - 6} 132Z",
            _darker(hair, 88),
        )
    if face.style == "ponytail":
        return _shape(
            f"M{right - 14} 44Q{right + 26} 52 {right + 12} 126Q{right + 4} 90 {right - 14} 66Z",
            _darker(hair, 86),
        )
    if face.style == "plaits":
        return "".join(
            f'<rect x="{x - 5}" y="84" width="10" height="78" rx="5" fill="{_darker(hair, 88)}"/>'
            for x in (left - 4, right + 4)
        )
    return ""


def _hair_before(face: Face) -> str:
    w, hair = face.width, face.hair
    left, right = 80 - w, 80 + w
    cap = f"M{left - 3} 88Q{left - 6} 36 80 36Q{right + 6} 36 {right + 3} 88"
    tops = {
        "bun": f"{cap}Q{right - 2} 58 80 54Q{left + 2} 58 {left - 3} 88Z",
        "bob": f"{cap}Q{right - 6} 60 72 52Q{left + 4} 62 {left - 3} 88Z",
        "waves": f"{cap}Q{right - 4} 66 88 58Q80 66 66 56Q{left + 6} 62 {left - 3} 88Z",
        "short": f"{cap}Q{right - 3} 62 90 58L70 62Q{left + 4} 60 {left - 3} 88Z",
        "crop": f"M{left - 2} 80Q{left - 4} 38 80 38Q{right + 4} 38 {right + 2} 80Q{right - 3} 58 80 57Q{left + 3} 58 {left - 2} 80Z",
        "plaits": f"{cap}Q{right - 2} 60 80 48Q{left + 2} 60 {left - 3} 88Z",
        "long": f"{cap}Q{right - 2} 62 76 50Q{left + 2} 62 {left - 3} 88Z",
        "ponytail": f"{cap}Q{right - 3} 56 80 54Q{left + 3} 56 {left - 3} 88Z",
        "fringe": f"{cap}L{right - 2} 78L{left + 2} 78L{left - 3} 88Z",
        "side": f"M{left - 3} 84Q{left - 4} 40 66 38Q{right + 8} 34 {right + 3} 84Q{right - 2} 64 64 54Q{left + 2} 62 {left - 3} 84Z",
        "swept": f"M{left - 3} 86Q{left - 2} 54 62 44Q{right + 4} 32 {right + 3} 86Q{right - 4} 58 84 52Q{left + 6} 56 {left - 3} 86Z",
        "mop": f"M{left - 6} 90Q{left - 10} 32 80 32Q{right + 10} 32 {right + 6} 90Q{right - 4} 74 94 72L80 78L66 70Q{left + 2} 74 {left - 6} 90Z",
        "spikes": f"M{left - 2} 80L{left + 2} 48L60 52L66 34L80 46L92 32L100 50L{right - 2} 46L{right + 2} 80Q{right - 4} 60 80 58Q{left + 4} 60 {left - 2} 80Z",
        "fade": f"M{left + 4} 62Q{left + 4} 36 80 36Q{right - 4} 36 {right - 4} 62Q80 50 {left + 4} 62Z",
    }
    if face.style == "curls":
        return _shape(tops["crop"], hair) + _curls(face)
    if face.style in {"bald", "crown"}:
        return _sides(face)
    return _shape(tops[face.style], hair)


def _curls(face: Face) -> str:
    left, right = 80 - face.width, 80 + face.width
    spots = [
        (left, 84),
        (left - 2, 70),
        (left + 5, 56),
        (left + 17, 47),
        (70, 42),
        (84, 41),
        (right - 17, 46),
        (right - 5, 56),
    ]
    spots += [(right + 2, 70), (right, 84)]
    return "".join(f'<circle cx="{x}" cy="{y}" r="10.5" fill="{face.hair}"/>' for x, y in spots)


def _sides(face: Face) -> str:
    """What is left above the ears; a crown has a little more on top."""
    left, right = 80 - face.width, 80 + face.width
    drawn = _shape(f"M{left - 4} 94Q{left - 9} 70 {left + 3} 62Q{left + 1} 78 {left + 1} 92Z", face.hair)
    drawn += _shape(
        f"M{right + 4} 94Q{right + 9} 70 {right - 3} 62Q{right - 1} 78 {right - 1} 92Z", face.hair
    )
    if face.style == "crown":
        drawn += _line(f"M{left + 12} 58Q80 46 {right - 12} 58", face.hair, "3", ".7")
    return drawn


def _glasses(face: Face) -> str:
    y, gap = face.eye_y, face.eye_gap
    if face.glasses == "none":
        return ""
    dark = "#3a3330" if face.width % 2 else "#6b3f2a"
    rims = {
        "round": '<circle cx="{x}" cy="{y}" r="11.5" fill="#fff" fill-opacity=".12" stroke="{c}" stroke-width="2"/>',
        "square": '<rect x="{l}" y="{t}" width="24" height="18" rx="4" fill="#fff" fill-opacity=".12" stroke="{c}" stroke-width="2.4"/>',
        "half": '<path d="M{l} {y}q0 -7 12 -7q12 0 12 7" fill="none" stroke="{c}" stroke-width="2.6"/>',
        "cat": '<path d="M{l} {t}q12 -3 25 -2q1 20 -13 20q-12 0 -12 -18z" fill="#fff" fill-opacity=".12" stroke="#7a2f46" stroke-width="2.2"/>',
    }
    drawn = [rims[face.glasses].format(x=80 + s * gap, y=y, l=68 + s * gap, t=y - 9, c=dark) for s in (-1, 1)]
    drawn.append(_line(f"M{80 - gap + 11} {y - 1}Q80 {y - 5} {80 + gap - 11} {y - 1}", dark, "2"))
    return "".join(drawn)


def _jewels(face: Face, random: Random) -> str:
    """Ear studs, a necklace or a hearing aid, for some."""
    left, right, y = 80 - face.width, 80 + face.width, face.eye_y
    worn = random.random()
    if face.sex == "F" and worn < 0.35:
        return "".join(
            f'<circle cx="{x}" cy="{y + 20}" r="2.4" fill="#d8b54a"/>' for x in (left - 2, right + 2)
        )
    if face.sex == "F" and worn < 0.5:
        pearls = ((64, 163), (68, 169), (74, 173), (80, 174), (86, 173), (92, 169), (96, 163))
        return "".join(f'<circle cx="{x}" cy="{pearl}" r="2" fill="#f3eee2"/>' for x, pearl in pearls)
    if face.age >= 80 and worn > 0.82:
        return _line(f"M{right + 2} {y - 2}q8 6 2 16", "#b9b2a6", "3.4")
    return ""
