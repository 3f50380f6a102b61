"""`patchwork manage new_area`: the first step of an area, its first two people and their links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from patchwork.directory import founding
from patchwork.directory.founding import First, Plan
from patchwork.directory.invitations import VALID_FOR
from patchwork.directory.models import Power
from patchwork.kit.answers import Refused


class Command(BaseCommand):
    help = "Make an area with its lead organisation, and invite its first administrator and privacy officer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name in small letters, for example marlowe; it cannot be changed")
        parser.add_argument("--name", required=True, help="as people call it: Marlowe")
        parser.add_argument("--pack", required=True, help="jurisdiction pack: england or victoria")
        parser.add_argument("--time-zone", required=True, help="for example Europe/London")
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="default: %(default)s")
        parser.add_argument("--hub-phone", required=True, help="number of the safeguarding hub, answered day and night")
        parser.add_argument("--hub-name", help="default: the area's name + safeguarding hub")
        parser.add_argument("--organisation", required=True, help="the lead organisation's name")
        parser.add_argument("--kind", default="council", help="kind of the lead organisation; default: %(default)s")
        parser.add_argument("--agreement-signed", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD",
                            help="when the lead organisation signed the area's agreement")  # fmt: skip
        parser.add_argument("--mail-domain", required=True, action="append", metavar="DOMAIN",
                            help="of the lead organisation; may be given several times")  # fmt: skip
        parser.add_argument("--service", default="Patchwork administration",
                            help="the service the first two belong to; default: %(default)s")  # fmt: skip
        parser.add_argument("--administrator", required=True, metavar="EMAIL", help="the area's first administrator")
        parser.add_argument("--privacy-officer", required=True, metavar="EMAIL", help="another person")

    def handle(self, *args: Any, **given: Any) -> None:
        if settings.PATCHWORK_DEMO:
            raise CommandError("This is the demo's database, which holds invented areas only: set DATABASE_URL first.")
        try:
            made = founding.found_area(_plan(given), now=timezone.now())
        except Refused as refused:
            raise CommandError(f"{refused.field or 'new_area'}: {refused.words} Nothing was made.") from refused
        self.stdout.write(f"The area {given['name']} is there. Mail is on its way to both; these are the same links.")
        self.stdout.write(links(made))


def _plan(given: dict[str, Any]) -> Plan:
    return Plan(
        slug=given["slug"],
        name=given["name"],
        jurisdiction=given["pack"],
        time_zone=given["time_zone"],
        language=given["language"],
        hub_name=given["hub_name"] or f"{given['name']} safeguarding hub",
        hub_phone=given["hub_phone"],
        organisation=given["organisation"],
        organisation_kind=given["kind"],
        agreement_signed_on=given["agreement_signed"],
        mail_domains=tuple(given["mail_domain"]),
        service=given["service"],
        administrator=given["administrator"],
        privacy_officer=given["privacy_officer"],
    )


def links(firsts: Sequence[First]) -> str:
    """Who joins by which link, for the terminal. Whoever has a link can take the post: it is a secret."""
    lines = []
    for first in firsts:
        address = settings.PATCHWORK_URL + reverse("join", args=[first.token])
        lines += ["", f"{first.invitation.email}, {Power(first.invitation.powers[0]).label}:", address]
    return "\n".join([*lines, "", f"Each link is for that person alone and works once, for {VALID_FOR.days} days."])
