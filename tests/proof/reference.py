"""Who may see what, written from the design (section 5) and from nothing else: no query, no import of the product.

Facts are plain rows; `may` and `rows` answer from them. The application is driven beside it and asked the same
(`driving.py`). Where the design left something open, the line says what was decided.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.proof.facts import Post, Row, State

CARD, TEAM, VISITS, ACT, INSIDE = VIEWS = ("card", "team", "visits", "act", "inside")
OPENS: dict[str, set[str]] = {
    "search": {CARD},
    "reason": {CARD, TEAM},
    "provisional": {CARD, TEAM},
    "confirmed": {CARD, TEAM, VISITS, ACT, INSIDE},
    "cover": {CARD, TEAM, VISITS, INSIDE},
    "supervisor": {CARD, TEAM, VISITS},
    "hub": {CARD, TEAM, VISITS},
    "emergency": {CARD, TEAM, VISITS},
}
NO_PERSON = {"organisation_admin", "area_admin", "broker"}


class Facts(State):
    def lives(self, row: Row) -> bool:
        return (row.begins is None or row.begins <= self.now) and (row.ends is None or row.ends > self.now)

    def current(self, person: str) -> list[Row]:
        return [row for row in self.kinds["involvements"] if row.person == person and self.lives(row)]

    # -- steps 1 to 5: the person

    def may(self, view: str, who: str, person: str, *, there: bool = True) -> bool:
        post = self.posts[who]
        if post.suspended or self.persons[person] != post.area or self.excluded(who, person):
            return False
        if view != CARD and self.hidden(post, person, view):
            return False
        if post.limit and not self.may(view, post.limit, person, there=there):
            return False
        return view in self.opens(post, person, view) and (not there or self.is_there(post, person, view))

    def excluded(self, who: str, person: str) -> bool:
        return (who, person) in self.exclusions and self.exclusions[who, person] <= self.now

    def hidden(self, post: Post, person: str, view: str) -> bool:
        named = self.shields.get(person)
        return named is not None and post.name not in named and not self.emergency(post, view, person)

    def emergency(self, post: Post, view: str, person: str) -> bool:
        may_break = bool(post.powers & {"hub", "break_glass"}) and not post.powers & {"privacy"}
        until = self.glasses.get((post.name, person), self.now)
        return may_break and until > self.now and view in OPENS["emergency"]

    def opens(self, post: Post, person: str, view: str) -> set[str]:
        """The table of relations. A kind that the area restricts never acts or comes inside unless a row names it."""
        if post.powers & NO_PERSON:
            return set()
        found = {"search", post.supposed or "search"}
        if "privacy" not in post.powers:
            found |= {name for row in self.current(person) if (name := self.relation(post, row))}
            if any(self.lives(row) and row.who == post.name and row.person == person for row in self.kinds["looks"]):
                found.add("reason")
            found |= {"hub"} & post.powers | ({"emergency"} if self.emergency(post, view, person) else set())
        shut = post.restricted and not any(self.names(post, row) for row in self.current(person))
        return set().union(*(OPENS[name] for name in found)) - ({ACT, INSIDE} if shut else set())

    def relation(self, post: Post, row: Row) -> str:
        """By somebody's involvement. A service as a whole opens nothing by itself: one tap first."""
        holder = self.posts.get(row.who)
        if holder is None or holder is post:
            return ("confirmed" if row.confirmed else "provisional") if holder else ""
        away = holder.cover == post.name and holder.away and holder.away[0] <= self.now < holder.away[1]
        if away and row.confirmed and (not row.sensitive or row.service == post.service):
            return "cover"  # which has all that a supervisor has
        return "supervisor" if holder.supervisor == post.name and "supervisor" in post.powers else ""

    def is_there(self, post: Post, person: str, view: str) -> bool:
        """A new record is its maker's alone; an unborn child's theirs who work with it or its mother, its maker's and
        the hub's; a restricted one is changed by nobody and read by who works with them, but for who protects."""
        if self.unchecked.get(person, post.name) != post.name:
            return False
        near = self.works_with(post, person) or self.emergency(post, view, person)
        protects = post.powers & {"hub", "privacy"} or post.statutory
        if person in self.restricted and not protects and (view in {ACT, INSIDE} or not near):
            return False
        mother = self.mothers.get(person)
        near = near or self.makers.get(person) == post.name or "hub" in post.powers
        if mother is None or near or view not in {CARD, TEAM}:
            return True
        known = not self.excluded(post.name, mother) and not self.hidden(post, mother, TEAM)
        return known and VISITS in self.opens(post, mother, VISITS)

    def works_with(self, post: Post, person: str) -> bool:
        if "privacy" in post.powers or post.supposed:
            return post.supposed not in {"", "search", "reason"}
        rows = self.current(person)
        near = any(self.relation(post, row) or (not row.who and row.service == post.service) for row in rows)
        asked = [row for row in self.kinds["invitations"] if row.person == person and not row.gone]
        return near or any(self.to_me(post, row) for row in asked)

    # -- step 6: rows

    def confirmed(self, post: Post, person: str) -> bool:
        own = any(row.who == post.name and row.confirmed for row in self.current(person))
        return own or post.supposed == "confirmed"

    def names(self, post: Post, row: Row, *, private: bool = False) -> bool:
        """Named in the audience. For a private row only while confirmed with the person, and an organisation's name
        never stands for its services of a kind the area restricts."""
        private = private or row.sensitive
        said = {f"kind:{post.kind}", f"service:{post.service}", f"post:{post.name}"}
        said |= set() if private and post.restricted else {post.organisation}
        return bool(said & (row.audience or set())) and (not private or self.confirmed(post, row.person))

    def own(self, post: Post, row: Row) -> bool:
        boss = row.who and self.posts[row.who].supervisor == post.name and "supervisor" in post.powers
        return bool(row.who == post.name or row.service == post.service or boss)

    def open(self, post: Post, row: Row, view: str) -> bool:
        """Nothing with the card. Under break-glass the hub sees sensitive rows, too; a preview shows those of its
        limit alone."""
        plain = not row.sensitive and (row.lead if post.restricted else row.audience is None)
        broken = "hub" in post.powers and self.emergency(post, view, row.person)
        if row.sensitive and post.limit:
            limit = self.posts[post.limit]
            if row.who != limit.name and (row.who or row.service != limit.service):
                return False
        return view != CARD and (self.own(post, row) or self.names(post, row) or plain or broken)

    def to_me(self, post: Post, row: Row) -> bool:
        return bool(row.to & {post.name, f"service:{post.service}"})

    def rows(self, kind: str, who: str, view: str) -> set[object]:
        """What was said has to be answered even of a record that is not there yet."""
        post, shown, there = self.posts[who], ROWS[kind], kind != "agreements"
        rows = [row for row in self.kinds[kind] if self.may(view, who, row.person, there=there)]
        above = self.rows(kind, post.limit, view) if post.limit else {row.id for row in rows}
        return {row.id for row in rows if shown(self, post, row, view)} & above


