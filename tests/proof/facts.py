"""The facts that the reference model answers from: plain rows, no rule and no import of the product."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

KINDS = ("involvements", "contacts", "looks", "invitations", "attentions", "agreements")


@dataclass
class Post:
    """Somebody in a post. `supposed`: a preview of a kind of colleague in a relation, never more than `limit` sees."""

    name: str
    service: str
    organisation: str
    kind: str
    area: str = "marlowe"
    powers: frozenset[str] = frozenset()
    restricted: bool = False
    sensitive: bool = False
    statutory: bool = False
    suspended: bool = False
    supervisor: str = ""
    cover: str = ""
    away: tuple[datetime, datetime] | None = None
    supposed: str = ""
    limit: str = ""


@dataclass
class Row:
    """An involvement, contact, look, invitation, attention or what somebody said, around a person."""

    id: object
    person: str
    who: str  # the post; "" when the service as a whole
    service: str
    sensitive: bool = False
    audience: frozenset[str] | None = None  # organisations, "kind:…", "service:…", "post:…"; None: the team
    begins: datetime | None = None
    ends: datetime | None = None  # ended, run out, over
    confirmed: bool = True
    lead: bool = False
    withheld: bool = False
    planned: bool = False
    showing: str = "time"
    to: frozenset[str] = frozenset()  # who is asked or nudged: posts, "service:…"
    whole: bool = True  # an attention to the whole team
    no: bool = False  # what was said is an objection
    gone: bool = False  # cancelled, answered, taken back


@dataclass
class State:
    now: datetime
    posts: dict[str, Post]
    persons: dict[str, str] = field(default_factory=dict)  # name → area
    unchecked: dict[str, str] = field(default_factory=dict)  # a new record → its maker
    makers: dict[str, str] = field(default_factory=dict)  # who put an unborn child's record here
    mothers: dict[str, str] = field(default_factory=dict)  # an unborn child → its mother
    restricted: set[str] = field(default_factory=set)  # records that stay as they are while something is looked into
    kinds: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    exclusions: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (who, person) → acts from
    shields: dict[str, set[str]] = field(default_factory=dict)  # person → posts on the list
    glasses: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (who, person shown) → until
