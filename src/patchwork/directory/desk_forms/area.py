"""Forms about the area: its settings, layers and law."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from patchwork.directory import jurisdictions, taxonomy
from patchwork.directory.desk_forms.base import DeskForm, PhoneField, WhyForm
from patchwork.directory.models import Area, Layer
from patchwork.directory.viewing import Viewer


class AreaForm(DeskForm):
    """What one administrator may change of the area."""

    name = forms.CharField(label=gettext_lazy("Name of the area"), max_length=80)
    hub_name = forms.CharField(label=gettext_lazy("Name of the hub"), max_length=120)
    hub_phone = PhoneField(
        label=gettext_lazy("Phone of the hub"), help_text=gettext_lazy("Answered day and night. It is on every page.")
    )
    still_working_days = forms.IntegerField(
        label=gettext_lazy("Ask “still working with them?” after so many days"), min_value=7, max_value=365
    )
    finding_ends_after_days = forms.IntegerField(
        label=gettext_lazy("A person can be found for so many days after the last involvement ended"),
        min_value=30, max_value=3650,
    )  # fmt: skip
    searches_an_hour = forms.IntegerField(
        label=gettext_lazy("Searches an hour, before a supervisor has to unlock"), min_value=5, max_value=1000,
        help_text=gettext_lazy(
            "Hub, duty and A&E posts are never stopped; the privacy officer is told. Raising it takes a second person, "
            "who is asked when you save."
        ),
    )  # fmt: skip
    unrelated_opens_a_day = forms.IntegerField(
        label=gettext_lazy("People a day whom somebody opens without working with them, before that"),
        min_value=5, max_value=1000,
        help_text=gettext_lazy("Raising it takes a second person, who is asked when you save."),
    )  # fmt: skip
    restricted_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of service that see only the lead and the hub"), required=False,
        help_text=gettext_lazy("Taking one off takes a second person, who is asked when you save."),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    list_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of service whose lists may add people who are not here yet"), required=False,
        help_text=gettext_lazy(
            "With a legal basis and the date the family was told. All other lists only join people who are here "
            "already. Another kind takes a second person, who is asked when you save."
        ),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    list_rows_kept_days = forms.IntegerField(
        label=gettext_lazy("Rows of a list are kept, and can be undone, for so many days"), min_value=1, max_value=366,
        required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, viewer: Viewer, area: Area) -> None:
        names = ("name", "hub_name", "hub_phone", "still_working_days", "finding_ends_after_days", "searches_an_hour",
                 "unrelated_opens_a_day", "restricted_kinds", "list_kinds", "list_rows_kept_days")  # fmt: skip
        super().__init__(data, viewer=viewer, initial={name: getattr(area, name) for name in names})
        self.fields["hub_phone"].required = True
        kinds = taxonomy.service_kinds(jurisdiction=viewer.jurisdiction)
        self.offer("restricted_kinds", [(kind.code, kind.words) for kind in kinds])
        adding = [kind for kind in kinds if not kind.universal and not kind.sensitive]
        self.offer("list_kinds", [(kind.code, kind.words) for kind in adding])


class LayersForm(WhyForm):
    """How far the area goes: each layer needs all those before it, so the last one says it all."""

    last = forms.ChoiceField(label=gettext_lazy("Layers that are on, up to"), widget=forms.RadioSelect)
    field_order = ("last", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer, area: Area) -> None:
        on = [layer for layer in Layer.values if layer in area.layers]
        super().__init__(data, viewer=viewer, initial={"last": on[-1] if on else Layer.CONNECT})
        self.offer("last", list(Layer.choices))

    def layers(self) -> list[str]:
        """All layers up to the chosen one. Only after `is_valid`."""
        return list(Layer.values)[: list(Layer.values).index(self.cleaned_data["last"]) + 1]


class PackForm(WhyForm):
    """On which law the area stands."""

    jurisdiction = forms.ChoiceField(label=gettext_lazy("Jurisdiction pack"), widget=forms.RadioSelect)
    field_order = ("jurisdiction", "why")

    def __init__(self, data: Any = None, *, viewer: Viewer) -> None:
        super().__init__(data, viewer=viewer, initial={"jurisdiction": viewer.jurisdiction})
        self.offer("jurisdiction", jurisdictions.choices())
