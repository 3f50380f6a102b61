"""Persons someone works with, their families, and what shields them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
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
    held_at = models.DateTimeField(null=True, blank=True, help_text="privacy officer: not to be deleted")
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


class Exclusion(AreaModel):
    """For this account this person does not exist. Beats everything (design, section 5)."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="exclusions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exclusions")
    why = EncryptedText(blank=True)
    asked_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    acts_from = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "account"], condition=Q(lifted_at__isnull=True), name="people_excluded_once"
            )
        ]


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
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at__isnull=True), name="people_shielded_once")
        ]


class FindKey(AreaRow):
    """One way of finding a person: a normalised fragment that a query can equal (see `people.finding`)."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=40)
    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="find_keys")
    shielded_too = models.BooleanField(default=False, help_text="made only of what a shielded card shows")

    class Meta:
        indexes = [models.Index(fields=["area", "key"])]


class SamePersonQuestion(AreaModel):
    """Two records that may be one person, for someone entitled to both to decide."""

    person = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    because = models.CharField(max_length=60)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=12, blank=True)
    answered_by = AreaForeignKey("directory.Post", on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="people_question_once")]
