"""What happens in this app's own tables where both records have what one person has once. The stricter one stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from patchwork.people.merging import clashes
from patchwork.people.models import Exclusion, SamePersonQuestion, Shield, ShieldKind, ShieldRequest

NOT_SAME = "not_same"


def strictest_shield(shields: Sequence[Shield]) -> Shield:
    """A refuge's keeps least; else the one that was set first."""
    return min(shields, key=lambda shield: (shield.kind != ShieldKind.REFUGE, shield.set_at, str(shield.pk)))


def _named_on_all(stays: Shield, others: Sequence[Shield]) -> dict[str, Any]:
    """Nobody sees a half that they were not named for."""
    named = set(stays.named_posts).intersection(*(other.named_posts for other in others))
    return {"named_posts": sorted(named)}


def _strictest_exclusion(exclusions: Sequence[Exclusion]) -> Exclusion:
    """The one that acts, from the earlier moment."""
    return min(exclusions, key=lambda one: (one.acts_from is None, one.acts_from or one.asked_at, str(one.pk)))


def _first_asked(requests: Sequence[ShieldRequest]) -> ShieldRequest:
    return min(requests, key=lambda one: (one.asked_at, str(one.pk)))


def _what_was_said(questions: Sequence[SamePersonQuestion]) -> SamePersonQuestion:
    """Somebody has said that they are two: that stands. Else what is decided before what is open."""
    return min(questions, key=lambda one: (one.answer != NOT_SAME, one.answer == "", one.raised_at, str(one.pk)))


def register() -> None:
    """Called once at start."""
    clashes.on("people_identifier_once_a_person")
    clashes.on("people_member_once")
    clashes.on("people_relationship_once")
    clashes.not_with_itself("people.Relationship", "person", "other")
    clashes.on("people_excluded_once", clashes.one_stays(_strictest_exclusion))
    clashes.on("people_shielded_once", clashes.one_stays(strictest_shield, _named_on_all))
    clashes.on("people_shield_asked_once", clashes.one_stays(_first_asked))
    clashes.on("people_glass_covers_once")
    clashes.on("people_not_this_one_once")
    clashes.on(
        "people_pair_once", clashes.one_stays(_what_was_said), key=frozenset, fields=("person", "other")
    )  # fmt: skip
    clashes.not_with_itself("people.SamePersonQuestion", "person", "other")
