"""The repository tests itself: nothing unused, nothing unguarded, nothing that points nowhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.template import engines
from django.urls import get_resolver

from patchwork.kit.areas import AreaForeignKey, AreaRow
from tests.promises.sweep import addresses

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "patchwork"
TEMPLATES = SOURCE / "templates"
THIRD_PARTY_NAMES = ("allauth/", "account/", "mfa/", "socialaccount/", "usersessions/")
"""Folders whose templates are called by allauth, which names them itself."""


def templates() -> dict[str, str]:
    return {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in sorted(TEMPLATES.rglob("*")) if path.is_file()
    }


def modules() -> dict[str, str]:
    return {
        str(path.relative_to(SOURCE)): path.read_text()
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
    }


# -- templates


def test_every_template_is_used():
    """Named in Python or in another template. Error pages are called by Django, allauth's by allauth."""
    everything = "\n".join([*modules().values(), *templates().values()])
    unused = [
        name
        for name in templates()
        if not (f'"{name}' in everything or f"'{name}" in everything)
        and name not in {"404.html", "403.html", "500.html", "400.html", "403_csrf.html", "429.html"}
        and not name.startswith(THIRD_PARTY_NAMES)
        and not _is_made_by_prefix(name, everything)
    ]
    assert unused == []


def _is_made_by_prefix(name: str, everything: str) -> bool:
    """Mails and styleguide pages are chosen by a prefix and an ending."""
    stem, _, ending = name.rpartition(".")
    folder, _, own_name = stem.rpartition("/")
    chosen = ending in {"txt", "html"} and (f'"{stem}.' in everything or f'"{stem}"' in everything)
    composed = f'f"{folder}/{{' in everything and own_name in everything
    return chosen or composed or "styleguide" in name


def test_every_template_is_well_formed():
    for name in templates():
        if name.endswith((".html", ".txt")):
            engines["django"].get_template(name)


URL_TAG = re.compile(r"{%\s*url\s+['\"]([\w:-]+)['\"]")
PYTHON_URL = re.compile(r"\b(?:reverse|reverse_lazy|redirect|redirect_after)\(\s*(?:request,\s*)?['\"]([a-z_:]+)['\"]")


def test_every_address_named_in_a_template_exists():
    known = set(addresses()) | {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    gone = {(file, name) for file, text in templates().items() for name in URL_TAG.findall(text) if name not in known}
    assert sorted(gone) == []


def test_every_address_named_in_python_exists():
    known = set(addresses())
    gone = {(file, name) for file, text in modules().items() for name in PYTHON_URL.findall(text) if name not in known}
    assert sorted(gone) == []


FORM = re.compile(r"<form\b[^>]*method=['\"]post['\"].*?</form>", re.S | re.I)


def test_every_form_that_changes_something_carries_a_token():
    bare = {
        (file, form[:70])
        for file, text in templates().items()
        for form in FORM.findall(text)
        if "csrf_token" not in form and "form_head" not in form and "styleguide" not in file
    }
    assert sorted(bare) == []


INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=['\"]|javascript:", re.I)


def test_no_template_has_script_or_style_of_its_own():
    """The content security policy would refuse them. Mail is not a page."""
    found = {
        (file, hit.group().strip())
        for file, text in templates().items()
        for hit in [INLINE.search(re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.S))]
        if hit and file != "notifications/mail.html" and 'type="application/json"' not in text
    }
    assert sorted(found) == []


# -- words

VISIBLE = re.compile(r"[A-Za-z]{2,}")
MARKED = re.compile(r"{%\s*(blocktranslate|blocktrans)\b.*?{%\s*end\1\s*%}", re.S)
NOT_TEXT = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<script.*?</script>|<svg.*?</svg>|<!--.*?-->|<[^>]*>|&\w+;",
    re.S,
)
READ_ALOUD = re.compile(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"{]*[A-Za-z]{2,}[^\"{]*)\"")
OUR_NAME = {"Patchwork", "html", "lang"}


def unmarked(text: str) -> list[str]:
    """Words of a template that a translator would never see."""
    rest = NOT_TEXT.sub(" ", MARKED.sub(" ", text))
    words = [line.strip() for line in rest.splitlines() if set(VISIBLE.findall(line)) - OUR_NAME]
    return words + READ_ALOUD.findall(MARKED.sub(" ", text))


def test_every_word_in_a_template_is_marked_for_translation():
    found = {(file, word) for file, text in templates().items() for word in unmarked(text)}
    assert sorted(one for one in found if "styleguide" not in one[0]) == []