def _contact(facts: Facts, post: Post, row: Row, view: str) -> bool:
    shown = not row.planned or (view == VISITS and (row.showing != "nothing" or row.who == post.name))
    return facts.open(post, row, view) and shown and not row.gone


def _invitation(facts: Facts, post: Post, row: Row, view: str) -> bool:
    near = not row.sensitive or row.service == post.service or facts.confirmed(post, row.person)
    return facts.to_me(post, row) and near if view == CARD else facts.open(post, row, view)


def _attention(facts: Facts, post: Post, row: Row, view: str) -> bool:
    """To the whole team, the team; to chosen members, them and the sender, whatever their kind."""
    seen = facts.open(post, row, view)
    nudged = post.name in row.to and (seen or not row.sensitive)
    return view != CARD and ((seen and row.whole) or row.who == post.name or nudged)


def _agreement(facts: Facts, post: Post, row: Row, view: str) -> bool:
    """Without the team only the privacy officer reads, and only what has to be answered."""
    if view == CARD:
        return row.no and "privacy" in post.powers
    named = not post.supposed and facts.names(post, row, private=True)
    plain = row.audience is None and not post.restricted
    return row.who == post.name or row.service == post.service or named or plain


ROWS: dict[str, Callable[[Facts, Post, Row, str], bool]] = {
    "involvements": Facts.open,
    "contacts": _contact,
    "looks": lambda facts, post, row, view: facts.open(post, row, view) and (not row.withheld or row.who == post.name),
    "invitations": _invitation,
    "attentions": _attention,
    "agreements": _agreement,
}
