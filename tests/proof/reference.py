"""Who may see what, written from the design (section 5) and from nothing else: no query, no import of the product.

Facts are plain rows; `may` and the `…_rows` functions answer from them. The application is driven beside it and asked
the same (`driving.py`). Where the design left something open, the line says what was decided.
"""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

CARD, TEAM, VISITS, ACT, INSIDE = VIEWS = ("card", "team", "visits", "act", "inside")

REASON = PROVISIONAL = {CARD, TEAM}
CONFIRMED = {CARD, TEAM, VISITS, ACT, INSIDE}
COVER = {CARD, TEAM, VISITS, INSIDE}
SUPERVISOR = HUB = EMERGENCY = {CARD, TEAM, VISITS}
NO_PERSON = {"organisation_admin", "area_admin", "broker"}


@dataclass
class Post:
    """Somebody in a post. `supposed`: a preview of a kind of colleague in a relation, who is nobody."""

    name: str
    service: str
    organisation: str
    kind: str
    area: str = "marlowe"
    powers: frozenset[str] = frozenset()
    restricted: bool = False
    sensitive: bool = False
    suspended: bool = False
    supervisor: str = ""
    cover: str = ""
    away: tuple[datetime, datetime] | None = None
    supposed: set[str] | None = None  # the views the assumed relation opens
    supposed_confirmed: bool = False


@dataclass
class Row:
    """An involvement, contact, look or invitation around a person."""

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
    to: str = ""  # invitation: a post, or "service:…"
    gone: bool = False  # cancelled, answered, taken back


