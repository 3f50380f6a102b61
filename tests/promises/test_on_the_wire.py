"""What every answer carries: policy, no-store, no script or style of its own, forms nobody can send for somebody."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.promises.access_table import TABLE, TEAM
from tests.promises.conftest import is_html
from tests.promises.rows import DONE, GET, NEVER, POST
from tests.promises.sweep import Standing, forms_of

KEPT_BY_THE_BROWSER = {"photo"}
"""Answers that may be stored, privately."""

THE_ACCOUNTS_OWN = ("account_", "mfa_", "demo_")
"""Pages of the account itself, which acts in no post."""

THE_ACCOUNTS_FORMS = ("/sign-in/", "/second-factor/", "/post/", "/preferences/")


def test_there_are_pages(pages):
    assert len(pages) > 60


def test_every_page_is_an_answer(pages):
    assert {name: response.status_code for name, (_, response) in pages.items() if response.status_code != 200} == {}


def test_the_content_policy_is_strict(pages):
    for name, (_, response) in pages.items():
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        for part in ("default-src 'self'", "script-src 'self'", "object-src 'none'", "frame-ancestors 'none'"):
            assert part in policy, f"{name}: {part}"


INLINE = [
    re.compile(rb"<style\b", re.I),
    re.compile(rb"\sstyle\s*=\s*[\"']", re.I),
    re.compile(rb"<[^>]*\son\w+\s*=\s*[\"'][^>]*>", re.I),
    re.compile(rb"javascript:", re.I),
    re.compile(rb"<script(?![^>]*\b(?:src=|type=\"application/json\"))", re.I),
]


def test_no_page_has_script_or_style_of_its_own(pages):
    found = [
        (name, pattern.search(response.content).group()[:80])
        for name, (_, response) in pages.items()
        for pattern in INLINE
        if is_html(response) and pattern.search(response.content)
    ]
    assert found == []


def test_nothing_comes_from_elsewhere(pages):
    """No font, picture, script or style of another server: nobody learns who reads what."""
    foreign = re.compile(rb"<(?:script|link|img|iframe|source)[^>]*(?:src|href)=\"(?:https?:)?//([^/\"]+)", re.I)
    found = {(name, foreign.search(r.content).group(1)) for name, (_, r) in pages.items() if foreign.search(r.content)}
    assert found == set()


def test_no_answer_is_stored(pages):
    stored = {name for name, (_, r) in pages.items() if "no-store" not in r.headers.get("Cache-Control", "")}
    assert stored == KEPT_BY_THE_BROWSER
    assert "private" in pages["photo"][1].headers["Cache-Control"]


def test_every_answer_says_what_the_browser_may_do(pages):
    for name, (_, response) in pages.items():
        headers = response.headers
        assert "geolocation=()" in headers["Permissions-Policy"], name
        assert headers["X-Content-Type-Options"] == "nosniff", name
        assert headers["Referrer-Policy"] == "same-origin", name
        assert headers["X-Frame-Options"] == "DENY", name
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", name


@pytest.mark.parametrize("status", [404, 403, 405, 302])
def test_refusals_carry_the_same(standing: Standing, status):
    asked = {404: ("amina", "/nothing/"), 403: ("amina", "/sign-in/again/"), 405: ("amina", "/"), 302: ("nobody", "/")}
    who, path = asked[status]
    response = standing.ask(who, POST if status == 405 else GET, path).response
    assert response.status_code == status
    assert "no-store" in response.headers["Cache-Control"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "geolocation=()" in response.headers["Permissions-Policy"]


# -- forms


def test_every_form_carries_a_token_and_the_post_it_was_opened_in(standing, pages):
    bare = set()
    for name, (who, response) in pages.items():
        acts = who not in {"nobody", "postless"} and not name.startswith(THE_ACCOUNTS_OWN)
        for form in forms_of(response.content.decode()) if is_html(response) else []:
            if form.method != "post":
                continue
            if "csrfmiddlewaretoken" not in form.data:
                bare.add((name, form.action, "no token"))
            is_deed = acts and not form.action.startswith(THE_ACCOUNTS_FORMS)
            if is_deed and form.data.get("acting_post") != standing.post_id(who):
                bare.add((name, form.action, "no acting_post"))
    assert sorted(bare) == []


def test_no_form_sends_names_in_an_address(pages):
    """A search by GET would leave what was typed in histories and logs; services, colleagues and kinds may."""
    allowed = {"directory", "organisation_posts", "area_posts", "home", "see_as", "looked", "list", "same_persons"}
    found = {
        (name, form.action)
        for name, (_, response) in pages.items()
        if is_html(response)
        for form in forms_of(response.content.decode())
        if form.method == "get" and name not in allowed
    }
    assert found == set()


def test_nothing_is_done_without_the_token(standing: Standing):
    """Each deed of the table, sent from elsewhere."""
    for row in TABLE:
        doers = [who for who, answer in row.expected().items() if answer == DONE]
        if row.method == POST and doers and NEVER not in row.answers:
            client = standing.clients[doers[0]]
            client.handler.enforce_csrf_checks = True
            try:
                got = standing.ask(doers[0], POST, standing.path(row.name, **row.at), {"acting_post": ""})
            finally:
                client.handler.enforce_csrf_checks = False
            assert got.response.status_code == 403, row
            assert got.events == [], row


LED_ON = {"look": TEAM}
"""Who sees the team already is led there, whatever the form says."""


@pytest.mark.parametrize("opened_as", ["nia", "", "nonsense"])
def test_a_deed_opened_in_another_post_is_refused_and_kept(standing: Standing, opened_as):
    """Two windows, two posts: what was written as one is not said as the other. Nor what does not say its post."""
    for row in TABLE:
        doers = [
            who for who, answer in row.expected().items() if answer == DONE and who not in LED_ON.get(row.name, "")
        ]
        if row.method != POST or not row.shows or not doers:
            continue
        path = standing.path(row.name, **row.at)
        data = dict(row.data(standing, doers[0], path)) if callable(row.data) else dict(row.data)
        data["acting_post"] = standing.post_id(opened_as) or opened_as
        got = standing.ask(doers[0], POST, path, data)
        assert got.response.status_code in {422, 303}, row  # a button without a page says it on the next one
        assert [kind for kind, _ in got.events if not kind.startswith("shown:")] == [], row


# -- cookies and transport, as in production


@pytest.fixture
def production(monkeypatch):
    """The settings as a server in service reads them."""
    for name in ("PATCHWORK_TESTING", "PATCHWORK_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATCHWORK_SECRET_KEY", "x" * 60)
    monkeypatch.setenv("PATCHWORK_KEYS", "k1:" + "QUFB" * 10 + "QUE=")
    monkeypatch.setenv("PATCHWORK_HOSTS", "patchwork.example")
    from patchwork.config import settings

    values = dict(vars(settings))
    try:
        yield importlib.reload(settings)
    finally:
        monkeypatch.undo()
        importlib.reload(settings)
        vars(settings).update(values)


def test_cookies_and_transport_in_production(production):
    assert production.SESSION_COOKIE_NAME.startswith("__Host-")
    assert production.CSRF_COOKIE_NAME.startswith("__Host-")
    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    assert production.SESSION_COOKIE_HTTPONLY
    assert production.SESSION_COOKIE_SAMESITE in {"Lax", "Strict"}
    assert production.SECURE_HSTS_SECONDS >= 365 * 24 * 3600
    assert production.SECURE_SSL_REDIRECT
    assert not production.DEBUG


def test_the_address_after_signing_in_stays_here(standing: Standing):
    """No open redirect."""
    for bad in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"):
        response = standing.ask("amina", GET, "/sign-in/", {"next": bad}).response
        assert "elsewhere" not in response.headers.get("Location", "")
        assert "javascript" not in response.headers.get("Location", "")
