"""What home may be asked for. Anything odd means the default: a list is never an error."""

from __future__ import annotations

from django import forms


class HomeFilter(forms.Form):
    whose = forms.ChoiceField(choices=[("mine", ""), ("all", "")], required=False)
    start = forms.IntegerField(min_value=0, max_value=100_000, required=False)

    @property
    def mine_only(self) -> bool:
        self.is_valid()
        return self.cleaned_data.get("whose") == "mine"

    @property
    def offset(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("start") or 0
