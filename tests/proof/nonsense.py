"""Requests that no browser sends: wrong values in forms, addresses, questions, JSON and files, without end.

The nasty values are those of `tests.promises.test_bad_input`. Whatever comes, the answer is one that says what to do:
never a 5xx.
"""

from __future__ import annotations

import copy
import json
import logging
import random
import uuid
from typing import Any
from urllib.parse import quote

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse

from patchwork.kit.context import set_area
from tests.promises.access_table import TABLE
from tests.promises.rows import GET, NEVER, OK, POST
from tests.promises.sweep import Standing, _problem, parameters
from tests.promises.test_bad_input import FORMS, LEAD_AWAY, NASTY, QUESTIONS, doers, filled_in

PAGES = [row for row in TABLE if row.method == GET and NEVER not in row.answers and OK in row.answers]
PARTED = sorted({row.name for row in TABLE if parameters(row.name)})
KINDS = ["image/png", "application/pdf", "text/csv", "application/octet-stream"]


class Nonsense:
    """An endless source of bad requests to one standing world."""

    def __init__(self, standing: Standing, chance: random.Random) -> None:
        self.standing, self.chance = standing, chance
        self.forms = [(row, *filled_in(standing, row)) for row in FORMS if row.name not in LEAD_AWAY]
        self.deep_ways = [*[self.a_form] * 2, self.a_question, self.some_json, self.a_file, self.a_body]
        self.ways = [*self.deep_ways, *[self.an_address] * 6, *[self.from_outside] * 6]
        self.cheap_ways = [*[self.an_address] * 6, *[self.from_outside] * 12, self.a_form, self.some_json, self.a_body]

    def ask(self) -> str:
        """One request; "" or what went wrong."""
        way = self.chance.choice(self.ways)
        who, method, path, data, more = way()
        response = self.sent(who, method, path, data, more)
        if response.status_code < 500:
            return ""
        return f"{way.__name__}: {who} {method} {path[:200]} {str(data)[:200]}: {_problem(response)}"

    def sent(self, who: str, method: str, path: str, data: Any, more: dict[str, Any]) -> HttpResponse:
        """As `Standing.ask`, but nobody reads the audit record afterwards."""
        client, standing = self.standing.clients[who], self.standing
        cookies = copy.copy(client.cookies)
        cache.clear()
        logging.disable()
        with transaction.atomic():
            try:
                set_area(standing.area_of(who))
                response: HttpResponse = getattr(client, method.lower())(path, data or {}, **more)
                return response
            finally:
                transaction.set_rollback(True)
                client.cookies = cookies
                logging.disable(logging.NOTSET)

    def value(self) -> Any:
        chance = self.chance
        if chance.random() < 0.6:
            return chance.choice(NASTY)
        kinds = [
            "a",
            "é",
            "\u0000",
            "\u202e",
            "😀",
            "٣",
            "\ufeff",
            "'",
            '"',
            "\\",
            "%",
            "<",
            "\n",
            "-",
            "9",
            "/",
            "\u0301",
        ]
        return "".join(chance.choices(kinds, k=chance.choice([1, 3, 12, 300])))

    def a_form(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        _row, who, path, data = self.chance.choice(self.forms)
        sent = dict(data)
        for field in self.chance.sample([*data, "made_up", "next"], k=min(len(data), self.chance.choice([1, 1, 2, 5]))):
            way = self.chance.random()
            if way < 0.7:
                sent[field] = self.value()
            elif way < 0.85:
                sent[field] = [self.value(), self.value()]
            else:
                sent.pop(field, None)
        return who, POST, path, sent, {}

    def an_address(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        name = self.chance.choice(PARTED)
        path = self.standing.path(name)
        for part in parameters(name):
            known = str(self.standing.arguments.get(part))
            wrong = self.chance.choice(
                [quote(str(self.value())[:500], safe=""), str(uuid.UUID(int=self.chance.getrandbits(128)))]
            )
            path = path.replace(known, wrong or "x")
        return self._who(), self.chance.choice([GET, POST]), path, {}, {}

    def from_outside(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        """The same, by somebody who has not signed in."""
        return "nobody", *self.an_address()[1:]

    def a_question(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        row = self.chance.choice(PAGES)
        asked = "&".join(
            f"{name}={quote(str(self.value())[:2000], safe='')}" for name in self.chance.sample(QUESTIONS, k=3)
        )
        return doers(row)[0], GET, f"{self.standing.path(row.name, **row.at)}?{asked}", {}, {}

    def some_json(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        _row, who, path, data = self.chance.choice(self.forms)
        deep = "[" * self.chance.choice([1, 50, 5000])
        body = self.chance.choice(
            [json.dumps({key: self.value() for key in data}), deep, '{"a": NaN}', '{"a": 1e999}', "nul"]
        )
        return who, POST, path, body.encode(errors="replace"), {"content_type": "application/json"}

    def a_file(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        _row, who, path, data = self.chance.choice(self.forms)
        field = self.chance.choice([*data, "picture", "photo", "file"])
        inside = self.chance.choice(
            [b"", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"%PDF-1.4", b"GIF89a", bytes(range(256)) * 9]
        )
        name = "x" + "".join(one for one in str(self.value())[:60] if one.isprintable() and one not in "/\\")
        upload = SimpleUploadedFile(name, inside, content_type=self.chance.choice(KINDS))
        return who, POST, path, {**{key: one for key, one in data.items() if key != field}, field: upload}, {}

    def a_body(self) -> tuple[str, str, str, Any, dict[str, Any]]:
        _row, who, path, data = self.chance.choice(self.forms)
        fields = "&".join(
            f"{field}={self.chance.choice(['a%ED%A0%80', '%00', '%FF%FE', '%'])}"
            for field in data
            if field != "acting_post"
        )
        kind = self.chance.choice(
            ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "image/png"]
        )
        return who, POST, path, fields.encode(), {"content_type": kind}

    def _who(self) -> str:
        return self.chance.choice(["amina", "erin", "kit", "lena", "nia", "moses", "dan", "postless", "nobody"])
