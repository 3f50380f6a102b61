"""The names in the sprite (`static/icons.svg`): kinds of service, and all other icons."""

SERVICES = (
    "social-care", "education", "health", "mental-health", "police", "housing", "youth", "benefits",
    "substance-misuse", "domestic-abuse", "probation", "charity", "hub", "other",
)  # fmt: skip
OTHERS = (
    "phone", "mail", "bell", "search", "people", "directory", "message", "worry", "desk", "calendar", "eye", "plus",
    "check", "clock", "home", "family", "network", "print", "menu", "alert", "invite", "chevron", "lock",
)  # fmt: skip
ICONS = frozenset((*SERVICES, *OTHERS))
