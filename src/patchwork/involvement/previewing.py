"""What others will see: drafts and teams looked at through the eyes of a kind of colleague or a family member.

Everything here goes through the decision path with a supposed viewer that is limited by the real one: never more
than the one who asks may see, and of sensitive rows only their own (`access.open_rows`). What is shown comes from the
queries that the others' own pages run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access
from patchwork.access import Relation, View, Viewer
from patchwork.access.viewers import supposed_viewer
from patchwork.directory import taxonomy
from patchwork.directory.models import Area, Organisation, Partnership, Service
from patchwork.involvement import queries
from patchwork.involvement.actions import save_draft
from patchwork.involvement.models import Involvement
from patchwork.involvement.queries.family import is_closed_to_relatives
from patchwork.people.ages import is_child
from patchwork.people.models import Person

if TYPE_CHECKING:
    from patchwork.kit.answers import Words

KINDS = gettext_lazy("Kinds of colleague")
ORGANISATIONS = gettext_lazy("Organisations")
FAMILY = gettext_lazy("The family")


@dataclass(frozen=True, slots=True)
class Eyes:
    """Through whose eyes: a code for the address, words for the choice, and the viewer this makes."""

    code: str
    label: Words
    group: Words
    viewer: Viewer | None = None  # None: a family member, who has no sign-in here
    reader: Person | None = None  # which one; None: a parent who is not recorded, or whom one may not see
    note: Words = ""

    @property
    def is_family(self) -> bool:
        return self.viewer is None


def grouped(eyes: list[Eyes]) -> list[tuple[Words, list[Eyes]]]:
    """The same under their headings, for a select."""
    return [(label, list(found)) for label, found in groupby(eyes, key=lambda one: one.group)]


COLLEAGUE, REASON, RESTRICTED, SELF, PARENT, NAMED = "colleague", "reason", "restricted", "self", "parent", "named"

RELATIONS: tuple[tuple[str, Words, Relation, Words], ...] = (
    (COLLEAGUE, gettext_lazy("a colleague in the team"), Relation.CONFIRMED, ""),
    ("provisional", gettext_lazy("someone who joined and is not confirmed yet"), Relation.PROVISIONAL, ""),
    (REASON, gettext_lazy("someone who gave a reason to look"), Relation.REASON, ""),
    ("service", gettext_lazy("someone on duty in a service of the team"), Relation.SERVICE, ""),
    ("cover", gettext_lazy("the named cover of someone who is away"), Relation.COVER, ""),
    ("supervisor", gettext_lazy("a supervisor of someone in the team"), Relation.SUPERVISOR,
     gettext_lazy("Your own supervisor also sees what you keep private.")),
    ("hub", gettext_lazy("the safeguarding hub"), Relation.HUB,
     gettext_lazy("By emergency access the hub sees private services too; the privacy officers are told each time.")),
    ("finder", gettext_lazy("anyone who finds the card"), Relation.SEARCH,
     gettext_lazy("They see the card: names and age, and back only what they typed.")),
    ("privacy", gettext_lazy("the privacy officer"), Relation.SEARCH,
     gettext_lazy("The card, and in the record who did what to whom. Content only when somebody asks for their own.")),
    ("administrator", gettext_lazy("an administrator"), Relation.SEARCH,
     gettext_lazy("Nobody: administrators see no person at all, not even the card.")),
)  # fmt: skip


def eyes_on(person: Person, viewer: Viewer) -> list[Eyes]:
    """Everybody one can look as: kinds of colleagues, organisations of the area, and the family as far as one may see
    it."""
    area = Area.objects.get(pk=viewer.area_id)
    return [*_kinds(area, viewer), *_organisations(area, viewer), *_family(person, viewer)]


def _suppose(area: Area, viewer: Viewer, relation: Relation, kind: str = "", **known: object) -> Viewer:
    return supposed_viewer(area, now=viewer.now, service_kind=kind, relation=relation, limit=viewer, **known)


def _kinds(area: Area, viewer: Viewer) -> list[Eyes]:
    found = [
        Eyes(code, label, KINDS, _suppose(area, viewer, relation), note=note)
        for code, label, relation, note in RELATIONS
    ]
    own = _suppose(
        area, viewer, Relation.CONFIRMED, viewer.service_kind, organisation_id=viewer.organisation_id,
        service_id=viewer.service_id,
    )  # fmt: skip
    found.insert(1, Eyes("own", gettext_lazy("a colleague of my own service"), KINDS, own))
    return [*found, *_restricted(area, viewer)]


def _restricted(area: Area, viewer: Viewer) -> list[Eyes]:
    """One for each heading of kinds that see less ("police and justice"); the first also answers to plain words."""
    known = taxonomy.taxonomy().service_kinds
    by_heading: dict[str, str] = {}
    for kind in area.restricted_kinds:
        if kind in known:
            by_heading.setdefault(str(taxonomy.service_kind(kind).heading.words), kind)
    codes = [RESTRICTED, *(f"{RESTRICTED}-{kind}" for kind in list(by_heading.values())[1:])]
    return [
        Eyes(code, _("a team member from %(kind)s") % {"kind": words.lower()}, KINDS,
             _suppose(area, viewer, Relation.CONFIRMED, kind))
        for code, (words, kind) in zip(codes, by_heading.items(), strict=False)
    ]  # fmt: skip


def _organisations(area: Area, viewer: Viewer) -> list[Eyes]:
    """Each organisation of the area; and apart from it each of its services that see less, whom its name never means.

    All that take part, whoever is in this team: the list must not tell.
    """
    partners = Partnership.objects.filter(area=area).select_related("organisation").order_by("organisation__name")
    services = Service.objects.filter(area=area, closed_on__isnull=True).order_by("name")
    by_organisation: dict[object, list[Service]] = {}
    for service in services:
        by_organisation.setdefault(service.organisation_id, []).append(service)
    found = []
    for partner in partners:
        found += _of_organisation(area, viewer, partner.organisation, by_organisation.get(partner.organisation_id, []))
    return found


def _of_organisation(area: Area, viewer: Viewer, organisation: Organisation, services: list[Service]) -> list[Eyes]:
    less = [one for one in services if one.kind in area.restricted_kinds]
    found = []
    if not less or len(less) < len(services):
        eyes = _suppose(area, viewer, Relation.CONFIRMED, organisation_id=organisation.pk)
        found.append(Eyes(f"{NAMED}-{organisation.pk}", organisation.name, ORGANISATIONS, eyes))
    for one in less:
        eyes = _suppose(area, viewer, Relation.CONFIRMED, one.kind, organisation_id=organisation.pk, service_id=one.pk)
        label = f"{organisation.name}: {one.name}"
        found.append(Eyes(f"{NAMED}-{one.pk}", label, ORGANISATIONS, eyes))
    return found


def _family(person: Person, viewer: Viewer) -> list[Eyes]:
    """By name whom one may see; of a child also a parent without a name, where no recorded one may be seen."""
    found = [Eyes(SELF, person.short_name, FAMILY, reader=person)]
    child = is_child(person.born_on, person.expected_on, viewer.today)
    for one in queries.relatives_of(person, viewer):
        found.append(Eyes(f"family-{one.pk}", one.short_name, FAMILY, reader=one))
    if child and not queries.parents_of(person, viewer):
        found.append(Eyes(PARENT, gettext_lazy("a parent"), FAMILY))
    return found


def chosen(eyes: list[Eyes], code: str) -> Eyes:
    """The eyes asked for; an unknown code looks as a colleague."""
    return next((one for one in eyes if one.code == code), eyes[0])


# ── the team as they see it ───────────────────────────────────────────────────────────────────────────────────────


def seen_by(eyes: Eyes, person: Person, viewer: Viewer) -> list[Involvement]:
    """The rows around the person that these eyes see, never more than `viewer` does."""
    return queries.with_cards(_through(eyes, queries.current_rows(viewer).filter(person=person), person, viewer))


def _through(eyes: Eyes, rows: QuerySet[Involvement], person: Person, viewer: Viewer) -> QuerySet[Involvement]:
    if eyes.viewer is not None:
        return access.scope(rows, eyes.viewer, View.TEAM)
    if is_closed(eyes, person, viewer):
        return rows.none()
    return access.scope(rows, viewer, View.TEAM).filter(queries.family_may_read(viewer))


def is_closed(eyes: Eyes, person: Person, viewer: Viewer) -> bool:
    """Whether the team is closed to this family member: that of a child who decides, or of an adult."""
    about_oneself = eyes.reader is not None and eyes.reader.pk == person.pk
    return eyes.is_family and not about_oneself and is_closed_to_relatives(person, viewer)


@dataclass(frozen=True, slots=True)
class Seen:
    """A person's page as others have it: the team, the contacts, and what of it is about the one who asks."""

    team: queries.Team
    strip: queries.ContactStrip | None
    mine: queries.TeamMember | None
    note: Words


