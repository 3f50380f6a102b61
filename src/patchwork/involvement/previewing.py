"""What others will see: drafts and teams looked at through the eyes of a kind of colleague or a family member.

Everything here goes through the decision path with a supposed viewer that is limited by the real one: never more
than the one who asks may see, and of sensitive rows only their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access
from patchwork.access import Relation, View, Viewer
from patchwork.access.viewers import supposed_viewer
from patchwork.directory import taxonomy
from patchwork.directory.models import Area, Organisation
from patchwork.involvement import queries
from patchwork.involvement.actions import save_draft
from patchwork.involvement.models import Involvement
from patchwork.people.ages import is_child
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes: a code for the address, words for the button, and the viewer this makes."""

    code: str
    label: Words
    viewer: Viewer | None = None  # None: a family member, who has no sign-in here
    is_parent: bool = False


COLLEAGUE, REASON, RESTRICTED, SELF, PARENT, NAMED = "colleague", "reason", "restricted", "self", "parent", "named"


def eyes_on(person: Person, viewer: Viewer, *, named: list[Organisation] | None = None) -> list[Eyes]:
    """The kinds of people one can look as: colleagues, each restricted kind of service, and the family."""
    area = Area.objects.get(pk=viewer.area_id)

    def suppose(relation: Relation, kind: str = "", **known: object) -> Viewer:
        return supposed_viewer(area, now=viewer.now, service_kind=kind, relation=relation, limit=viewer, **known)

    found = [Eyes(COLLEAGUE, gettext_lazy("a colleague in the team"), suppose(Relation.CONFIRMED))]
    for one in named or []:
        label = _("a team member from %(organisation)s") % {"organisation": one.name}
        found.append(Eyes(f"{NAMED}-{one.pk}", label, suppose(Relation.CONFIRMED, organisation_id=one.pk)))
    found.append(Eyes(REASON, gettext_lazy("someone who gave a reason to look"), suppose(Relation.REASON)))
    if area.restricted_kinds:
        label = _restricted_words(area.restricted_kinds)
        found.append(Eyes(RESTRICTED, label, suppose(Relation.CONFIRMED, area.restricted_kinds[0])))
    found.append(Eyes(SELF, person.short_name))
    if is_child(person.born_on, person.expected_on, viewer.today):
        found.append(Eyes(PARENT, gettext_lazy("a parent"), is_parent=True))
    return found


def _restricted_words(kinds: list[str]) -> str:
    """The headings of the restricted kinds, once each: "police and justice, home and housing"."""
    words = {taxonomy.service_kind(kind).heading.words for kind in kinds if kind in taxonomy.taxonomy().service_kinds}
    return ", ".join(sorted((str(one).lower() for one in words), reverse=True))


def chosen(eyes: list[Eyes], code: str) -> Eyes:
    """The eyes asked for; an unknown code looks as a colleague."""
    return next((one for one in eyes if one.code == code), eyes[0])


def seen_by(eyes: Eyes, person: Person, viewer: Viewer) -> list[Involvement]:
    """The rows around the person that these eyes see, never more than `viewer` does."""
    rows = queries.current_rows(viewer).filter(person=person)
    return queries.with_cards(_through(eyes, rows, person, viewer))


def _through(eyes: Eyes, rows: QuerySet[Involvement], person: Person, viewer: Viewer) -> QuerySet[Involvement]:
    mine = Q(post_id=viewer.post_id) | Q(post__isnull=True, service_id=viewer.service_id)
    rows = rows.filter(Q(is_sensitive=False) | mine)
    if eyes.viewer is not None:
        return access.scope(rows, eyes.viewer, View.TEAM)
    if eyes.is_parent and queries.is_closed_to_parents(person, viewer):
        return rows.none()
    return access.scope(rows, viewer, View.TEAM).filter(queries.family_may_read(viewer))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a declaration will look like to others, before it is said."""

    eyes: list[Eyes]
    chosen: Eyes
    members: list[queries.TeamMember]
    note: Words


def preview(draft: Involvement, *, viewer: Viewer, code: str, named: list[Organisation] | None = None) -> Preview:
    """The draft as others will see it: stored, looked at by the very query their page runs, and taken back."""
    eyes = eyes_on(draft.person, viewer, named=named)
    one = chosen(eyes, code)
    rows = _as_stored(draft, one, viewer)
    members = [queries.card_of(row, viewer) for row in rows]
    for member in members:
        member.mine = False
    return Preview(eyes, one, members, _note(draft, one, viewer, seen=bool(rows)))


def _as_stored(draft: Involvement, eyes: Eyes, viewer: Viewer) -> list[Involvement]:
    try:
        with transaction.atomic():
            save_draft(draft)
            rows = queries.current_rows(viewer).filter(pk=draft.pk)
            found = queries.with_cards(_through(eyes, rows, draft.person, viewer))
            transaction.set_rollback(True)
    except IntegrityError:  # said already, in another window
        return []
    return found


def _note(draft: Involvement, eyes: Eyes, viewer: Viewer, *, seen: bool) -> Words:
    if seen:
        return gettext_lazy("This is the row they will see.") if eyes.viewer else ON_PAPER
    if draft.is_sensitive:
        return gettext_lazy("Nothing, and no sign that anything is hidden.")
    if eyes.viewer is None:
        closed = eyes.is_parent and queries.is_closed_to_parents(draft.person, viewer)
        return CLOSED_TO_PARENTS if closed else ONCE_CONFIRMED
    return gettext_lazy("They see the lead practitioner and the hub's number, and not you.")


ON_PAPER = gettext_lazy("They see this when a colleague shows or prints “the people around me” for them.")
ONCE_CONFIRMED = gettext_lazy(
    "Nothing yet. Once you are confirmed, a colleague may show them your name and number, "
    "unless your basis keeps silent."
)
CLOSED_TO_PARENTS = gettext_lazy("Nothing. A child of this age decides for themselves, so this is closed to parents.")
