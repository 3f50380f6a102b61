"""Persons someone works with, their families, and what shields them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from patchwork.kit.areas import AreaForeignKey, AreaModel, AreaRow
from patchwork.kit.crypto import EncryptedText


class Precision(models.TextChoices):
    DAY = "day", _("exact")
    MONTH = "month", _("month and year")
    YEAR = "year", _("year only")
    ABOUT = "about", _("about")


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")


class Person(AreaModel):
    """A child, young person, unborn child or adult who is supported by somebody here."""

    given_names = models.CharField(_("first names"), max_length=120, blank=True)
    family_name = models.CharField(_("surname"), max_length=120, blank=True)
    known_as = models.CharField(_("known as"), max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    expected_on = models.DateField(_("expected date of birth"), null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    is_invented = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True, help_text="when the background match let others see it")
    last_needed_on = models.DateField(null=True, blank=True, help_text="when the last involvement ended")
    last_openly_needed_on = models.DateField(
        null=True, blank=True, help_text="when the last involvement ended that is not kept private"
    )
    held_at = models.DateTimeField(null=True, blank=True, help_text="privacy officer: not to be deleted")
    restricted_at = models.DateTimeField(null=True, blank=True, help_text="privacy officer: stored, and hardly used")
    moved_to_area = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(born_on__isnull=True) | Q(expected_on__isnull=True), name="people_born_or_expected"
            ),
            models.CheckConstraint(
                condition=~Q(given_names="") | ~Q(family_name="") | ~Q(known_as="") | Q(expected_on__isnull=False),
                name="people_some_name",
            ),
        ]
        indexes = [models.Index(fields=["area", "last_needed_on"]), models.Index(fields=["area", "checked_at"])]

    # Annotated by `access.with_opened_views`: which views of this person are open to the viewer who asked.
    opens_team: bool
    opens_visits: bool
    opens_act: bool
    opens_inside: bool

    is_shielded: bool = False
    """Set by the query that read the row: whoever asked may have the shielded card only (`people.policy.shielded`)."""

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        """First names and surname, or how an unborn child is spoken of."""
        if self.is_unborn and not self.given_names:
            return _unborn_words(self.family_name)
        return f"{self.given_names} {self.family_name}".strip() or self._called

    @property
    def short_name(self) -> str:
        """What one calls them: known as, else the first of the first names."""
        if self.is_shielded:
            return self.name
        if self.known_as or self.given_names:
            return self.known_as or self.given_names.split()[0]
        return _unborn_words(self.family_name) if self.is_unborn else self.family_name

    @property
    def _called(self) -> str:
        """What stands in where there is no other name: never on a shielded card, which says nothing of home."""
        return gettext("Protected record") if self.is_shielded else self.known_as

    @property
    def is_unborn(self) -> bool:
        return self.expected_on is not None and self.born_on is None


def _unborn_words(family_name: str) -> str:
    return (
        gettext("Unborn child %(family_name)s") % {"family_name": family_name}
        if family_name
        else gettext("Unborn child")
    )


class FormerName(AreaModel):
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="former_names")
    given_names = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)


class Address(AreaModel):
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    lines = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)


class Identifier(AreaModel):
    """A number another system knows the person by. Not unique: an equal one raises a pair for review."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    system = models.CharField(max_length=30)
    value = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "system", "value"], name="people_identifier_once_a_person")
        ]


class Family(AreaModel):
    """People who belong together."""

    created_at = models.DateTimeField(auto_now_add=True)


class FamilyMember(AreaModel):
    family = AreaForeignKey(Family, on_delete=models.CASCADE, related_name="members")
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="families")

    class Meta:
        verbose_name_plural = "family members"
        constraints = [models.UniqueConstraint(fields=["family", "person"], name="people_member_once")]


class Kinship(models.TextChoices):
    """`person` is the … of `other`."""

    PARENT = "parent", _("parent")
    MOTHER = "mother", _("mother")
    SIBLING = "sibling", _("brother or sister")
    PARTNER = "partner", _("partner")
    GRANDPARENT = "grandparent", _("grandparent")
    CARER = "carer", _("carer")
    OTHER = "other", _("other")


PARENTS = (Kinship.PARENT, Kinship.MOTHER)
"""Kinds of which a child has parents. `mother` says which parent carries a child that is not born yet."""


class Relationship(AreaModel):
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="relationships")
    other = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="relationships_to")
    kind = models.CharField(max_length=12, choices=Kinship)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other", "kind"], name="people_relationship_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="people_not_related_to_self"),
        ]


class AskedBy(models.TextChoices):
    """Who asked for an exclusion: all but a colleague act at once."""

    SELF = "self", _("the colleague themselves")
    MANAGER = "manager", _("their supervisor")
    PRIVACY = "privacy", _("the privacy officer")
    HUB = "hub", _("the safeguarding hub")
    COLLEAGUE = "colleague", _("another colleague")
    CHECK = "check", _("the automatic check")


class Tie(models.TextChoices):
    """How an account and a person belong together."""

    RELATIVE = "relative", _("they are related")
    PARTNER = "partner", _("they are or were a couple")
    FRIEND = "friend", _("they are friends or neighbours")
    CONFLICT = "conflict", _("there is a dispute between them")
    OTHER = "other", _("something else")


class Exclusion(AreaModel):
    """For this account this person does not exist. Beats everything (design, section 5).

    `acts_from` is empty while nobody has decided: a suggestion of the automatic check, or one that would leave the
    person without a lead until a cover is named.
    """

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="exclusions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exclusions")
    tie = models.CharField(max_length=10, choices=Tie, default=Tie.OTHER)
    why = EncryptedText(blank=True)
    source = models.CharField(max_length=10, choices=AskedBy, default=AskedBy.PRIVACY)
    asked_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    acts_from = models.DateTimeField(null=True, blank=True)
    needs_cover = models.BooleanField(default=False, help_text="the person would be left without lead or statutory")
    cover = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_words = EncryptedText(blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account"], condition=Q(lifted_at__isnull=True), name="people_excluded_once"
            )
        ]
        indexes = [models.Index(fields=["account", "person"])]