def page_of(eyes: Eyes, person: Person, viewer: Viewer) -> Seen:
    """The queries of their own page (for the family: of the sheet), run by the viewer these eyes make."""
    if eyes.viewer is not None:
        team = queries.team_around(person, eyes.viewer)
        strip = queries.contact_strip(person, eyes.viewer) if team.rows else None
    else:
        rows = seen_by(eyes, person, viewer)
        team, strip = queries.Team(queries.plain_groups(rows, viewer), rows, None, restricted=False), None
    own = queries.my_involvement(person, viewer)
    seen = next((row for row in team.rows if own is not None and row.pk == own.pk), None)
    card = queries.card_of(seen, eyes.viewer or viewer) if seen is not None else None
    _nobodys(team, card)
    return Seen(team, strip, card, _note(own, eyes, person, viewer, seen=seen is not None) if own else eyes.note)


def _nobodys(team: queries.Team, card: queries.TeamMember | None) -> None:
    """Nothing is marked as one's own, and there is nothing to press: it is somebody else's page."""
    for member in [*(one for group in team.groups for one in group.members), *([card] if card else [])]:
        member.mine, member.deeds, member.confirm_url, member.lead_url = False, "", "", ""


# ── a draft, before it is said ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Preview:
    """What a declaration will look like to others, before it is said."""

    eyes: list[Eyes]
    chosen: Eyes
    members: list[queries.TeamMember]
    note: Words

    @property
    def groups(self) -> list[tuple[Words, list[Eyes]]]:
        return grouped(self.eyes)


