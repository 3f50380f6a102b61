"""A new table that points at a person cannot be forgotten: these fail until somebody has thought about it."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import UniqueConstraint, UUIDField

from patchwork.kit.areas import AreaForeignKey
from patchwork.people.merging import clashes, loose
from patchwork.people.merging.log import MADE_ANEW, pointing_at
from patchwork.people.models import Person


def tables():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("patchwork")]


def test_every_uniqueness_around_a_person_has_its_rule():
    found = {
        constraint.name
        for model, names in pointing_at(Person)
        for constraint in clashes.uniquenesses(model, names)
    }  # fmt: skip
    assert found == clashes.known()
    assert len(found) > 12


def test_nothing_else_makes_a_row_unique_around_a_person():
    """No `unique=True`, no `unique_together`: a rule is by the name of its constraint."""
    for model, names in pointing_at(Person):
        assert not model._meta.unique_together
        assert not [name for name in names if model._meta.get_field(name).unique]


def test_every_id_without_a_foreign_key_is_said_to_name_a_person_or_not():
    found = {
        (model._meta.label, field.name)
        for model in tables()
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation and _holds_ids(field)
    }
    assert found == set(loose.known())


def _holds_ids(field):
    return isinstance(field, UUIDField) or (isinstance(field, ArrayField) and isinstance(field.base_field, UUIDField))


def test_what_names_a_person_by_its_name_is_not_said_to_name_nobody():
    suspicious = {"person", "about", "gone", "subject_of", "child"}
    for (_model, column), what in loose.known().items():
        if column in suspicious and (_model, column) != ("directory.Proposal", "about"):
            assert what != "nobody"


def test_a_new_table_is_found_by_itself():
    class Sticker(models.Model):
        """Points at a person by a plain key, and at another by one within the area."""

        one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
        other = AreaForeignKey(Person, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "people"

    try:
        assert dict(pointing_at(Person))[Sticker] == ["one", "other"]
    finally:
        del apps.all_models["people"]["sticker"]
        apps.clear_cache()


def test_what_is_made_anew_is_few():
    assert len(MADE_ANEW) == 1
    assert all(isinstance(one, UniqueConstraint) for one in clashes.uniquenesses(Person, ["id"]))
