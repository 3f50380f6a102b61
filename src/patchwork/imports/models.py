"""Lists of organisations: how each is read, what has arrived, and who is on it.

What somebody typed into their own system is personal data: cells and headings are sealed, the file itself is gone once
it was read, and everything of an upload but its counts goes after the area's time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patchwork.directory.models import Organisation, Post, Service
from patchwork.involvement.models import Involvement
from patchwork.kit.areas import AreaForeignKey, AreaModel
from patchwork.kit.crypto import EncryptedPicture, EncryptedText
from patchwork.people.models import Person


class Feed(AreaModel):
    """The list of one service: what its organisation says about it, and how fresh it is. Made at its first use."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    service = AreaForeignKey(Service, on_delete=models.PROTECT, related_name="feeds")
    mapping = EncryptedText(blank=True, help_text="remembered columns, as JSON: heading → field")
    basis = models.CharField(max_length=60, blank=True, help_text="basis from the jurisdiction pack; empty: the usual")
    role = models.CharField(max_length=60, help_text="role of whoever the list does not name")
    is_full_list = models.BooleanField(default=False, help_text="who is no longer on it is no longer worked with")
    safety_share = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="at most so many percent end by one list before somebody has looked",
    )  # fmt: skip
    every_days = models.PositiveSmallIntegerField(default=7, validators=[MinValueValidator(1), MaxValueValidator(366)])
    applies_itself = models.BooleanField(default=False, help_text="what arrives by API or folder is applied at once")
    takes_folder = models.BooleanField(default=False, help_text="a folder of the server is watched for it")
    arrived_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField(null=True, blank=True, help_text="how fresh what it says is")
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    covers_area = models.CharField(max_length=80, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, help_text="when it was said that it is stale")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "service"], name="imports_feed_once_a_service")]

    @property
    def stale_after(self) -> timedelta:
        """Twice its own rhythm."""
        return timedelta(days=2 * self.every_days)


class FeedToken(AreaModel):
    """Lets a system of an organisation send lists, and nothing else. Kept as a hash, shown once."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = AreaForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Way(models.TextChoices):
    SCREEN = "screen", _("uploaded")
    API = "api", _("sent by a system")
    FOLDER = "folder", _("from a watched folder")


class State(models.TextChoices):
    """Where an upload stands. Those in `AT_WORK` are a job's, the others wait for somebody or are over."""

    READING = "reading", _("being read")
    MAPPING = "mapping", _("columns to be named")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked")
    MATCHING = "matching", _("being compared")
    READY = "ready", _("ready to apply")
    APPLYING = "applying", _("being applied")
    DONE = "done", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    FAILED = "failed", _("could not be read")
    DROPPED = "dropped", _("thrown away")


AT_WORK = (State.READING, State.CHECKING, State.MATCHING, State.APPLYING, State.UNDOING)
OVER = (State.DONE, State.UNDONE, State.FAILED, State.DROPPED)
GONE = (State.UNDONE, State.FAILED, State.DROPPED)
"""The same file may come again after one of these."""


class Upload(AreaModel):
    """One file that arrived for a feed."""

    feed = AreaForeignKey(Feed, on_delete=models.CASCADE, related_name="uploads")
    file_hash = models.CharField(max_length=64, help_text="keyed hash of the file: the same one changes nothing")
    file = EncryptedPicture(blank=True, help_text="only until it was read")
    way = models.CharField(max_length=8, choices=Way, default=Way.SCREEN)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    failure = models.CharField(max_length=40, blank=True, help_text="code of why it could not be read")
    headings = EncryptedText(blank=True, help_text="headings of the columns, as JSON")
    mapping = EncryptedText(blank=True, help_text="as JSON: number of the column → field")
    told_on = models.DateField(null=True, blank=True, help_text="when the families were told, where the list does not")
    uploaded_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    token = AreaForeignKey(FeedToken, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    arrived_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True, blank=True)
    applied_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = AreaForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    may_end_many = models.BooleanField(default=False, help_text="somebody has looked at how many it ends")
    cursor = models.PositiveIntegerField(default=0, help_text="number of the last row this step has done")
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    rows_count = models.PositiveIntegerField(default=0)
    dropped_count = models.PositiveIntegerField(default=0, help_text="matched nobody, and not kept")
    quality = models.JSONField(default=dict, help_text="counts by column and problem, with numbers of rows")
    counts = models.JSONField(default=dict, help_text="what came of the rows, in numbers")
    cleared_at = models.DateTimeField(null=True, blank=True, help_text="when its rows were deleted")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "file_hash"], condition=~Q(state__in=["undone", "failed", "dropped"]),
                name="imports_same_file_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["area", "feed", "-arrived_at"])]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class Verdict(models.TextChoices):
    """What applying would do with a row. What matches nobody, where a list adds nobody, is deleted and counted."""

    PROBLEM = "problem", _("refused")
    NEW = "new", _("new")
    MATCHED = "matched", _("somebody who is here")
    CHANGED = "changed", _("changed")
    SAME = "same", _("as before")
    REVIEW = "review", _("to be looked at")


class Done(models.TextChoices):
    """What has become of a row."""

    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("undone")
    KEPT = "kept", _("could not be undone")
    FAILED = "failed", _("refused when it was applied")


class UploadRow(AreaModel):
    """One row of a file, keyed by the file's upload and its number, so that no restart does it twice."""

    upload = AreaForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="as the file counts its lines, headings being 1")
    cells = EncryptedText(blank=True, help_text="as JSON")
    key = models.CharField(max_length=64, blank=True, help_text="keyed hash of whom the row names")
    problems = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    person = AreaForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="upload_rows")
    runner_up = AreaForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    odds = models.FloatField(null=True, blank=True, help_text="log2")
    vetoes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    agreements = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    done = models.CharField(max_length=8, choices=Done, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    did = models.JSONField(default=dict, blank=True, help_text="ids and codes of what was written, to take it back")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="imports_row_once")]
        indexes = [models.Index(fields=["upload", "verdict", "number"]), models.Index(fields=["area", "person"])]


class ListedQuerySet(models.QuerySet["Listed"]):
    def on_list(self) -> ListedQuerySet:
        """Those whom the feed's lists named last time, still worked with."""
        return self.filter(left_at__isnull=True, involvement__ended_on__isnull=True, involvement__isnull=False)


class Listed(AreaModel):
    """This person is on this service's list: the row is theirs next time too, whatever else has changed since."""

    feed = AreaForeignKey(Feed, on_delete=models.CASCADE, related_name="listed")
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="listed")
    key = models.CharField(max_length=64, blank=True, help_text="keyed hash of whom the row names")
    involvement = AreaForeignKey(Involvement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    told_on = models.DateField(null=True, blank=True, help_text="when the family was told, as the list says")
    last_interaction_on = models.DateField(null=True, blank=True)
    first_upload = AreaForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    last_upload = AreaForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    left_by = AreaForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = ListedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "listed"
        constraints = [models.UniqueConstraint(fields=["feed", "person"], name="imports_listed_once")]
        indexes = [models.Index(fields=["feed", "key"])]