def preview(draft: Involvement, *, viewer: Viewer, code: str) -> Preview:
    """The draft as others will see it: stored, looked at by the very query their page runs, and taken back."""
    eyes = eyes_on(draft.person, viewer)
    one = chosen(eyes, code)
    rows = _as_stored(draft, one, viewer)
    members = [queries.card_of(row, one.viewer or viewer) for row in rows]
    for member in members:
        member.mine = False
    return Preview(eyes, one, members, _note(draft, one, draft.person, viewer, seen=bool(rows)))


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


def _note(row: Involvement, eyes: Eyes, person: Person, viewer: Viewer, *, seen: bool) -> Words:
    if seen:
        return ON_PAPER if eyes.is_family else gettext_lazy("This is the row they will see.")
    if row.is_sensitive:
        return gettext_lazy("Nothing, and no sign that anything is hidden.")
    if eyes.is_family:
        if is_closed(eyes, person, viewer):
            child = is_child(person.born_on, person.expected_on, viewer.today)
            return CLOSED_TO_PARENTS if child else CLOSED_TO_RELATIVES
        return ONCE_CONFIRMED if row.is_provisional else SILENT
    if eyes.viewer is not None and eyes.viewer.is_restricted:
        return gettext_lazy("They see the lead practitioner and the hub's number, and not you.")
    return eyes.note or gettext_lazy("Nothing of it.")


ON_PAPER = gettext_lazy("They see this when a colleague shows or prints “the people around me” for them.")
ONCE_CONFIRMED = gettext_lazy(
    "Nothing yet. Once you are confirmed, a colleague may show them your name and number, "
    "unless your basis keeps silent."
)
SILENT = gettext_lazy("Nothing: your basis keeps silent towards families.")
CLOSED_TO_PARENTS = gettext_lazy("Nothing. A child of this age decides for themselves, so this is closed to parents.")
CLOSED_TO_RELATIVES = gettext_lazy("Nothing. An adult's team is closed to the rest of the family.")
