"""What each relation to a person opens (design, section 5)."""

from __future__ import annotations

from enum import StrEnum


class View(StrEnum):
    """How much of a person is asked for, from least to most."""

    CARD = "card"  # names, age, and back only what was typed
    TEAM = "team"  # who works with them and how to reach these people
    VISITS = "visits"  # planned contacts
    ACT = "act"  # invite, confirm others, message or nudge the whole team
    INSIDE = "inside"  # conversation, shared worries, story, plan


class Relation(StrEnum):
    SEARCH = "search"
    REASON = "reason"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    SERVICE = "service"
    COVER = "cover"
    SUPERVISOR = "supervisor"
    HUB = "hub"


RESTRICTED_FROM = frozenset({View.ACT, View.INSIDE})
"""Shut to kinds of service the area restricts (by default police, benefits, housing), whatever their relation is,
unless an involvement's audience names them."""

OPENS: dict[Relation, frozenset[View]] = {
    Relation.SEARCH: frozenset({View.CARD}),
    Relation.REASON: frozenset({View.CARD, View.TEAM}),
    Relation.PROVISIONAL: frozenset({View.CARD, View.TEAM}),
    Relation.CONFIRMED: frozenset(View),
    Relation.SERVICE: frozenset({View.CARD, View.TEAM}),
    Relation.COVER: frozenset({View.CARD, View.TEAM, View.VISITS, View.INSIDE}),
    Relation.SUPERVISOR: frozenset({View.CARD, View.TEAM, View.VISITS}),
    Relation.HUB: frozenset({View.CARD, View.TEAM, View.VISITS}),
}