def test_an_unmarked_word_would_be_found():
    assert unmarked('<p>{% translate "Seen" %}</p><p>Hello</p>') == ["Hello"]
    assert unmarked('<a aria-label="Call">{% translate "x" %}</a>') == ["Call"]


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


SPOKEN = {"Refused", "Answer", "ValidationError", "add_error"}
SPOKEN_KEYWORDS = {"label", "help_text", "empty_label", "legend", "hint", "words"}
SPOKEN_HERE = re.compile(r"/(forms|views|rules|actions|desk_forms/\w+|joining|inviting|passing_on|contacting)\.py$")


def test_every_refusal_and_label_is_marked_for_translation():
    """A sentence given as a bare text where it will be read on screen."""
    found = []
    for file, text in modules().items():
        if not SPOKEN_HERE.search("/" + file) or "styleguide" in file:
            continue
        tree = ast.parse(text)
        spoken = [arg for call in _calls(tree, SPOKEN) for arg in call.args]
        spoken += [n.value for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg in SPOKEN_KEYWORDS]
        found += [(file, one.value) for one in spoken if isinstance(one, ast.Constant) and _is_sentence(one.value)]
    assert found == []


def _is_sentence(value: object) -> bool:
    return isinstance(value, str) and (" " in value or value[:1].isupper()) and bool(VISIBLE.search(value))


# -- code


def test_safe_strings_are_made_by_the_kit_alone():
    """Marking text as safe HTML is the one way to let somebody's name become a script."""
    found = {
        file
        for file, text in modules().items()
        if re.search(r"\b(mark_safe|SafeString|SafeText)\b", text) and not file.startswith("kit/")
    }
    found |= {file for file, text in templates().items() if re.search(r"\|\s*safe\b|autoescape\s+off", text)}
    assert sorted(file for file in found if not file.endswith(".txt")) == []


def test_views_do_not_ask_for_request_user():
    """Every read takes a viewer (design, section 6). Accounts and the entrance speak of the account itself."""
    allowed = ("accounts/", "entrance/", "access/", "demo/", "config/")
    found = [file for file, text in modules().items() if "request.user" in text and not file.startswith(allowed)]
    assert found == []


RAW = re.compile(r"\b(Person|Involvement|Contact|Look|TeamInvitation|Attention|Deed|Agreement)\.objects\b")


def test_views_do_not_reach_for_persons_themselves():
    """Views ask `queries` and `actions`, which take the viewer."""
    scoped = re.compile(r"access\.scope\(\s*\w+\.objects")
    found = [f for f, text in modules().items() if f.endswith("views.py") and RAW.search(scoped.sub("", text))]
    assert found == []


def test_the_clock_is_read_at_the_edge_only():
    """Rules, actions and queries are told what time it is."""
    rooms = re.compile(r"/(rules|actions|queries|policy)\.py$")
    found = [file for file, text in modules().items() if rooms.search("/" + file) and "timezone.now()" in text]
    assert found == []


def test_nothing_is_printed_and_no_name_is_logged():
    loud = re.compile(r"^\s*print\(", re.M)
    said = r"(?:debug|info|warning|warn|error|exception|critical|fatal|log|msg|bind|new)"
    named = re.compile(rf"log(?:ger)?\.{said}\([^)]*(given_names|family_name|\.name\b|\.email\b|born_on|words)")
    allowed = ("config/", "demo/", "audit/management/", "people/management/", "notifications/management/")
    found = [f for f, text in modules().items() if loud.search(text) and not f.startswith(allowed)]
    found += [f for f, text in modules().items() if named.search(text)]
    assert found == []


# -- database


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("patchwork.")]


def test_rows_of_an_area_point_only_at_rows_of_the_same_area():
    """A foreign key from one area row to another must be composite with the area."""
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if issubclass(model, AreaRow)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, AreaRow)
        and not isinstance(field, AreaForeignKey)
    ]
    assert loose == []


WITHOUT_AREA = {
    "accounts.Account", "accounts.Photo", "directory.Area", "directory.Organisation", "directory.MailDomain",
    "people.SearchRow",
}  # fmt: skip
"""An account has no area (design, section 6); an organisation may take part in several. The search table is the one
named exception: no login but the owner's may touch it (`tests/people/test_search_table.py`)."""


def test_every_other_model_belongs_to_an_area():
    assert {model._meta.label for model in our_models() if not issubclass(model, AreaRow)} <= WITHOUT_AREA


def test_no_foreign_key_takes_a_ledger_along():
    """Deleting a post or a service never deletes what it did."""
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.name in {"post", "service", "recorded_by", "confirmed_by"}
        and field.remote_field.on_delete is models.CASCADE
        and model._meta.label not in {"involvement.LastOpened", "conversation.AttentionRecipient"}
    ]
    assert loose == []
