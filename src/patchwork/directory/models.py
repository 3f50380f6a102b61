"""Areas, the organisations that signed, their services, and the posts practitioners hold."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork.directory import taxonomy
from patchwork.kit.areas import AreaForeignKey, AreaModel


class Layer(models.TextChoices):
    """What an area has switched on, each needing the one before it (design, section 3)."""

    CONNECT = "connect", _("Connect")
    TALK = "talk", _("Talk")
    WORRY = "worry", _("Worry")
    STORY = "story", _("Story")
    PLAN = "plan", _("Plan")
    FAMILY = "family", _("Family door")


class Power(models.TextChoices):
    """What a post may do beyond its role. Most need two people to give (design, section 5)."""

    HUB = "hub", _("safeguarding hub")
    BROKER = "broker", _("broker")
    PRIVACY = "privacy", _("privacy officer")
    SUPERVISOR = "supervisor", _("supervisor")
    BREAK_GLASS = "break_glass", _("break-glass")
    ORGANISATION_ADMIN = "organisation_admin", _("administrator of the organisation")
    AREA_ADMIN = "area_admin", _("administrator of the area")


class Area(models.Model):
    """A local partnership running Patchwork together: the tenant."""

    id = models.SmallAutoField(primary_key=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=30, help_text="code of a jurisdiction pack")
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="Europe/London")
    hub_name = models.CharField(max_length=120, blank=True)
    hub_phone = models.CharField(max_length=30, blank=True)
    layers = ArrayField(models.CharField(max_length=10, choices=Layer.choices), default=list)
    still_working_days = models.PositiveSmallIntegerField(default=90)
    finding_ends_after_days = models.PositiveSmallIntegerField(default=365)
    restricted_kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    searches_an_hour = models.PositiveSmallIntegerField(default=30)
    unrelated_opens_a_day = models.PositiveSmallIntegerField(default=20)
    list_kinds = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="kinds of service whose lists add persons"
    )
    list_rows_kept_days = models.PositiveSmallIntegerField(default=30)
    posts_reviewed_every_months = models.PositiveSmallIntegerField(default=4)
    is_invented = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Organisation(models.Model):
    """An agency. Whether it takes part in an area is its `Partnership` there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, help_text="kind of organisation from the taxonomy")
    website = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.name


class MailDomain(models.Model):
    """A mail domain whose addresses a colleague may invite. Adding one needs two people."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=190)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "domain"], name="directory_domain_once")]


class Partnership(AreaModel):
    """An organisation's place in an area: agreement, live date, what its data covers and how fresh it is."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="partnerships")
    agreement_signed_on = models.DateField(null=True, blank=True)
    live_since = models.DateField(null=True, blank=True)
    coverage = models.CharField(_("what its data covers"), max_length=300, blank=True)
    data_as_of = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "organisation"], name="directory_partnership_once"),
            models.CheckConstraint(
                condition=Q(live_since__isnull=True) | Q(agreement_signed_on__isnull=False),
                name="directory_live_needs_agreement",
            ),
        ]


class Adoption(AreaModel):
    """A named person says that an organisation has adopted one of the texts it needs before it goes live."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=30, help_text="code of the text (directory.going_live)")
    adopted_by = models.CharField(max_length=160, help_text="name and role of whoever answers for it there")
    noted_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "organisation", "text"], name="directory_adopted_once")]


class Service(AreaModel):
    """A team or unit of an organisation that works with people."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40, help_text="kind of service from the taxonomy")
    is_sensitive = models.BooleanField(default=False)
    duty_line_only = models.BooleanField(default=False, help_text="none of its workers is findable (a refuge)")
    phone = models.CharField(max_length=30, blank=True)
    duty_phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    hours = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    about = models.TextField(max_length=600, blank=True)
    default_basis = models.CharField(max_length=60, blank=True, help_text="basis from the jurisdiction pack")
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "kind"]), models.Index(fields=["area", "organisation"])]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, today: date) -> PostQuerySet:
        """Posts in date and not suspended."""
        return self.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gt=today), started_on__lte=today, suspended_at__isnull=True
        )

    def with_power(self, *powers: str) -> PostQuerySet:
        """Posts that were given one of these."""
        return self.filter(powers__overlap=[str(power) for power in powers])


class Post(AreaModel):
    """A role in a service, held by an account: what one acts as, and the contact card colleagues see."""

    row_security_or_account = True  # at sign-in the account's posts are read before an area is known

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    service = AreaForeignKey(Service, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=60, help_text="role from the taxonomy")
    role_words = models.CharField(_("your role in your own words"), max_length=80, blank=True)
    powers = ArrayField(models.CharField(max_length=30, choices=Power.choices), default=list, blank=True)
    supervisor = AreaForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="supervised")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    reconfirmed_on = models.DateField(null=True, blank=True)
    review_reminded_on = models.DateField(null=True, blank=True)
    stopped_by_review = models.BooleanField(default=False, help_text="suspended because nobody confirmed it in time")

    phone = models.CharField(_("work phone"), max_length=30, blank=True)
    mobile = models.CharField(_("work mobile"), max_length=30, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    working_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # 0 = Monday
    works_from = models.TimeField(null=True, blank=True)
    works_until = models.TimeField(null=True, blank=True)
    best_way = models.CharField(_("best way to reach me"), max_length=120, blank=True)
    contact_about = models.CharField(_("contact me about"), max_length=300, blank=True)
    away_from = models.DateField(null=True, blank=True)
    away_until = models.DateField(_("back on"), null=True, blank=True)
    cover = AreaForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="covers_for")

    objects: ClassVar = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "service", "role"], condition=Q(ended_on__isnull=True), name="directory_post_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="directory_post_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(away_until__isnull=True)
                | Q(away_from__isnull=True)
                | Q(away_until__gte=models.F("away_from")),
                name="directory_back_after_away",
            ),
        ]
        indexes = [models.Index(fields=["area", "service"]), models.Index(fields=["supervisor"])]

    @property
    def role_label(self) -> str:
        """The role as its holder words it, else as the taxonomy does."""
        return self.role_words or str(taxonomy.role(self.role).words)

    def is_away(self, today: date) -> bool:
        """Whether the holder is away on that day."""
        return (
            self.away_from is not None
            and self.away_from <= today
            and (self.away_until is None or today < self.away_until)
        )


class Invitation(AreaModel):
    """A work e-mail address asked to join as a role in a service. The token is stored only as a hash."""

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    service = AreaForeignKey(Service, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=60)
    powers = ArrayField(models.CharField(max_length=30, choices=Power.choices), default=list, blank=True)
    invited_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    needs_area_admin = models.BooleanField(default=False, help_text="the domain is not one of the organisation's")
    approved_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_post = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Proposal(AreaModel):
    """A change that needs two people: asked by one, acting only once a second one agrees (design, section 5)."""

    kind = models.CharField(max_length=40)
    about = models.UUIDField(null=True, help_text="id of what would change")
    change = models.JSONField(default=dict)
    why = models.CharField(max_length=300, blank=True)
    asked_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="directory_two_people",
            )
        ]
