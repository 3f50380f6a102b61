"""Notices about what protects a person: to the hub, to privacy officers, to a colleague on call. All content-free."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.readers import kind_asked_again
from patchwork.notifications.telling import register
from patchwork.people import policy
from patchwork.people.models import BreakGlass, Exclusion, Person, SamePersonQuestion, ShieldRequest
from patchwork.people.rules import is_hub, is_privacy


def _to_privacy(viewer: Viewer) -> Q:
    """Still the privacy officer, and not about what they themselves opened."""
    if not is_privacy(viewer):
        return access.DENY
    return ~Q(Exists(BreakGlass.objects.filter(pk=OuterRef("event"), account_id=viewer.in_account)))


def _exclusion_to_privacy(viewer: Viewer) -> Q:
    """Not about oneself: nobody is told that somebody asked to shut them out."""
    if not is_privacy(viewer):
        return access.DENY
    rows = Exclusion.objects.exclude(account_id=viewer.in_account).filter(lifted_at__isnull=True)
    persons = access.scope(Person.objects.filter(pk=OuterRef("person_id")), viewer, View.CARD)
    return Q(Exists(rows.filter(Exists(persons), person_id=OuterRef("about"))))


def _to_colleague(viewer: Viewer) -> Q:
    """Whoever has the power, while the question stands."""
    if not policy.may_break(viewer):
        return access.DENY
    waiting = BreakGlass.objects.filter(agreed__isnull=True, at__gt=viewer.now, ended_at__isnull=True)
    return Q(Exists(waiting.filter(pk=OuterRef("event")).exclude(account_id=viewer.in_account)))


def _shield_waits(viewer: Viewer) -> Q:
    if not (is_hub(viewer) or is_privacy(viewer)):
        return access.DENY
    persons = access.scope(Person.objects.filter(pk=OuterRef("person_id")), viewer, View.CARD)
    return Q(Exists(ShieldRequest.objects.filter(Exists(persons), pk=OuterRef("event"), answered_at__isnull=True)))


def _shield_answered(viewer: Viewer) -> Q:
    persons = access.scope(Person.objects.filter(pk=OuterRef("person_id")), viewer, View.CARD)
    mine = ShieldRequest.objects.filter(Exists(persons), pk=OuterRef("event"), asked_by_id=viewer.post_id)
    return Q(Exists(mine.filter(answered_at__isnull=False)))


def _second_waits(viewer: Viewer) -> Q:
    """While the question waits, for another of the hub or the privacy officer, for whom both records are there."""
    if not (is_hub(viewer) or is_privacy(viewer)):
        return access.DENY
    there = access.scope(Person.objects.all(), viewer, View.CARD).values("pk")
    rows = SamePersonQuestion.objects.filter(answer="same", person__in=there, other__in=there)
    rows = rows.exclude(answered_by__account_id=viewer.in_account)
    return Q(Exists(rows.filter(pk=OuterRef("event"))))


def _to_cover(viewer: Viewer) -> Q:
    persons = access.scope(Person.objects.filter(pk=OuterRef("about")), viewer, View.CARD)
    return Q(Exists(persons))


KINDS = (
    kind_asked_again(
        "emergency.opened",
        subject=_("Patchwork was opened in an emergency"),
        line=_("A colleague used emergency access. Please review it within two working days."),
        link=lambda notice: reverse("review_emergency", args=[notice.event]),
        still=_to_privacy,
    ),
    kind_asked_again(
        "emergency.unanswered",
        subject=_("Patchwork was opened in an emergency, and no colleague answered"),
        line=_("A colleague used emergency access for the fourth time in a day or more often. Please look at it now."),
        link=lambda notice: reverse("review_emergency", args=[notice.event]),
        still=_to_privacy,
    ),
    kind_asked_again(
        "emergency.declined",
        subject=_("Emergency access was refused by a colleague"),
        line=_("A colleague on call said no to emergency access. Please review it within two working days."),
        link=lambda notice: reverse("review_emergency", args=[notice.event]),
        still=_to_privacy,
    ),
    kind_asked_again(
        "emergency.asks",
        subject=_("A colleague needs your agreement within five minutes"),
        line=_("A colleague asks for emergency access and needs a second person now."),
        link=lambda notice: reverse("answer_emergency", args=[notice.event]),
        still=_to_colleague,
    ),
    kind_asked_again(
        "exclusion.asked",
        subject=_("An exclusion waits for you on Patchwork"),
        line=_("Somebody asked that a record be shut to a colleague. Please review it."),
        link=lambda notice: reverse("exclusions"),
        still=_exclusion_to_privacy,
    ),
    kind_asked_again(
        "exclusion.opened",
        subject=_("A record was opened that is asked to be shut"),
        line=_("A colleague opened a record while an exclusion of them waits for you. Please decide now."),
        link=lambda notice: reverse("exclusions"),
        still=_exclusion_to_privacy,
    ),
    kind_asked_again(
        "exclusion.left_alone",
        subject=_("A record has nobody to lead its team on Patchwork"),
        line=_("Two records were joined, and an exclusion shuts out who led the team. Please name somebody now."),
        link=lambda notice: reverse("exclusions"),
        still=_exclusion_to_privacy,
    ),
    kind_asked_again(
        "exclusion.cover",
        subject=_("You cover for a colleague on Patchwork"),
        line=_("You have taken over from a colleague who may not work with somebody."),
        link=lambda notice: reverse("card", args=[notice.about]),
        still=_to_cover,
    ),
    kind_asked_again(
        "person.merged",
        subject=_("Two records were joined on Patchwork"),
        line=_("Somebody you work with had two records here. They are one now; nothing of yours was lost."),
        link=lambda notice: reverse("card", args=[notice.about]),
        still=_to_cover,
    ),
    kind_asked_again(
        "person.unmerged",
        subject=_("Two records were taken apart again on Patchwork"),
        line=_("A record that had been joined with another is two records again. Please look at yours."),
        link=lambda notice: reverse("card", args=[notice.about]),
        still=_to_cover,
    ),
    kind_asked_again(
        "same_person.second",
        subject=_("Two records wait for a second person on Patchwork"),
        line=_("A colleague says that two records are of one person. Somebody else has to look at them, too."),
        link=lambda notice: reverse("same_persons"),
        still=_second_waits,
    ),
    kind_asked_again(
        "shield.asked",
        subject=_("A shield was asked for on Patchwork"),
        line=_("A colleague asks that a record be protected. Please answer now."),
        link=lambda notice: reverse("shields"),
        still=_shield_waits,
    ),
    kind_asked_again(
        "shield.answered",
        subject=_("Your request for protection was answered"),
        line=_("The hub or the privacy officer has answered your request to protect a record."),
        link=lambda notice: reverse("card", args=[notice.about]),
        still=_shield_answered,
    ),
)


def register_kinds() -> None:
    """Called once at start."""
    for kind in KINDS:
        register(kind)
