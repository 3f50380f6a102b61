from __future__ import annotations

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme

from patchwork.access.forms import DeedForm
from patchwork.impact.measures import USEFUL


class UsefulForm(DeedForm):
    """The answer, and the page it was given on."""

    answer = forms.ChoiceField(choices=list(USEFUL.buckets.items()))
    back = forms.CharField(required=False, max_length=300)

    def clean_back(self) -> str:
        """A path of ours, else home: nobody is led elsewhere."""
        back = str(self.cleaned_data["back"])
        return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
