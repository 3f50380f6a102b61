"""What the codes of matching say on screen: why two records agree, and why a machine may not decide."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VETOES: dict[str, str | Promise] = {
    "other_first_name": _("another first name: it may be a twin, a brother or a sister"),
    "similar_first_name": _("the first name is like it, but it is a name of its own: it may be a twin"),
    "no_first_name": _("the first name is missing or only a letter"),
    "middle_name_only": _("only a middle name agrees"),
    "other_nhs_number": _("two different NHS numbers, both valid"),
    "number_of_another": _("the same NHS number with another first name"),
    "no_birthday": _("there is no full date of birth to compare"),
    "other_birthday": _("another date of birth"),
    "other_sex": _("another sex, and the first name is not quite the same"),
    "name_and_birthday_only": _("only name and birthday agree: it may be somebody of the same name"),
    "too_close": _("somebody else fits almost as well"),
    "claimed_twice": _("another row of this list fits this person better"),
}

AGREEMENTS: dict[str, str | Promise] = {
    "first_same": _("same first name"),
    "first_known": _("first name as they are known, or its short form"),
    "first_spelled": _("first name spelled differently"),
    "first_sound": _("first name sounds alike"),
    "names_turned": _("first name and surname turned round"),
    "last_same": _("same surname"),
    "last_spelled": _("surname spelled differently"),
    "last_sound": _("surname sounds alike"),
    "born_same": _("same birthday"),
    "born_turned": _("day and month of birth turned round"),
    "born_digit": _("one digit of the birthday differs"),
    "born_part": _("part of the birthday agrees"),
    "born_year": _("same year of birth"),
    "middle_same": _("same middle name"),
    "place_same": _("same postcode"),
    "address_same": _("same address"),
    "place_near": _("same area of the postcode"),
    "nhs_same": _("same NHS number"),
    "nhs_mistyped": _("NHS number with one mistake"),
    "number_same": _("same number in another system"),
    "number_mistyped": _("number of another system with one mistake"),
}


def say(codes: tuple[str, ...]) -> list[str]:
    """The words of these codes, in their order; a code without words says nothing."""
    return [str(AGREEMENTS.get(code) or VETOES.get(code)) for code in codes if code in AGREEMENTS or code in VETOES]
