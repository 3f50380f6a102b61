"""A request for one's own data: who asks, the steps before release, what is withheld and why, what came after it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork.directory.models import Post
from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedText
from patchwork.people.models import Person


def reference_of(case_id: uuid.UUID) -> str:
    """What a case is called where nobody is named, and on the telephone."""
    return f"{case_id.hex[:4]}-{case_id.hex[4:8]}".upper()


class Asker(models.TextChoices):
    """Who asks for the file."""

    SELF = "self", _("the person themselves")
    PARENT = "parent", _("a parent")
    OTHER = "other", _("another representative")


class SubjectAccessCase(AreaModel):
    """One request for everything held about one person. While it is open, and only then, the content may be read."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_by = models.CharField(max_length=6, choices=Asker)
    who_words = EncryptedText(help_text="who asks, and how to reach them")
    received_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True, help_text="when the file was first given out")
    released_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=models.F("received_on")), name="oversight_due_after_asked")
        ]
        indexes = [models.Index(fields=["area", "person"]), models.Index(fields=["area", "due_on"])]

    @property
    def reference(self) -> str:
        """The case without a name."""
        return reference_of(self.pk)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class StepKind(models.TextChoices):
    """What has to be answered before anything is given out."""

    IDENTITY = "identity", _("Who they are")
    AUTHORITY = "authority", _("Whether they may ask")
    HARM = "harm", _("Whether it could do serious harm")
    COERCION = "coercion", _("Whether somebody makes them ask")


class SubjectAccessStep(AreaModel):
    """The answer to one step, by somebody named. Answered again, the later answer stands; the record keeps both."""

    case = AreaForeignKey(SubjectAccessCase, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    answer = models.CharField(max_length=20, help_text="code, by kind of step")
    childs_say = models.CharField(max_length=20, blank=True, help_text="authority: what the child says")
    words = EncryptedText(blank=True)
    professional = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="oversight_step_once"),
            models.CheckConstraint(
                condition=~Q(kind="harm") | Q(professional__isnull=False), name="oversight_harm_by_somebody"
            ),
        ]


class Reason(models.TextChoices):
    """Why something is not given out."""

    HARM = "harm", _("Serious harm to somebody")
    THIRD_PARTY = "third_party", _("It is about somebody else")
    ENQUIRY = "enquiry", _("It would tell of an enquiry or an investigation")
    HIDDEN = "hidden", _("A service that is not to be known of")
    SHIELD = "shield", _("Somebody’s protected record")
    PRIVILEGE = "privilege", _("It was written to or by a lawyer")
    ORDER = "order", _("A court has forbidden it")


class ItemDecision(AreaModel):
    """One piece of what is held: given out, or withheld and why. Stays with the privacy officer."""

    case = AreaForeignKey(SubjectAccessCase, on_delete=models.CASCADE, related_name="decisions")
    item = models.CharField(max_length=100, help_text="table, row and part: never words")
    is_withheld = models.BooleanField()
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    by_rule = models.BooleanField(default=False, help_text="the suggestion stood when the file was given out")
    words = EncryptedText(blank=True)
    decided_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "item"], name="oversight_decided_once"),
            models.CheckConstraint(condition=Q(is_withheld=False) | ~Q(reason=""), name="oversight_withheld_why"),
        ]


class Outcome(models.TextChoices):
    """What became of a request to put something right."""

    CORRECTED = "corrected", _("It was put right")
    ADDED = "added", _("It stays, with what they say beside it")
    REFUSED = "refused", _("It stays as it is")


class Correction(AreaModel):
    """Somebody says that something here is wrong. The team puts it right; what became of it is kept."""

    case = AreaForeignKey(SubjectAccessCase, on_delete=models.CASCADE, related_name="corrections")
    words = EncryptedText(help_text="what is wrong, and what it should say")
    asked_at = models.DateTimeField()
    asked_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+", help_text="who wrote it down")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = EncryptedText(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(answered_at__isnull=False), name="oversight_corrected_when"
            )
        ]


class Keeping(models.TextChoices):
    """What the privacy officer does with the record as a whole."""

    HOLD = "hold", _("Hold it: nothing is deleted")
    UNHOLD = "unhold", _("End the hold")
    RESTRICT = "restrict", _("Restrict it: nobody new finds it, and nothing is changed")
    UNRESTRICT = "unrestrict", _("End the restriction")


class KeepingDeed(AreaModel):
    """Held, restricted, or no longer: when, by whom, and why."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Keeping)
    words = EncryptedText()
    at = models.DateTimeField()
    by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["area", "person", "-at"])]
