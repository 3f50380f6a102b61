"""What oversight keeps: requests to the broker, what detectors found, questions to practitioners, unlocked limits."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork.directory.models import Post, Service
from patchwork.involvement.models import Involvement
from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedText
from patchwork.people.models import Person

# ── the broker ────────────────────────────────────────────────────────────────────────────────────────────────────


class BrokerRequest(AreaModel):
    """Somebody asks whether another service should be in touch. Written alike whether there is one or not."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    post = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="who asks")
    reference = models.CharField(max_length=9, help_text="what brokers and hub name it by")
    is_statutory = models.BooleanField(default=False, help_text="for a statutory enquiry: to be decided in 4 hours")
    words = EncryptedText()
    form_token = models.UUIDField(help_text="of the form it was sent with, so that a second press asks once")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    routed_at = models.DateTimeField(null=True, blank=True, help_text="when the worker looked whom to pass it to")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "form_token"], name="oversight_asked_once"),
            models.UniqueConstraint(fields=["area", "reference"], name="oversight_reference_once"),
        ]
        indexes = [
            models.Index(fields=["area", "-asked_at"]),
            models.Index(fields=["area"], condition=Q(routed_at__isnull=True), name="oversight_to_route"),
        ]


class Decision(models.TextChoices):
    """What a hidden service decides."""

    CAME_FORWARD = "forward", _("comes forward")
    ANSWERED = "answered", _("answers through the broker")
    DECLINED = "declined", _("declines")


class BrokerPassing(AreaModel):
    """A request on its way to one service that works with the person unseen by the one who asks."""

    request = AreaForeignKey(BrokerRequest, on_delete=models.CASCADE, related_name="passings")
    involvement = AreaForeignKey(Involvement, on_delete=models.CASCADE, related_name="+")
    service = AreaForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField(null=True, blank=True)
    passed_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=8, choices=Decision, blank=True)
    words = EncryptedText(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    with_lead_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="declined or late: it lies with the service's safeguarding lead",
    )
    handed_on_at = models.DateTimeField(null=True, blank=True, help_text="when the broker gave the answer to who asked")
    handed_on_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "involvement"], name="oversight_passed_once"),
            models.CheckConstraint(
                condition=Q(decision="") | Q(decided_at__isnull=False), name="oversight_decided_when"
            ),
        ]


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


class LimitUnlocked(AreaModel):
    """A supervisor has let somebody go on: what was counted until then counts no more."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=8, help_text="searches or opens")
    at = models.DateTimeField()
    by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area", "account", "-at"])]


# ── what stands out ───────────────────────────────────────────────────────────────────────────────────────────────


class DetectorHit(AreaModel):
    """Something in the record that somebody should look at: which, by whom, on which day, and the events themselves.

    No score and no ranking: a hit says what happened, and a person decides what it means.
    """

    detector = models.CharField(max_length=20)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    person = AreaForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    day = models.DateField()
    events = ArrayField(models.BigIntegerField(), help_text="ids of the audit events that it consists of")
    is_sensitive = models.BooleanField(default=False, help_text="done by a sensitive service: not for the hub")
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_words = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["detector", "account", "person", "day", "is_sensitive"],
                nulls_distinct=False,
                name="oversight_hit_once",
            )
        ]
        indexes = [models.Index(fields=["area", "-found_at"])]


class WasItYou(AreaModel):
    """The morning after: "you opened 3 people you do not work with; was it you?"."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    persons = models.PositiveSmallIntegerField(help_text="how many people, and not who")
    events = ArrayField(models.BigIntegerField())
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    was_me = models.BooleanField(null=True)
    looked_into_at = models.DateTimeField(null=True, blank=True)
    looked_into_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day", "area"], name="oversight_asked_once_a_day")]


# ── subject access: a folder of its own ───────────────────────────────────────────────────────────────────────────

from patchwork.oversight.subject import models as subject_models  # noqa: E402, F401 - found by Django through here
