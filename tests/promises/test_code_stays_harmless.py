"""What our code does not do at all, so that nobody can make it do it: see docs/security.md and docs/asvs.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import connection

from patchwork.config import settings as ours
from tests.promises.access_table import TABLE
from tests.promises.conftest import is_html
from tests.promises.rows import GET, OK

ROOT = Path(__file__).resolve().parents[2]
CODE = [path for path in (ROOT / "src" / "patchwork").rglob("*.py") if "demo" not in path.parts]
SCRIPTS = sorted((ROOT / "frontend" / "src").glob("*.js"))

STARTS_PROGRAMS = {"config/localpg.py", "config/processes.py", "config/demonstration.py", "config/cli.py",
                   "people/linking/running.py"}  # fmt: skip
"""The demo's own server and processes, becoming gunicorn, and the matching of a list, which the worker of jobs has done
in a process of its own with bounded memory; none of them runs in a request."""

NEVER = {
    "programs": r"\b(?:subprocess|os\.system|os\.popen|os\.exec\w*|pty\.)\b",
    "code made at run time": r"(?<![\w.])(?:eval|exec|compile)\(|\bTemplate\(|engines\[",
    "objects read from bytes": r"\b(?:pickle|marshal|shelve)\b|yaml\.load",
    "calls to addresses": r"\b(?:urlopen|httpx|aiohttp|urllib3|ftplib|telnetlib)\b|\b(?:import|from) requests\b",
    "XML": r"\b(?:xml\.\w+|lxml|ElementTree)\b",
    "weak hashes": r"\b(?:md5|sha1)\b",
    "weak randomness": r"\bimport random\b|\bfrom random\b",
}


def found(pattern: str, text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.search(pattern, re.sub(r"#.*|\"\"\".*", "", line))]


@pytest.mark.parametrize("what", NEVER)
def test_no_code_of_ours(what):
    hits = {
        str(path.relative_to(ROOT / "src" / "patchwork")): lines
        for path in CODE
        if (lines := found(NEVER[what], path.read_text()))
    }
    allowed = STARTS_PROGRAMS if what == "programs" else set()
    if what == "weak hashes":
        hits = {file: lines for file, lines in hits.items() if any("MD5PasswordHasher" not in line for line in lines)}
    assert {file: lines for file, lines in hits.items() if file not in allowed} == {}


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("programs", "subprocess.run(['ls'])"),
        ("code made at run time", "value = eval(text)"),
        ("objects read from bytes", "import pickle"),
        ("calls to addresses", "from urllib.request import urlopen"),
        ("XML", "import xml.etree"),
        ("weak hashes", "hashlib.md5(b'')"),
        ("weak randomness", "import random"),
    ],
)
def test_a_planted_line_is_found(what, line):
    assert found(NEVER[what], line) == [line]


SCRIPTS_NEVER = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|localStorage|indexedDB|"
    r"addEventListener\([\"']message"
)


def test_scripts_put_text_in_as_text_and_keep_nothing():
    assert SCRIPTS
    assert {path.name: lines for path in SCRIPTS if (lines := found(SCRIPTS_NEVER, path.read_text()))} == {}
    stored = {line for path in SCRIPTS for line in found("sessionStorage", path.read_text())}
    assert all("sessionStorage.removeItem" in line for line in stored)


def test_sessions_are_written_as_json():
    from django.conf import settings

    from patchwork.accounts.sessions import SessionStore

    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert SessionStore().serializer.__name__ == "JSONSerializer"


def test_forms_name_their_fields():
    """No form takes whatever fields its model has."""
    for config in apps.get_app_configs():
        if config.name.startswith("patchwork."):
            __import__(config.name)
    forms_of_models = [each for each in _all_subclasses(forms.ModelForm) if each.__module__.startswith("patchwork.")]
    assert [each for each in forms_of_models if getattr(each._meta, "fields", None) == "__all__"] == []


def _all_subclasses(cls: type) -> set[type]:
    return set(cls.__subclasses__()).union(*(_all_subclasses(each) for each in cls.__subclasses__()))


def test_every_answer_says_what_it_is_and_in_which_characters(pages):
    for name, (_, response) in pages.items():
        kind = response.headers.get("Content-Type", "")
        assert "charset=utf-8" in kind or kind.startswith("image/"), name


WRITES = re.compile(r"(?:INSERT INTO|(?<!FOR )(?<!KEY )UPDATE|DELETE FROM)\s+\"?(\w+)", re.I)

READING_LEAVES = {
    "audit_auditevent", "audit_auditsubject", "audit_auditreference",  # who was shown
    "django_session", "accounts_cache", "usersessions_usersession",  # the session itself, and counted tries
    "involvement_lastopened", "impact_asked",  # when I last looked, and that the question of use was put
    "set",  # ON CONFLICT DO UPDATE SET
}  # fmt: skip

PREVIEWS = {"declare", "team_invitation"}
"""They store the involvement that would be, look at it through a colleague's eyes, and roll back (`previewing`)."""


def test_reading_a_page_does_no_deed(standing):
    """A picture, a link or another site can make a browser read, so reading must do nothing."""
    written: dict[str, set[str]] = {}

    def watch(execute, sql, params, many, context):
        tables = {table.lower() for table in WRITES.findall(sql)} - READING_LEAVES
        if tables - ({"involvement_involvement"} if asked in PREVIEWS else set()):
            written.setdefault(asked, set()).update(tables)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        for row in TABLE:
            sees = [who for who, answer in row.expected().items() if answer == OK and row.method == GET]
            if sees:
                asked = row.name
                standing.ask(sees[0], GET, standing.path(row.name, **row.at))
    assert written == {}


def test_sign_out_is_in_sight_on_every_page_of_someone_signed_in(pages):
    bare = {
        name
        for name, (who, response) in pages.items()
        if is_html(response) and who != "nobody" and b"/sign-in/out/" not in response.content
    }
    assert bare <= {"unlock"}


def test_no_folder_is_listed(client):
    assert client.get("/static/").status_code in {302, 404}
    assert client.get("/static/js/").status_code in {302, 404}


def test_debug_is_off_and_nothing_of_the_kind_is_installed():
    assert ours.DEBUG is False
    assert not {"debug_toolbar", "django_extensions", "silk"} & set(ours.INSTALLED_APPS)
