"""Ten thousand ways to change the record behind the application's back, each of which has to be found.

A real chain is read once; every attempt is made on a copy of its rows in memory and checked by the very code that
`audit_verify` runs, with the anchors that were written down outside. Two kinds of attacker: one who edits rows, and one
who can also compute every hash anew from where they changed something.
"""

from __future__ import annotations

import copy
import hashlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Model

from patchwork.audit.models import AuditEvent, AuditLink, AuditSubject
from patchwork.audit.verifying import _chain, check, text_of

type Chain = list[tuple[AuditLink, AuditEvent | None, list[AuditSubject]]]


@dataclass
class Record:
    """A chain with what an attacker may leave loose: events in no link."""

    chain: Chain
    loose: list[AuditEvent] = field(default_factory=list)

    def faults(self, anchors: dict[int, bytes]) -> list[str]:
        linked = {link.event for link, _event, _subjects in self.chain}
        loose = [event for event in self.loose if event.pk not in linked]
        rows = sorted(self.chain, key=lambda row: row[0].number)
        return check(rows, anchors=anchors, unlinked=len(loose)).faults


def read(area_id: int) -> Record:
    return Record(list(_chain(area_id)))


def anchored(record: Record) -> dict[int, bytes]:
    """The heads that left the house: one in the middle (last month's), and the last."""
    links = [link for link, _event, _subjects in record.chain]
    return {link.number: bytes(link.hash) for link in (links[len(links) // 2], links[-1])}


# ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _edit(record: Record, chance: random.Random) -> None:
    _link, event, _subjects = chance.choice(record.chain)
    assert event is not None
    name = chance.choice(["kind", "account", "post", "service", "organisation", "purpose", "at", "request_id"])
    if name == "at":
        event.at += timedelta(microseconds=chance.randint(1, 10**10))
    elif name in {"kind", "purpose"}:
        setattr(event, name, getattr(event, name) + chance.choice(["x", " ", "|", "0"]))
    else:
        setattr(event, name, uuid.UUID(int=chance.getrandbits(128)))


def _edit_subject(record: Record, chance: random.Random) -> None:
    subjects = chance.choice([row for row in record.chain if row[2]])[2]
    one = chance.choice(subjects)
    way = chance.choice(["whom", "what", "away", "more"])
    if way == "whom":
        one.subject = uuid.UUID(int=chance.getrandbits(128))
    elif way == "what":
        one.shown = [*one.shown, "team2"]
    elif way == "away":
        subjects.remove(one)
    else:
        twin = copy.copy(one)
        twin.pk = max(each.pk for each in subjects) + 10**6
        subjects.append(twin)


def _edit_hash(record: Record, chance: random.Random) -> None:
    link = chance.choice(record.chain)[0]
    raw = bytearray(link.hash)
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    link.hash = bytes(raw)


def _delete_event(record: Record, chance: random.Random) -> None:
    at = chance.randrange(len(record.chain))
    link, _event, _subjects = record.chain[at]
    record.chain[at] = (link, None, [])


def _delete_link(record: Record, chance: random.Random) -> None:
    _link, event, _subjects = record.chain.pop(chance.randrange(len(record.chain)))
    if event is not None and chance.random() < 0.5:
        record.loose.append(event)


def _swap(record: Record, chance: random.Random) -> None:
    one, other = chance.sample(range(len(record.chain)), 2)
    (a, first, of_first), (b, second, of_second) = record.chain[one], record.chain[other]
    record.chain[one], record.chain[other] = (a, second, of_second), (b, first, of_first)


def _renumber(record: Record, chance: random.Random) -> None:
    one, other = chance.sample(record.chain, 2)
    one[0].number, other[0].number = other[0].number, one[0].number


def _cut_tail(record: Record, chance: random.Random) -> None:
    del record.chain[-chance.randint(1, len(record.chain) - 1) :]


def _add_late(record: Record, chance: random.Random) -> None:
    event = copy.copy(chance.choice(record.chain)[1])
    assert event is not None
    event.pk += 10**9
    record.loose.append(event)


def _rewrite(record: Record, chance: random.Random) -> None:
    """Changed, and every hash from there on computed anew: only what was anchored outside still tells."""
    chance.choice([_edit, _edit_subject, _delete_link, _swap])(record, chance)
    record.loose.clear()
    previous = b""
    for number, (link, event, subjects) in enumerate(sorted(record.chain, key=lambda row: row[0].number), start=1):
        assert event is not None
        previous = hashlib.sha256(previous + text_of(event, subjects).encode()).digest()
        link.number, link.event, link.hash = number, event.pk, previous


def _copy(record: Record) -> Record:
    """Rows of its own. What stands in them is replaced, never changed: a `deepcopy`, much slower, would add nothing."""
    chain = [(_own(link), event and _own(event), [*map(_own, subjects)]) for link, event, subjects in record.chain]
    return Record(chain, [*map(_own, record.loose)])


def _own[M: Model](row: M) -> M:
    made = object.__new__(type(row))
    made.__dict__.update(row.__dict__)
    return made


ATTEMPTS: list[Callable[[Record, random.Random], None]] = [
    _edit, _edit_subject, _edit_hash, _delete_event, _delete_link, _swap, _renumber, _cut_tail, _add_late, _rewrite,
]  # fmt: skip


def attempt(record: Record, anchors: dict[int, bytes], chance: random.Random) -> tuple[str, bool]:
    """One attempt on a copy: (what was tried, whether it was found)."""
    tried = chance.choice(ATTEMPTS)
    changed = _copy(record)
    tried(changed, chance)
    return tried.__name__.strip("_").replace("_", " "), bool(changed.faults(anchors))
