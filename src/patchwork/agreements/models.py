"""What the person and each parent said. Distinct from the legal basis for sharing, which a pack holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from patchwork.access.models import Audience
from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedText


class Said(models.TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    NOT_ASKED = "not_asked", _("not asked because…")


class Agreement(AreaModel):
    """One person's word on one person's record. A no is an objection and is answered."""

    person = AreaForeignKey("people.Person", on_delete=models.CASCADE, related_name="agreements")
    by_person = AreaForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="agreements_given"
    )
    by_words = models.CharField(
        max_length=40, blank=True, help_text="a parent who is not recorded here: mother, father"
    )
    said = models.CharField(max_length=10, choices=Said)
    not_asked_because = models.CharField(max_length=40, blank=True)
    words = EncryptedText(blank=True)
    audience = AreaForeignKey(Audience, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_on = models.DateField()
    recorded_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, help_text="when the privacy officer answered a no")
    answered_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = EncryptedText(blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "person"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(said="not_asked") | ~models.Q(not_asked_because=""),
                name="agreements_say_why_not_asked",
            )
        ]
