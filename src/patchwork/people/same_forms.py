"""What is sent with an answer about two records."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from patchwork.access.forms import DeedForm
from patchwork.people import same


class SamePersonForm(DeedForm):
    """One press: the same, not the same, or left for later. `keeps`: which record goes on. `kind`: the filter."""

    answer = forms.ChoiceField(choices=[(one, one) for one in same.ANSWERS])
    keeps = forms.ChoiceField(choices=[("one", "one"), ("other", "other")], required=False)
    kind = forms.SlugField(max_length=20, required=False)


class PartForm(DeedForm):
    """Taking two records apart again. Without a choice (a press on "undo") the question is open again."""

    then = forms.ChoiceField(
        label=_("Why are they taken apart?"),
        choices=[("two", _("They are two people: do not ask again")), ("open", _("I am not sure: ask again"))],
        widget=forms.RadioSelect,
        required=False,
    )


class SettleForm(DeedForm):
    """Whose is what was added while two records were one?"""

    whose = forms.ChoiceField(choices=[("stays", "stays"), ("moves", "moves")])
