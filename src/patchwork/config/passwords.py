"""A password is not made of the words everybody here would try first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

EXPECTED_HERE = (
    "patchwork", "safeguarding", "safeguard", "social", "worker", "council", "school", "children", "child", "family",
    "health", "police", "nurse", "teacher", "hub", "mash", "nhs", "team", "work", "welcome", "password", "passwort",
    "letmein", "admin", "login", "secret", "changeme", "qwertyuiop", "qwerty", "spring", "summer", "autumn", "winter",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
"""Words of this trade and of bad habit, longest meanings first. docs/security.md names them for operators."""

LETTERS_OF_ONES_OWN = 6
"""How many letters must be left when those words, digits and signs are taken away."""

_WORDS = re.compile("|".join(sorted(EXPECTED_HERE, key=len, reverse=True)))


class NotTheExpectedWords:
    """Refuses "Patchwork2026!!" and "Safeguarding-Hub-1": what is left of them is nothing of one's own."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when too little is left. A password of few letters but many signs is left alone."""
        plain = password.casefold()
        if _WORDS.search(plain) and sum(map(str.isalpha, _WORDS.sub("", plain))) < LETTERS_OF_ONES_OWN:
            raise ValidationError(self.get_help_text(), code="password_of_expected_words")

    def get_help_text(self) -> str:
        return _("Use other words than those that everybody here would try first, such as Patchwork or a month.")
