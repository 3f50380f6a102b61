"""Whatever is sent: an answer that says what to do, nothing half-saved, and nothing done twice."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.promises.access_table import TABLE
from tests.promises.rows import DONE, GET, NEVER, OK, POST, Row
from tests.promises.sweep import Standing, parameters
from tests.promises.test_audit import everything

NASTY = [
    "", " ", "\x00", "a\x00b", "😀" * 50, "x" * 100_000, "-1", "0", "99999999999999999999999999", "1e999", "NaN",
    "null", "true", "[]", "{}", "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "%00", "\u202e",
    "\r\nX: y", "31", "2026-02-30", "0000-00-00", "10000-01-01", "٣", "²", "½", str(uuid.UUID(int=0)), "not-an-id",
    "on", "service",
]  # fmt: skip
"""What browsers never send and somebody always does."""

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
"""Half a character is sent as bytes below: the test client would not let it pass."""


def doers(row: Row) -> list[str]:
    return [who for who, answer in row.expected().items() if answer in {OK, DONE}]


FORMS = [row for row in TABLE if row.method == POST and NEVER not in row.answers and doers(row)]
"""Every deed, with somebody who may do it."""

LEAD_AWAY = {"account_logout", "end_other_sessions"}


def filled_in(standing: Standing, row: Row) -> tuple[str, str, dict[str, Any]]:
    who = "chloe" if row.name == "look" else doers(row)[0]
    path = standing.path(row.name, **row.at)
    data = row.data(standing, who, path) if callable(row.data) else row.data
    return who, path, {"acting_post": standing.post_id(who), **data}


class Forms(list[tuple[Row, str, str, dict[str, Any]]]):
    """Every deed, who does it, where, and with what."""

    def __repr__(self) -> str:
        return f"{len(self)} forms"


@pytest.fixture(scope="module")
def forms(standing: Standing) -> Forms:
    return Forms((row, *filled_in(standing, row)) for row in FORMS if row.name not in LEAD_AWAY)


def test_there_are_forms(forms):
    assert len(forms) > 50


def is_sane(status: int) -> bool:
    return status < 500


@settings(
    max_examples=200, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(number=st.integers(0, 10_000), seed=st.integers(0, 2**32), value=st.sampled_from(NASTY) | TEXT)
def test_no_form_falls_over(standing: Standing, forms, number, seed, value):
    """One field of a form that is otherwise in order; or a field left out, doubled, or made up."""
    row, who, path, data = forms[number % len(forms)]
    chance = random.Random(seed)
    field = chance.choice([*data, "made_up"])
    way = chance.choice(["replace", "replace", "replace", "twice", "leave out"])
    sent = {key: entry for key, entry in data.items() if key != field}
    if way != "leave out":
        sent[field] = value if way == "replace" else [value, data.get(field, "")]
    got = standing.ask(who, POST, path, sent)
    assert is_sane(got.response.status_code), f"{row} {field}={value[:40]!r}: {got.problem}"


def test_no_form_falls_over_when_everything_is_nonsense(standing: Standing, forms):
    for row, who, path, data in forms:
        for value in ("\x00", "x" * 20_000):
            got = standing.ask(who, POST, path, {key: value for key in data if key != "acting_post"})
            assert is_sane(got.response.status_code), f"{row} {value[:10]!r}: {got.problem}"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00=\x00", "application/x-www-form-urlencoded"),
        (b"{" * 2000, "application/json"),
        (b"--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n\x00\r\n--x--", "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % number for number in range(600)), "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_no_body_falls_over(standing: Standing, forms, body, kind):
    for row, who, path, _data in forms[::4]:
        got = standing.ask(who, POST, path, body, content_type=kind)
        assert is_sane(got.response.status_code), f"{row}: {got.problem}"


PAGES = [row for row in TABLE if row.method == GET and OK in row.answers]


def test_half_a_character_is_no_answer(standing: Standing, forms):
    """A lone surrogate, as bytes, in every field."""
    for row, who, path, data in forms:
        body = "&".join(f"{field}=a%ED%A0%80" for field in data if field != "acting_post").encode()
        got = standing.ask(who, POST, path, body, content_type="application/x-www-form-urlencoded")
        assert is_sane(got.response.status_code), f"{row}: {got.problem}"


QUESTIONS = ["q", "kind", "start", "page", "whose", "to", "about", "next", "family_of"]


@pytest.mark.parametrize("value", ["%00", "a%ED%A0%80"])
def test_no_page_falls_over_what_stands_in_its_address(standing: Standing, value):
    for row in PAGES:
        path = standing.path(row.name, **row.at) + "?" + "&".join(f"{name}={value}" for name in QUESTIONS)
        got = standing.ask(doers(row)[0], GET, path)
        assert is_sane(got.response.status_code), f"{row}: {got.problem}"


@pytest.mark.parametrize("bad", ["%00", "%ED%A0%80", "99999999999999999999"])
def test_no_address_falls_over(standing: Standing, bad):
    """What stands where an id should."""
    known = standing.arguments
    for name in sorted({row.name for row in TABLE if parameters(row.name)}):
        path = standing.path(name)
        for part in parameters(name):
            broken = path.replace(str(known.get(part)), bad)
            for method in (GET, POST):
                got = standing.ask("amina", method, broken)
                assert is_sane(got.response.status_code), f"{method} {broken}: {got.problem}"


# -- nothing half-saved, nothing twice

DEEDS = [row for row in FORMS if DONE in row.answers and row.name not in LEAD_AWAY]

LEAVES_TRACES = {
    "audit_auditevent",
    "audit_auditsubject",
    "audit_auditreference",
    "accounts_account",
    "impact_tally",
    "impact_asked",
}
"""These may grow with every request."""


@pytest.mark.parametrize("row", [row for row in DEEDS if row.data], ids=str)
def test_a_refused_form_saves_nothing(standing: Standing, undone, monkeypatch, row):
    """With one required field left empty: 422, and every table as it was."""
    who, path, data = filled_in(standing, row)
    seen = watch(standing, monkeypatch, who)
    before = everything(standing.area_of(who))
    for field in data:
        if field == "acting_post":
            continue
        got = standing.ask(who, POST, path, {**data, field: ""})
        if got.response.status_code == 422:
            changed = {t for t, mark in seen.pop().items() if mark != before[t]} - LEAVES_TRACES
            assert changed == set(), f"{field} was refused, yet {changed} changed"


def watch(standing: Standing, monkeypatch, who: str) -> list[dict[str, str]]:
    """Fingerprints of all tables taken after each question, before it is undone."""
    seen: list[dict[str, str]] = []
    events = standing._events

    def look(*args: Any) -> Any:
        found = events(*args)
        seen.append(everything(standing.area_of(who)))
        return found

    monkeypatch.setattr(standing, "_events", look)
    return seen


AGAIN_AND_AGAIN = {
    "log_contact",  # two visits on one day are two visits
    "plan_contact",
    "add_person",  # asks again whether they are the same
    "correct_person", "change_organisation", "change_service", "area_settings", "change_partnership", "my_card",
    "move_supervisor", "preferences", "reconfirm_post", "still_working", "count", "notices_read", "was_it_useful",
    "undo_card", "switch_post", "resend_invitation", "suspend_post", "resume_post", "answer_objection",
    "review_exclusion",
}  # fmt: skip
"""Deeds of which a second is the same as the first, or is meant."""


@pytest.mark.parametrize("row", [row for row in DEEDS if row.name not in AGAIN_AND_AGAIN], ids=str)
def test_a_second_press_does_nothing_twice(standing: Standing, undone, row):
    """The same form sent twice at once: the second one changes no table of deeds."""
    who, path, data = filled_in(standing, row)
    first = standing.do(who, POST, path, data)
    assert first.status_code == 303
    after_one = everything(standing.area_of(who))
    second = standing.do(who, POST, path, data)
    assert second.status_code in {303, 302, 404, 422, 200}
    after_two = everything(standing.area_of(who))
    assert {t for t in after_one if after_one[t] != after_two[t]} - LEAVES_TRACES == set()
