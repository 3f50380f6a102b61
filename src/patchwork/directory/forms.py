"""Forms of the directory."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork.directory import queries, taxonomy
from patchwork.directory.finding import Search
from patchwork.directory.viewing import Viewer


class SearchForm(forms.Form):
    """One box and three ways to narrow. Sent by GET: no person supported is ever named in it."""

    q = forms.CharField(
        label=_("Find a service or a colleague"),
        help_text=_("By name, role, place or need: “rent arrears”, “health visitor Oakfield”."),
        max_length=100,
        required=False,
    )
    kind = forms.ChoiceField(label=_("Kind of service"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    page = forms.IntegerField(min_value=1, max_value=50, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        self._choices("kind", _("Any kind"), [(kind.code, kind.words) for kind in _kinds(viewer)])
        roles = taxonomy.roles(jurisdiction=viewer.jurisdiction)
        self._choices("role", _("Any role"), sorted(((role.code, role.words) for role in roles), key=_by_words))
        self._choices("organisation", _("Any organisation"), queries.organisation_choices(viewer))

    def search(self) -> Search:
        """What was asked. Only after `is_valid`."""
        typed = self.cleaned_data
        return Search(
            words=typed["q"],
            kind=typed["kind"],
            role=typed["role"],
            organisation=typed["organisation"] or None,
            page=typed["page"] or 1,
        )

    def more_url(self) -> str:
        """The same question, one page further."""
        typed = {name: value for name, value in self.cleaned_data.items() if value and name != "page"}
        return f"{reverse('directory')}?{urlencode({**typed, 'page': (self.cleaned_data['page'] or 1) + 1})}"

    def _choices(self, name: str, any_words: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", any_words), *choices]


def _kinds(viewer: Viewer) -> list[taxonomy.ServiceKind]:
    return [kind for group in queries.kinds_in_use(viewer) for kind in group.kinds]


def _by_words(choice: tuple[str, Any]) -> str:
    return str(choice[1])