class StatedRelative(AreaModel):
    """Somebody an account knows privately, said before they meet here: matched in the background, answered to nobody.

    Its words are sealed, so that this list is no list of persons.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    tie = models.CharField(max_length=10, choices=Tie, default=Tie.RELATIVE)
    who = EncryptedText(help_text="names, birth date and postcode, as JSON")
    stated_at = models.DateTimeField()


class ShieldKind(models.TextChoices):
    ADOPTION = "adoption", _("adoption")
    REFUGE = "refuge", _("refuge")
    WITNESS = "witness", _("witness protection")
    OTHER = "other", _("other")


class Shield(AreaModel):
    """Only the shielded card is shown of this person, unless to those on the named list."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="shields")
    kind = models.CharField(max_length=10, choices=ShieldKind)
    reference = models.CharField(max_length=30, help_text="what the shielded card shows instead of a place or team")
    contact = models.CharField(max_length=200, help_text="whom to contact: an office or duty line, never a worker")
    named_posts = ArrayField(models.UUIDField(), default=list, blank=True)
    set_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()
    why = EncryptedText(blank=True)
    lift_why = EncryptedText(blank=True, help_text="why somebody asked to lift it")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at__isnull=True), name="people_shielded_once")
        ]


class ShieldRequest(AreaModel):
    """A confirmed colleague asks for a shield; the hub or the privacy officer sets it, or says why not."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="shield_requests")
    kind = models.CharField(max_length=10, choices=ShieldKind)
    why = EncryptedText(blank=True)
    asked_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    answer = EncryptedText(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(answered_at__isnull=True), name="people_shield_asked_once"
            )
        ]


class EmergencyPurpose(models.TextChoices):
    """What break-glass is for."""

    DANGER = "danger", _("Somebody may be in danger now")
    MISSING = "missing", _("Somebody is missing")
    HOSPITAL = "hospital", _("Somebody has been brought to hospital and I need to know whom to call")
    PLACEMENT = "placement", _("A safe place is needed tonight")
    OTHER = "other", _("Another emergency")


class EmergencyOutcome(models.TextChoices):
    """What the review of a break-glass found."""

    NEEDED = "needed", _("It was needed")
    OTHER_WAY = "other_way", _("There would have been another way: talked it over")
    WRONG = "wrong", _("It should not have been opened: being followed up")


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def live(self, now: datetime) -> BreakGlassQuerySet:
        """Open by the clock: begun, not left, not refused by a colleague, not over."""
        return self.filter(Q(agreed__isnull=True) | Q(agreed=True), at__lte=now, until__gt=now, ended_at__isnull=True)


class BreakGlass(AreaModel):
    """An emergency opening of one person and those who live with them, for an hour, by one post (design, section 5).

    `at` is when it opens: at once, or, where a colleague is asked, when they agree, five minutes later at the latest.
    """

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = AreaForeignKey("directory.Post", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=EmergencyPurpose)
    words = EncryptedText()
    asked_at = models.DateTimeField()
    at = models.DateTimeField(help_text="when it opens")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when they left it")
    needs_colleague = models.BooleanField(default=False, help_text="from the fourth in 24 hours")
    answered_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="when the privacy officers were told")
    review_by = models.DateField()
    reviewed_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=EmergencyOutcome, blank=True)
    review_words = EncryptedText(blank=True)

    objects: ClassVar = BreakGlassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__lte=F("at") + timedelta(minutes=60)), name="people_glass_at_most_an_hour"
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("post")), name="people_glass_two_people"
            ),
        ]
        indexes = [models.Index(fields=["area", "account", "-asked_at"])]

    def is_refused(self) -> bool:
        return self.agreed is False

    def is_live(self, now: datetime) -> bool:
        return self.ended_at is None and not self.is_refused() and self.at <= now < self.until

    def is_waiting(self, now: datetime) -> bool:
        """Asked of a colleague who has not answered yet."""
        return self.ended_at is None and self.agreed is None and now < self.at


class BreakGlassPerson(AreaModel):
    """One of those a break-glass covers; shown only once `opened_at` is set, each in turn."""

    glass = AreaForeignKey(BreakGlass, on_delete=models.CASCADE, related_name="covers")
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["glass", "person"], name="people_glass_covers_once")]
        indexes = [models.Index(fields=["person", "glass"])]


class FindKey(AreaRow):
    """One way of finding a person: a normalised fragment that a query can equal (see `people.finding`)."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="find_keys")
    shielded_too = models.BooleanField(default=False, help_text="made only of what a shielded card shows")

    class Meta:
        indexes = [models.Index(fields=["area", "key"])]


class SamePersonQuestion(AreaModel):
    """Two records that may be one person, for someone entitled to both to decide (see `people.same`).

    `same` waits for a second person as long as this row is here: where the two have been joined, it is kept with what
    the joining put aside.
    """

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=12, blank=True)
    answered_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    keeps_other = models.BooleanField(default=False, help_text="of the two, `other` goes on as the one record")

    class Meta:
        constraints = [
            # Whichever of them is named first.
            models.UniqueConstraint(Least("person", "other"), Greatest("person", "other"), name="people_pair_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="people_pair_of_two"),
        ]
        indexes = [models.Index(fields=["area", "answer", "raised_at"])]


# ── two records joined: a file of its own ─────────────────────────────────────────────────────────────────────────

from patchwork.people.merging import models as merging_models  # noqa: E402, F401 - found by Django through here
