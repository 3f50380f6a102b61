"""Forms about lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork.access import Viewer
from patchwork.access.forms import DeedForm
from patchwork.agreements import packs
from patchwork.directory import taxonomy
from patchwork.directory.models import Service
from patchwork.imports.columns import columns_of
from patchwork.imports.models import Feed, Upload, Verdict
from patchwork.imports.reading.limits import FAILURES, MOST_BYTES
from patchwork.kit.fields import DateBoxesField

TOLD = gettext_lazy(
    "Only where the list has no column for it, and it holds for everybody on it. Leave it empty otherwise."
)


class SendForm(DeedForm):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("The list"), help_text=gettext_lazy("An Excel workbook (.xlsx) or a CSV file, up to 20 MB"),
        error_messages={"required": gettext_lazy("Choose the file. It may be at most 20 MB large.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )  # fmt: skip
    told_on = DateBoxesField(label=gettext_lazy("When were the families told?"), help_text=TOLD, required=False)

    def data_of(self) -> bytes:
        """The bytes of the file. Only after `is_valid`."""
        return bytes(self.cleaned_data["file"].read(MOST_BYTES + 1))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(FAILURES["too_big"])
        return file


class MapForm(DeedForm):
    """What each column is."""

    def __init__(
        self, data: Any = None, *, viewer: Viewer, upload: Upload, headings: list[tuple[int, str, str]]
    ) -> None:
        super().__init__(data, viewer=viewer)
        choices = [("", _("leave it out"))]
        choices += [(one.code, str(one.words)) for one in columns_of(packs.pack(viewer.jurisdiction))]
        mapping: Mapping[str, str] = json.loads(upload.mapping) if upload.mapping else {}
        for number, heading, sample in headings:
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading or _("(column %(n)d, no heading)") % {"n": number + 1}, choices=choices, required=False,
                initial=mapping.get(str(number), ""), help_text=sample,
            )  # fmt: skip

    def mapping(self) -> dict[int, str]:
        """Number of the column → field. Only after `is_valid`."""
        return {
            int(name.removeprefix("column_")): code
            for name, code in self.cleaned_data.items()
            if name.startswith("column_")
        }


class CompareForm(DeedForm):
    """Go on to the preview."""

    told_on = DateBoxesField(label=gettext_lazy("When were the families told?"), help_text=TOLD, required=False)


class ApplyForm(DeedForm):
    """Apply, and say whether so many may end."""

    may_end_many = forms.BooleanField(label=gettext_lazy("I have looked: end them"), required=False)


class ShowForm(forms.Form):
    """Which rows are looked at."""

    show = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False,
        choices=[("", gettext_lazy("all rows")), *((code, label) for code, label in Verdict.choices)],
    )  # fmt: skip
    start = forms.IntegerField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class SettingsForm(DeedForm):
    """How the lists of one service are read."""

    is_full_list = forms.BooleanField(
        label=gettext_lazy("Each list is complete"), required=False,
        help_text=gettext_lazy("Whoever is no longer on it is no longer worked with: that involvement ends."),
    )  # fmt: skip
    safety_share = forms.IntegerField(
        label=gettext_lazy("End at most so many percent by one list"), min_value=1, max_value=100,
        help_text=gettext_lazy("Above that nothing ends before whoever manages the service has looked."),
    )  # fmt: skip
    every_days = forms.IntegerField(
        label=gettext_lazy("A list comes every so many days"), min_value=1, max_value=366,
        help_text=gettext_lazy("When it has not come for twice as long, you are told."),
    )  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("Role, where the list names none"))
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"), required=False)
    applies_itself = forms.BooleanField(
        label=gettext_lazy("Apply what a system sends at once"), required=False,
        help_text=gettext_lazy("Otherwise it waits until whoever manages the service has looked at it."),
    )  # fmt: skip
    takes_folder = forms.BooleanField(label=gettext_lazy("Lists come through the watched folder"), required=False)

    def __init__(self, data: Any = None, *, viewer: Viewer, feed: Feed, service: Service) -> None:
        names = ("is_full_list", "safety_share", "every_days", "role", "basis", "applies_itself", "takes_folder")
        super().__init__(data, viewer=viewer, initial={name: getattr(feed, name) for name in names})
        roles = taxonomy.roles(jurisdiction=viewer.jurisdiction, service=service.kind)
        self._choices("role", [(one.code, one.words) for one in roles])
        pack = packs.pack(viewer.jurisdiction)
        bases = {
            one.code: one.words
            for about in ("child", "adult_with_child", "other_adult")
            for one in pack.bases_for(giver=viewer.organisation_kind, about=about, on=viewer.today)
        }
        self._choices("basis", [("", _("the usual one for each person")), *bases.items()])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class TokenForm(DeedForm):
    """A name for a key, so that it is known which system to ask when it is to be changed."""

    name = forms.CharField(
        label=gettext_lazy("Which system will use it?"), max_length=80,
        help_text=gettext_lazy("For example: case management, nightly export"),
    )  # fmt: skip
