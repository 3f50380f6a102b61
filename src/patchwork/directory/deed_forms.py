"""Forms of deeds: each carries the post it was opened in. Apps above take it from `access.forms`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from patchwork.directory.models import Post
from patchwork.directory.viewing import Viewer


class DeedForm(forms.Form):
    """A form that changes something. Opened as one post and sent as another, it is refused and the text kept.

    So is one that does not say in which post it was opened: that is not guessed. The page shown then says it.
    """

    acting_post = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(data, *args, **kwargs)
        self.initial.setdefault("acting_post", viewer.post_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opened_as = cleaned.pop("acting_post", None)
        self.errors.pop("acting_post", None)  # what is no id says no post either
        if opened_as is None and self.viewer.post_id is not None:
            raise forms.ValidationError(
                _("This page did not say which post you act in. You act as %(now)s: if that is right, send again.")
                % {"now": _post_words(self.viewer.post_id)}
            )
        if opened_as is not None and opened_as != self.viewer.post_id:
            raise forms.ValidationError(
                _("You opened this page as %(then)s and are now acting as %(now)s. Switch post, or send again.")
                % {"then": _post_words(opened_as), "now": _post_words(self.viewer.post_id)}
            )
        return cleaned


def _post_words(post_id: Any) -> str:
    post = Post.objects.filter(pk=post_id).select_related("service").first()
    return f"{post.role_label}, {post.service.name}" if post else _("another post")
