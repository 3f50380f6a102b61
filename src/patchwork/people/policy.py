"""The people's side of the decision path: exclusions, shields, and who sees a record not yet checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, Value
from django.db.models.expressions import ExpressionWrapper

from patchwork import access
from patchwork.access import View, Viewer, deciding
from patchwork.people import slots
from patchwork.people.models import (
    Address,
    BreakGlass,
    BreakGlassPerson,
    Exclusion,
    FamilyMember,
    FormerName,
    Identifier,
    Kinship,
    Person,
    Relationship,
    Sex,
    Shield,
)


def not_excluded(viewer: Viewer, view: View, person: str) -> Q:
    """For an excluded account the person does not exist, in any view. Previews have no account to exclude."""
    if viewer.account_id is None:
        return access.EVERYTHING
    acting = Exclusion.objects.filter(
        person_id=OuterRef(person), account_id=viewer.account_id, acts_from__lte=viewer.now, lifted_at__isnull=True
    )
    return ~Q(Exists(acting))


BREAKERS = frozenset({"hub", "break_glass"})
"""Powers that may break the glass."""
EMERGENCY_OPENS = frozenset({View.CARD, View.TEAM, View.VISITS})


def may_break(viewer: Viewer) -> bool:
    """Whether this post was given break-glass beforehand. Taken away, what is open shuts at the next request."""
    allowed = viewer.is_active and not viewer.opens_no_person and not viewer.has("privacy")
    return allowed and viewer.post_id is not None and viewer.account_id is not None and bool(viewer.powers & BREAKERS)


def in_emergency(viewer: Viewer, view: View, person: str) -> Q:
    """Opened by this post's live break-glass, and already shown in turn. Never more than who works with them."""
    if view not in EMERGENCY_OPENS or not may_break(viewer):
        return access.DENY
    glasses = BreakGlass.objects.live(viewer.now).filter(post_id=viewer.in_post, account_id=viewer.in_account)
    rows = BreakGlassPerson.objects.filter(person_id=OuterRef(person), opened_at__isnull=False)
    return Q(Exists(rows.filter(glass__in=glasses.values("pk"))))


def not_shielded(viewer: Viewer, view: View, person: str) -> Q:
    """Beyond the shielded card, only posts on the named list, and whoever has broken the glass."""
    if view is View.CARD:
        return access.EVERYTHING
    shields = Shield.objects.filter(person_id=OuterRef(person), lifted_at__isnull=True)
    if viewer.post_id is not None:
        shields = shields.exclude(named_posts__contains=[viewer.post_id])
    return ~Q(Exists(shields)) | in_emergency(viewer, view, person) if may_break(viewer) else ~Q(Exists(shields))


def asked_to_be_shut(viewer: Viewer, person: str = "pk") -> Any:
    """An annotation: whether somebody asked to shut this person to the viewer, and it does not act yet."""
    if viewer.account_id is None:
        return Value(False)
    waits = Q(acts_from__isnull=True) | Q(acts_from__gt=viewer.now)
    rows = Exclusion.objects.filter(waits, person_id=OuterRef(person), lifted_at__isnull=True)
    return Exists(rows.filter(account_id=viewer.account_id).exclude(source="check"))


def shielded(viewer: Viewer, person: str = "pk") -> Any:
    """An annotation: whether `viewer` may have no more than the shielded card. For `Person.is_shielded`."""
    return ExpressionWrapper(~not_shielded(viewer, View.TEAM, person), output_field=BooleanField())


def say_which_are_shielded(persons: Iterable[Person], viewer: Viewer) -> None:
    """Set `is_shielded` on persons that came along with another row. One query, however many they are."""
    by_id: dict[uuid.UUID, list[Person]] = {}
    for person in persons:
        by_id.setdefault(person.pk, []).append(person)
    if not by_id:
        return
    rows = Person.objects.filter(~not_shielded(viewer, View.TEAM, "pk"), pk__in=by_id)
    for pk in rows.values_list("pk", flat=True):
        for person in by_id[pk]:
            person.is_shielded = True


def person_rows(viewer: Viewer, view: View) -> Q:
    """A new record is its maker's alone until the background match has run. An unborn child is there only for
    those involved with it, with its mother, or the hub (design, section 5)."""
    mine = Q(made_by_id=viewer.account_id) if viewer.account_id else access.DENY
    there_now = (Q(checked_at__isnull=False) | mine) & (
        Q(expected_on__isnull=True) | mine | _near_the_unborn(viewer, view)
    )
    return there_now & _unless_restricted(viewer, view)


def protects(viewer: Viewer) -> bool:
    """Whoever a restricted record stays as it is for, so that somebody can be protected: the hub, statutory posts."""
    return viewer.has("hub") or slots.is_statutory(viewer)


def _unless_restricted(viewer: Viewer, view: View) -> Q:
    """A restricted record is there to be read by those who work with the person, and changed by nobody: but for those
    who protect somebody, and the privacy officer.
    """
    if protects(viewer) or viewer.has("privacy"):
        return access.EVERYTHING
    if view in {View.ACT, View.INSIDE}:
        return Q(restricted_at__isnull=True)
    return Q(restricted_at__isnull=True) | deciding.INVOLVED(viewer, view, "pk") | in_emergency(viewer, view, "pk")


def rows_beside(viewer: Viewer, view: View) -> Q:
    """Addresses, numbers, former names, families: never with the card, nor for kinds of service the area restricts."""
    return access.DENY if view is View.CARD or viewer.is_restricted else access.EVERYTHING


def there(viewer: Viewer, view: View, person: str) -> Q:
    """`person_rows`, asked of a row about the person."""
    return Q(Exists(Person.objects.filter(person_rows(viewer, view), pk=OuterRef(person))))


def is_mother() -> Q:
    """A condition on relationships: `person` carries `other`, or did. A parent recorded as female counts as well."""
    return Q(kind=Kinship.MOTHER) | Q(kind=Kinship.PARENT, person__sex=Sex.FEMALE)


def _near_the_unborn(viewer: Viewer, view: View) -> Q:
    """Involved with the child, or beyond doubt with its mother: as one whom her visits are open to. A look at her, or
    one's own word that nobody has confirmed yet, is not enough.
    """
    if viewer.opens_no_person or viewer.has("hub") or view not in {View.CARD, View.TEAM}:
        return access.EVERYTHING  # the relation step has spoken already: no look opens more than the team
    mothers = Relationship.objects.filter(is_mother(), other_id=OuterRef("pk"))
    # A mother who does not exist for them, or is shielded, has no child on the way either.
    with_mother = mothers.filter(
        not_excluded(viewer, view, "person_id"),
        not_shielded(viewer, View.TEAM, "person_id"),
        deciding.RELATION(viewer, View.VISITS, "person_id"),
    )
    return deciding.INVOLVED(viewer, view, "pk") | Q(Exists(with_mother)) | in_emergency(viewer, view, "pk")


def register() -> None:
    deciding.EXCLUSION.fill(not_excluded)
    deciding.SHIELD.fill(not_shielded)
    deciding.EMERGENCY.fill(in_emergency)
    deciding.THERE.fill(there)
    access.register(Person, person="pk", rows=person_rows)
    for model in (FormerName, Address, Identifier, FamilyMember):
        access.register(model, person="person_id", rows=rows_beside)