@dataclass
class Facts:
    now: datetime
    posts: dict[str, Post]
    persons: dict[str, str] = field(default_factory=dict)  # name → area
    unchecked: dict[str, str] = field(default_factory=dict)  # a new record → its maker
    mothers: dict[str, str] = field(default_factory=dict)  # an unborn child → its mother
    involvements: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    looks: list[Row] = field(default_factory=list)
    invitations: list[Row] = field(default_factory=list)
    exclusions: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (who, person) → acts from
    shields: dict[str, set[str]] = field(default_factory=dict)  # person → posts on the list
    glasses: dict[tuple[str, str], datetime] = field(default_factory=dict)  # (who, person shown) → until

    def lives(self, row: Row) -> bool:
        return (row.begins is None or row.begins <= self.now) and (row.ends is None or row.ends > self.now)

    def current(self, person: str) -> list[Row]:
        return [row for row in self.involvements if row.person == person and self.lives(row)]

    # -- steps 1 to 5

    def may(self, view: str, who: str, person: str) -> bool:
        post = self.posts[who]
        if post.suspended or self.persons[person] != post.area or self.excluded(who, person):
            return False
        shield = self.shields.get(person)
        if view != CARD and shield is not None and who not in shield and not self.emergency(who, view, person):
            return False
        return view in self.opens(post, person, view) and self.is_there(post, person, view)

    def excluded(self, who: str, person: str) -> bool:
        from_ = self.exclusions.get((who, person))
        return from_ is not None and from_ <= self.now

    def emergency(self, who: str, view: str, person: str) -> bool:
        post, until = self.posts[who], self.glasses.get((who, person))
        may_break = bool(post.powers & {"hub", "break_glass"}) and not post.powers & {"privacy"}
        return may_break and until is not None and until > self.now and view in EMERGENCY

    def opens(self, post: Post, person: str, view: str) -> set[str]:
        """The table of relations. A kind that the area restricts never acts or comes inside unless a row names it."""
        if post.powers & NO_PERSON:
            return set()
        if post.supposed is not None:
            return post.supposed
        found = {CARD}
        if "privacy" not in post.powers:
            for row in self.current(person):
                found |= self.by_involvement(post, row)
            if any(self.lives(row) and row.who == post.name and row.person == person for row in self.looks):
                found |= REASON
            if "hub" in post.powers:
                found |= HUB
            if self.emergency(post.name, view, person):
                found |= EMERGENCY
        if post.restricted and not any(self.names(post, row) for row in self.current(person)):
            found -= {ACT, INSIDE}
        return found

    def by_involvement(self, post: Post, row: Row) -> set[str]:
        if row.who == post.name:
            return CONFIRMED if row.confirmed else PROVISIONAL
        found: set[str] = set()
        holder = self.posts.get(row.who)
        if holder is None:
            return found  # a service as a whole opens nothing by itself: one tap first
        if holder.cover == post.name and holder.away and holder.away[0] <= self.now < holder.away[1] and row.confirmed:
            found |= COVER if not row.sensitive or row.service == post.service else set()
        if holder.supervisor == post.name and "supervisor" in post.powers:
            found |= SUPERVISOR
        return found

    def is_there(self, post: Post, person: str, view: str) -> bool:
        """A new record is its maker's alone; an unborn child's only theirs who work with it or its mother, or the hub."""
        if person in self.unchecked:
            return self.unchecked[person] == post.name
        mother = self.mothers.get(person)
        if mother is None or "hub" in post.powers or view in {VISITS, ACT, INSIDE} or post.supposed == CONFIRMED:
            return True
        with_mother = not self.excluded(post.name, mother) and VISITS in self.opens(post, mother, VISITS)
        shield = self.shields.get(mother)
        hidden = shield is not None and post.name not in shield and not self.emergency(post.name, TEAM, mother)
        return self.works_with(post, person) or (with_mother and not hidden) or self.emergency(post.name, view, person)

    def works_with(self, post: Post, person: str) -> bool:
        if post.powers & {"privacy"} or post.supposed is not None:
            return False
        rows = self.current(person)
        near = any(self.by_involvement(post, row) or (not row.who and row.service == post.service) for row in rows)
        return near or any(row.person == person and not row.gone and self.to_me(post, row) for row in self.invitations)

    # -- step 6: rows

    def confirmed(self, post: Post, person: str) -> bool:
        own = any(row.who == post.name and row.confirmed for row in self.current(person))
        return post.supposed_confirmed if post.supposed is not None else own

    def names(self, post: Post, row: Row) -> bool:
        """Named in the audience. For a sensitive row only while confirmed with the person, and an organisation's name
        never stands for its services of a kind the area restricts."""
        said = {f"kind:{post.kind}", f"service:{post.service}", f"post:{post.name}"}
        if not (row.sensitive and post.restricted):
            said.add(post.organisation)
        named = bool(said & (row.audience or frozenset()))
        return named and (not row.sensitive or self.confirmed(post, row.person))

    def own(self, post: Post, row: Row) -> bool:
        holder = self.posts.get(row.who)
        supervised = holder is not None and holder.supervisor == post.name and "supervisor" in post.powers
        return post.supposed is None and (row.who == post.name or row.service == post.service or supervised)

    def open(self, post: Post, row: Row, view: str) -> bool:
        """Nothing with the card. Under break-glass the hub sees sensitive rows, too."""
        plain = not row.sensitive and (row.lead if post.restricted else row.audience is None)
        broken = "hub" in post.powers and self.emergency(post.name, view, row.person)
        return view != CARD and (self.own(post, row) or self.names(post, row) or plain or broken)

    def to_me(self, post: Post, row: Row) -> bool:
        return post.supposed is None and row.to in {post.name, f"service:{post.service}"}

    def involvement_rows(self, who: str, view: str) -> set[object]:
        post = self.posts[who]
        return {row.id for row in self.involvements if self.may(view, who, row.person) and self.open(post, row, view)}

    def contact_rows(self, who: str, view: str) -> set[object]:
        post, found = self.posts[who], set()
        for row in self.contacts:
            shown = not row.planned or (view == VISITS and (row.showing != "nothing" or row.who == who))
            if self.may(view, who, row.person) and self.open(post, row, view) and shown and not row.gone:
                found.add(row.id)
        return found

    def look_rows(self, who: str) -> set[object]:
        rows = [row for row in self.looks if self.may(TEAM, who, row.person) and (not row.withheld or row.who == who)]
        return {row.id for row in rows if self.open(self.posts[who], row, TEAM)}

    def invitation_rows(self, who: str, view: str) -> set[object]:
        post, found = self.posts[who], set()
        for row in self.invitations:
            near = not row.sensitive or row.service == post.service or self.confirmed(post, row.person)
            seen = self.to_me(post, row) and near if view == CARD else self.open(post, row, view)
            if seen and self.may(view, who, row.person):
                found.add(row.id)
        return found
