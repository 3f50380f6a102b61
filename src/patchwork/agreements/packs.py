"""Jurisdiction packs: what the law of a place lets us choose from, as data with its sources.

One TOML file each in `packs/`. A pack says what it knows and what it does not: a basis whose commencement is not
established (`in_force_from` empty) cannot be chosen, an entry from memory carries `verified = false` and what is to be
checked, and a pack that nobody has checked cannot be selected for an area at all. `check` runs at start and names file
and key of the first thing that is wrong. Not legal advice: an area's lawyers read the file before it goes live.

Codes are stored in rows: never rename one; end it by `in_force_until`.
`python -m patchwork.agreements.packs` rewrites `packs_texts.py`, which shows the texts to makemessages.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from patchwork.agreements.pack_parts import CONTACT_KINDS, Basis, Ground, Pack, Purpose
from patchwork.agreements.pack_reading import PackError, read_packs
from patchwork.kit import datafiles

__all__ = [
    "CONTACT_KINDS", "Basis", "Ground", "Pack", "PackError", "Purpose", "check", "load_packs", "pack", "read_packs",
    "selectable_packs", "texts_module", "working_days_after",
]  # fmt: skip

FOLDER = Path(__file__).with_name("packs")
TEXT_KEYS = frozenset(
    {"words", "explain", "law", "who", "to_check", "not_yet", "consent_note", "why", "label", "hint", "hub_word"}
    | {"ask_child_note", "agreement_note", "missing", "excluded_information"}
)


@cache
def load_packs() -> dict[str, Pack]:
    """Every pack by code, selectable or not; read once for each process."""
    return read_packs(FOLDER)


def pack(code: str) -> Pack:
    """The pack of a jurisdiction; KeyError when there is none."""
    return load_packs()[code]


def selectable_packs() -> tuple[Pack, ...]:
    """Packs an area may run on."""
    return tuple(one for one in load_packs().values() if one.selectable)


def working_days_after(start: date, n: int, *, jurisdiction: str) -> date:
    """The n-th working day after `start` in that jurisdiction."""
    return pack(jurisdiction).working_days_after(start, n)


def check() -> None:
    """Raise PackError when a pack cannot be used. Run at start."""
    if not any(one.selectable for one in read_packs(FOLDER).values()):
        raise PackError(f"{FOLDER.name}: no pack can be selected")


def texts_module() -> str:
    """What `packs_texts.py` must hold."""
    return datafiles.listing(sorted(FOLDER.glob("*.toml")), keys=TEXT_KEYS)


if __name__ == "__main__":
    Path(__file__).with_name("packs_texts.py").write_text(texts_module(), encoding="utf-8")
