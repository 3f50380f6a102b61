"""Who works with whom: involvements, contacts, reasons for a look, invitations of the missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patchwork.access.models import AuthoredFields
from patchwork.agreements import packs
from patchwork.directory.models import Post, Service
from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedText
from patchwork.people.models import Person


class Source(models.TextChoices):
    HAND = "hand", _("said so here")
    FEED = "feed", _("from the organisation's own system")
    INVITED = "invited", _("invited by the team")


class ContactCard(AreaModel):
    """A worker of a service whom its list names and who is not on Patchwork: what is known at work, and no more.

    When the person with that address joins, the card becomes their post (`listing.joined`).
    """

    service = AreaForeignKey(Service, on_delete=models.PROTECT, related_name="contact_cards")
    name = models.CharField(max_length=120)
    role_words = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    post = AreaForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "email"], condition=~Q(email=""), name="involvement_card_once_an_address"
            ),
            models.UniqueConstraint(
                fields=["service", "name"], condition=Q(email=""), name="involvement_card_once_a_name"
            ),
        ]


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    def current(self, now: datetime, today: date) -> InvolvementQuerySet:
        """Started, not ended, and confirmed or still within its provisional time."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=today),
            Q(confirmed_at__isnull=False) | Q(provisional_until__gt=now),
            started_on__lte=today,
        )

    def confirmed(self, now: datetime, today: date) -> InvolvementQuerySet:
        return self.current(now, today).filter(confirmed_at__isnull=False)


class Involvement(AuthoredFields, AreaModel):
    """This post (or, with no post, this service) works with this person."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="involvements")
    role = models.CharField(max_length=60, help_text="role from the taxonomy")
    card = AreaForeignKey(
        ContactCard, on_delete=models.SET_NULL, null=True, blank=True, related_name="involvements",
        help_text="whom the service's own list names, who is not on Patchwork yet",
    )  # fmt: skip
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.HAND)
    basis = models.CharField(max_length=60, help_text="basis from the jurisdiction pack")
    ground = models.CharField(max_length=40, blank=True, help_text="sensitive services: which of the three grounds")
    ground_answers = EncryptedText(blank=True)
    is_lead = models.BooleanField(default=False)
    is_statutory = models.BooleanField(default=False, help_text="always findable in this jurisdiction")
    declared_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    invited_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provisional_until = models.DateTimeField(null=True, blank=True)
    still_confirmed_on = models.DateField(help_text="when its holder last said: still working with them")
    asked_again_on = models.DateField(null=True, blank=True, help_text="prompt put off until")

    objects: ClassVar = InvolvementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post"],
                condition=Q(ended_on__isnull=True, post__isnull=False),
                name="involvement_once_a_post",
            ),
            models.UniqueConstraint(
                fields=["person", "service"],
                condition=Q(ended_on__isnull=True, post__isnull=True),
                name="involvement_once_a_service",
            ),
            models.CheckConstraint(
                condition=Q(card__isnull=True) | Q(post__isnull=True), name="involvement_card_or_post"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True, is_lead=True), name="involvement_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="involvement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(provisional_until__isnull=False),
                name="involvement_confirmed_or_provisional",
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | ~Q(ground=""), name="involvement_sensitive_has_ground"
            ),
        ]
        indexes = [
            models.Index(fields=["area", "person", "ended_on"]),
            models.Index(fields=["area", "post", "ended_on"]),
            models.Index(fields=["area", "service", "ended_on"]),
        ]

    @property
    def is_provisional(self) -> bool:
        return self.confirmed_at is None


CONTACT_KINDS = [(kind.code, kind.words) for kind in packs.CONTACT_KINDS]
SEEN = [kind.code for kind in packs.CONTACT_KINDS if kind.child_seen]
"""Only these move "last seen" (design, section 4)."""


class Place(models.TextChoices):
    """Kinds of place, never an address: a code in `Contact.place`."""

    HOME = "home", _("at home")
    SCHOOL = "school", _("at school or nursery")
    OFFICE = "office", _("at our office or clinic")
    OUTSIDE = "outside", _("out and about")
    SCREEN = "screen", _("by video")
    OTHER = "other", _("elsewhere")


class Showing(models.TextChoices):
    """How much of a planned contact colleagues see."""

    TIME = "time", _("day and time")
    DAY = "day", _("the day only")
    NOTHING = "nothing", _("nothing (an unannounced visit)")


class Contact(AuthoredFields, AreaModel):
    """A contact that happened, or one that is planned (`planned_for` set, `happened_at` empty)."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    involvement = AreaForeignKey(Involvement, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=20, choices=CONTACT_KINDS)
    place = models.CharField(
        max_length=40, blank=True, help_text="at home, at school, at the clinic, …: a kind of place"
    )
    happened_at = models.DateTimeField(null=True, blank=True)
    planned_for = models.DateTimeField(null=True, blank=True)
    showing = models.CharField(max_length=8, choices=Showing, default=Showing.TIME)
    recorded_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(happened_at__isnull=False) | Q(planned_for__isnull=False),
                name="involvement_contact_has_time",
            )
        ]
        indexes = [
            models.Index(fields=["area", "person", "-happened_at"]),
            models.Index(fields=["area", "person", "planned_for"]),
        ]


class LookQuerySet(models.QuerySet["Look"]):
    def live(self, now: datetime) -> LookQuerySet:
        return self.filter(at__lte=now, until__gt=now)


class Look(AuthoredFields, AreaModel):
    """A reason to look at one person: a purpose and own words, for eight hours."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="looks")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    words = EncryptedText(blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField()
    is_withheld = models.BooleanField(default=False, help_text="not told to the team: enquiry or investigation")
    as_service = models.BooleanField(default=False, help_text="one tap through my service: duty or covering")

    objects: ClassVar = LookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["area", "post", "person", "-until"])]


class LastOpened(AreaModel):
    """When a post last opened a person's page: what "changed since I last looked" counts from."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    post = AreaForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="involvement_last_opened_once")]


class TeamInvitation(AuthoredFields, AreaModel):
    """A team member asks a missing practitioner, service or newcomer to join around a person."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    to_post = AreaForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="team_invitations")
    to_service = AreaForeignKey(Service, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    to_newcomer = AreaForeignKey(
        "directory.Invitation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted = models.BooleanField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Of one asker's invitations: what others have asked may be hidden from this one, and must not get in the
            # way. That the team asks nobody twice is a rule, which reads what the asker may see.
            models.UniqueConstraint(
                fields=["person", "post", "to_post"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="involvement_invite_post_once",
            ),
            models.UniqueConstraint(
                fields=["person", "post", "to_service"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="involvement_invite_service_once",
            ),
        ]


class HandOver(AreaModel):
    """The child has moved: passed to the other area's hub, after which the record here closes."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="hand_overs")
    by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    to_area = models.CharField(max_length=80, help_text="slug of an area here, or the name of one elsewhere")
    reference = models.CharField(max_length=12, blank=True, help_text="what both hubs name it by on the telephone")
    at = models.DateTimeField()
    told_hub_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)


class MovedHere(AreaModel):
    """Word from another area's hub that someone has moved here: whom to call, and nothing about the person."""

    from_area = models.CharField(max_length=80)
    reference = models.CharField(max_length=12, help_text="what both hubs name it by on the telephone")
    contact = models.CharField(max_length=200, help_text="hub of the other area and its number")
    at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
