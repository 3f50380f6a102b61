"""Faces: decoded, capped, cut to size and written anew, so that nothing of the upload but the picture is kept."""

from __future__ import annotations

import io
import uuid
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from patchwork.accounts.models import Account, Photo
from patchwork.kit.addresses import address

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ["JPEG", "PNG", "WEBP"]
THUMBNAIL, PICTURE = 64, 320
THUMBNAIL_BYTES, PICTURE_BYTES = 2048, 24 * 1024


@dataclass(frozen=True, slots=True)
class Faces:
    """What is kept of an upload: two square WebP pictures."""

    thumbnail: bytes
    picture: bytes


def prepare(upload: Any) -> Faces:
    """Two pictures from an uploaded file. Raises ValidationError when it is none, or far too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "error", Image.DecompressionBombWarning
            )  # by itself it only warns up to twice the limit
            with Image.open(upload, formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise ValidationError(_("This picture has too many pixels: take a smaller one."))
                opened.draft("RGB", (2 * PICTURE, 2 * PICTURE))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValidationError(_("This picture has too many pixels: take a smaller one.")) from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise ValidationError(_("This is not a picture we can read: send a JPEG, PNG or WebP file.")) from None
    return Faces(_square(upright, THUMBNAIL, THUMBNAIL_BYTES), _square(upright, PICTURE, PICTURE_BYTES))


def _square(image: Image.Image, side: int, most: int) -> bytes:
    """A square of `side` pixels, in the best quality that fits into `most` bytes. Carries no metadata."""
    cut = ImageOps.fit(
        image, (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.4)
    )  # faces sit above the middle
    for quality in (80, 65, 50, 35, 20, 5):
        out = io.BytesIO()
        cut.save(out, "WEBP", quality=quality, method=6, exif=b"", xmp=b"", icc_profile=b"")
        if out.tell() <= most:
            break
    return out.getvalue()


class PhotoField(forms.FileField):
    """An upload that cleans to `Faces`; False to remove the one there is; None when nothing was sent."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your photo"))
        kwargs.setdefault("help_text", _("Your face, so that colleagues recognise you at the door. JPEG, PNG or WebP."))
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Faces | bool | None:
        if data is False:
            return False
        if not isinstance(data, UploadedFile):
            return None
        if (data.size or 0) > MOST_BYTES:
            raise ValidationError(_("This file is larger than 10 MB: take a smaller picture."))
        super().clean(data, None)
        return prepare(data)


def keep(*, account_id: uuid.UUID, faces: Faces) -> None:
    """Store or replace. The version is new each time and part of the address, so that browsers may keep pictures."""
    values = {"version": uuid.uuid4(), "thumbnail": faces.thumbnail, "picture": faces.picture}
    Photo.objects.update_or_create(account_id=account_id, defaults=values)


def remove(*, account_id: uuid.UUID) -> None:
    Photo.objects.filter(account_id=account_id).delete()


# -- addresses


def photo_url(account_id: uuid.UUID, version: uuid.UUID, *, size: str = "small") -> str:
    """Address of a face: "small" for lists, "large" for a card."""
    return address("photo", account_id, version, size)


def photo_urls(account_ids: Iterable[uuid.UUID], *, size: str = "small") -> dict[uuid.UUID, str]:
    """Addresses of those who have a face, by account: one query for a whole list."""
    found = Photo.objects.filter(account_id__in=list(account_ids)).values_list("account_id", "version")
    return {account: photo_url(account, version, size=size) for account, version in found}


def own_photo_url(account: Account, *, size: str = "large") -> str:
    """Address of the account's face, "" when it has none. Costs nothing where the photo came with the account."""
    photo = getattr(account, "photo", None)
    return photo_url(account.pk, photo.version, size=size) if photo else ""
