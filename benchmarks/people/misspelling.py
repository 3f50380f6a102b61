"""Names typed badly, misheard, or written as another country writes these sounds."""

from __future__ import annotations

import random
import re
from functools import lru_cache

_NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv", "g": "fhtb", "h": "gjyn", "j": "hkum", "k": "jlim",
    "l": "kop", "z": "asx", "x": "zsc", "c": "xdv", "v": "cfb", "b": "vgn", "n": "bhm", "m": "njk",
}  # fmt: skip
_HEARD = [
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("k", "c"), ("c(?=[aou])", "k"), ("y$", "ie"), ("ie$", "y"), ("ey$", "y"),
    ("ea", "ee"), ("ee", "ea"), ("ei", "ie"), ("ie", "ei"), ("ai", "ay"), ("ay", "ai"), ("ou", "ow"), ("ow", "ou"),
    ("gh", ""), ("th", "t"), ("t(?=[aeiou])", "th"), ("s(?=[aeiou])", "z"), ("z", "s"), ("x", "cks"), ("ss", "s"),
    ("ll", "l"), ("tt", "t"), ("nn", "n"), ("rr", "r"), ("mm", "m"), ("l(?=[aeiou])", "ll"), ("n(?=[aeiou])", "nn"),
    ("t(?=e)", "tt"), ("er$", "a"), ("a$", "er"), ("or$", "er"), ("er$", "ar"), ("son$", "sen"), ("sen$", "son"),
    ("ton$", "tan"), ("ley$", "leigh"), ("leigh$", "ley"), ("ley$", "ly"), ("mc", "mac"), ("mac", "mc"), ("wh", "w"),
    ("qu", "kw"), ("j", "g"), ("g(?=[ei])", "j"), ("i", "y"), ("y(?=[a-z])", "i"), ("oo", "u"), ("u", "oo"), ("e$", ""),
    ("v", "w"), ("w(?=[aeiou])", "v"), ("sh", "sch"), ("ch", "tch"), ("kn", "n"), ("wr", "r"), ("dge", "ge"),
    ("au", "or"), ("aw", "or"), ("ea", "e"), ("mb$", "m"), ("ngton$", "nton"), ("stone$", "ston"), ("burgh$", "brough"),
]  # fmt: skip
_COUNTRIES = [
    ("kh", "ch"), ("dh", "d"), ("sh", "ch"), ("oo", "ou"), ("ee", "i"), ("aa", "a"), ("ou", "u"), ("q", "k"),
    ("w", "v"), ("cz", "ch"), ("sz", "sh"), ("sk[iy]$", "sky"), ("ska$", "ski"), ("x", "sh"), ("zh", "j"), ("ç", "ch"),
    ("ddin$", "deen"), ("jee", "ji"), ("iya$", "ia"), ("ullah$", "ulla"), ("ck", "tsk"), ("eh$", "e"), ("ah$", "a"),
]  # fmt: skip


def typed_badly(name: str, rng: random.Random) -> str:
    """One letter left out, doubled or put in, changed, or two turned round; never the first one alone in its place."""
    letters = [*name]
    for _try in range(20):
        at = rng.randrange(len(letters))
        other = [*letters]
        how = rng.randrange(4)
        near = rng.choice(_NEAR.get(letters[at].lower(), "aeiou"))
        if how == 0:
            del other[at]
        elif how == 1:
            other.insert(at + 1, near if rng.random() < 0.6 else letters[at])
        elif how == 2:
            other[at] = near.upper() if letters[at].isupper() else near
        elif at + 1 < len(letters):
            other[at], other[at + 1] = letters[at + 1], letters[at]
        if other != letters and "".join(other).strip():
            return "".join(other)
    return name[:-1]


def misheard(name: str) -> list[str]:
    """How one might write what one heard; empty for other scripts and very short names."""
    return _written(name, "heard")


def transliterated(name: str) -> list[str]:
    """How another country might write these sounds."""
    return _written(name, "countries")


@lru_cache(maxsize=200_000)
def _written(name: str, how: str) -> list[str]:
    plain = name.lower()
    found = []
    for pattern, to in _HEARD if how == "heard" else _COUNTRIES:
        other = re.sub(pattern, to, plain, count=1)
        if other != plain and len(other) > 2:
            found.append(other.capitalize() if " " not in other and "-" not in other else other.title())
    return found
