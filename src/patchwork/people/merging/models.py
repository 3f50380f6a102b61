"""That two records were joined, and everything that was done to join them: what undoing it replays backwards."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedText


class Merge(AreaModel):
    """One record was joined into another. While it stands, `gone` is another id of `kept`."""

    kept = AreaForeignKey("people.Person", on_delete=models.CASCADE, related_name="merges")
    gone = models.UUIDField(help_text="id of the record that is no longer there by itself")
    number = models.PositiveIntegerField(help_text="which came later: a later one is undone first")
    because = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    second = AreaForeignKey(
        "directory.Post",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="who agreed, if two did it",
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at__isnull=True), name="people_merged_into_one")
        ]
        indexes = [models.Index(fields=["area", "-at"])]


class Step(models.TextChoices):
    """What was done to rows."""

    STAYED = "stayed"  # nothing: they were the kept record's before
    MOVED = "moved"  # a column that named `source` names `target`
    ASIDE = "aside"  # taken out; `was` holds the whole row
    CHANGED = "changed"  # a column: from `was` to `became`
    MADE = "made"  # written by the joining itself
    ADDED = "added"  # written afterwards: stays with the kept record until somebody says otherwise


class MergeStep(AreaModel):
    """One step of joining two records."""

    merge = AreaForeignKey(Merge, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Step)
    model = models.CharField(max_length=60, help_text="app and model")
    column = models.CharField(max_length=60, blank=True)
    rows = ArrayField(models.CharField(max_length=40), help_text="ids of the rows")
    source = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=40, blank=True)
    was = EncryptedText(blank=True, help_text="what stood there, as JSON")
    became = EncryptedText(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="added: when somebody decided whose it is")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "number"], name="people_merge_step_once")]


class PairSaid(AreaModel):
    """What somebody said of a pair that has no row of its own to keep it in (a row of a list and a person): left for
    later, or the same, and a second person is waited for.
    """

    source = models.CharField(max_length=20, help_text="where the pair comes from")
    pair = models.UUIDField(help_text="id of the pair there")
    answer = models.CharField(max_length=12)
    said_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "pair"], name="people_pair_said_once")]


class NotThisPerson(AreaModel):
    """Somebody has said: whom this list means by this key is not this person. The next list is not asked again."""

    list_id = models.UUIDField(help_text="id of the list")
    key = models.CharField(max_length=64, help_text="keyed hash of whom a row names")
    person = AreaForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    said_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list_id", "key", "person"], name="people_not_this_one_once")]
