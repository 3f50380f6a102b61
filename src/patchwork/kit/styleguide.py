"""Invented data for the style guide (templates/kit/styleguide*.html): what each partial expects, in one place."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.utils import timezone

from patchwork.kit import icons
from patchwork.kit.fields import DateBoxesField


class ExampleForm(forms.Form):
    """One field of every widget that ``{% field %}`` knows."""

    role = forms.ChoiceField(
        label="What do you do with him?",
        choices=[("", "Choose a role"), ("teacher", "Class teacher"), ("nurse", "School nurse")],
    )
    since = DateBoxesField(label="Since when?", help_text="For example 27 3 2026")
    whom = forms.ChoiceField(
        label="Who works with him?", widget=forms.RadioSelect, choices=[("me", "Me"), ("service", "My whole service")]
    )
    said = forms.ChoiceField(
        label="What did Leo say?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No"), ("not_asked", "Not asked")],
    )
    because = forms.CharField(label="Why not?", required=False)
    ways = forms.MultipleChoiceField(
        label="Best ways to reach you",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("phone", "Phone"), ("email", "E-mail")],
    )
    words = forms.CharField(label="In your own words", help_text="At least 10 characters.", widget=forms.Textarea)
    photo = forms.FileField(label="Photo", required=False)
    agree = forms.BooleanField(label="Tell the team that I joined", required=False)


def _nav() -> list[SimpleNamespace]:
    names = [
        ("My people", "people"),
        ("Directory", "directory"),
        ("Messages", "message"),
        ("My worries", "worry"),
        ("My team", "desk"),
    ]
    return [SimpleNamespace(label=n, url="#", icon=i, current=i == "people") for n, i in names]


def _colleagues() -> list[tuple[str, str, list[dict[str, Any]]]]:
    now = timezone.now()
    return [
        (
            "social-care",
            "Social care",
            [
                {
                    "name": "Erin Walsh",
                    "role": "Child-protection social worker",
                    "organisation": "Marlowe Children's Services",
                    "since": now - timedelta(days=250),
                    "phone": "01632 960 321",
                    "email": "erin.walsh@marlowe.example",
                    "lead": True,
                    "available": "today until 5 pm",
                },
            ],
        ),
        (
            "education",
            "Education",
            [
                {
                    "name": "Amina Yusuf",
                    "role": "Class teacher",
                    "organisation": "Oakfield Primary",
                    "phone": "01632 960 118",
                    "email": "amina@oakfield.example",
                    "mine": True,
                    "since": now - timedelta(days=80),
                },
            ],
        ),
        (
            "health",
            "Health",
            [
                {
                    "name": "Hana Novak",
                    "role": "Health visitor",
                    "organisation": "Marlowe Community Health",
                    "phone": "01632 960 555",
                    "email": "hana@nhs.example",
                    "away": "Away until Monday, Bea Lind covers",
                    "since": now - timedelta(days=900),
                },
                {
                    "name": "Bilal Rahman",
                    "role": "School nurse",
                    "organisation": "Marlowe Community Health",
                    "phone": "01632 960 556",
                    "email": "bilal@nhs.example",
                    "provisional": True,
                    "since": now,
                },
            ],
        ),
    ]


def context() -> dict[str, Any]:
    """Everything the style guide shows. Every person in it is invented."""
    now = timezone.now()
    bad = ExampleForm(
        {"since_day": "31", "since_month": "2", "since_year": "2026", "said": "not_asked", "words": "short"}
    )
    people = [
        {
            "url": "#",
            "name": "Leo Hartley",
            "age": "9 years",
            "team": "team of 7",
            "spark": [2, 1, 1, 3, 7, 7],
            "change": "Busier: 3 joined, 2 attentions in 14 days",
            "changed": True,
            "seen": "seen 3 days ago by Hana",
            "next": "next: Erin, Thu 2 pm",
        },
        {
            "url": "#",
            "name": "Tia Moss",
            "age": "4 years",
            "team": "team of 3",
            "spark": [3, 2, 1, 1, 1, 1],
            "change": "Quieter: no visit is recorded that you can see since 12 October (usual: 9 days)",
        },
        {
            "url": "#",
            "name": "Maya Hartley",
            "age": "15 years",
            "team": "team of 4",
            "spark": [1, 1, 2, 1, 1, 2],
            "facts": ["Dan joined yesterday"],
            "next": "next: Erin, Thu 2 pm",
        },
    ]
    nodes = [{"id": "p", "label": "Leo", "kind": "person"}] + [
        {"id": str(n), "label": name, "kind": kind, "role": role, "lead": n == 0}
        for n, (name, kind, role) in enumerate(
            [
                ("Erin Walsh", "social-care", "Social worker"),
                ("Amina Yusuf", "education", "Class teacher"),
                ("Hana Novak", "health", "Health visitor"),
                ("Bilal Rahman", "health", "School nurse"),
                ("Ivan Petrov", "youth", "Youth worker"),
                ("Sue Bell", "education", "Safeguarding lead"),
                ("Ola King", "charity", "Family support"),
            ]
        )
    ]
    return {
        "frame": SimpleNamespace(
            signed_in=True,
            name="Amina Yusuf",
            initials="AY",
            post_id="1",
            post_label="Class teacher, Oakfield Primary",
            posts=[
                SimpleNamespace(id="1", label="Class teacher, Oakfield Primary", current=True),
                SimpleNamespace(id="2", label="Safeguarding lead, Oakfield Primary", current=False),
            ],
            nav=_nav(),
            bell=3,
            hub_phone="01632 960 900",
            demo=True,
        ),
        "messages": [
            Message(SUCCESS, "You now work with Leo. His team has been told.", "undo=/undo/"),
        ],
        "people": people,
        "team": _colleagues(),
        "seen": SimpleNamespace(when=now - timedelta(days=3), who="Hana Novak (health visitor)", how="at home"),
        "next": SimpleNamespace(when=now + timedelta(days=4, hours=2), who="Erin Walsh", how="home visit"),
        "subnav": [
            {"label": label, "url": "#", "current": label == "Team", "count": count}
            for label, count in [("Team", 7), ("Network", None), ("Activity", None), ("Family", 3)]
        ],
        "rows": [
            {"label": "Known as", "value": "Lee"},
            {"label": "Date of birth", "value": "27 March 2017", "url": "#", "deed": "Change"},
        ],
        "network": {
            "nodes": nodes,
            "edges": [{"source": "p", "target": n["id"], "lead": n.get("lead", False)} for n in nodes[1:]],
        },
        "form": bad,
        "days": [
            now - timedelta(minutes=1),
            now - timedelta(hours=2),
            now - timedelta(days=1),
            now - timedelta(days=3),
            now - timedelta(days=17),
            now - timedelta(days=90),
        ],
        "to_come": [
            now + timedelta(hours=1),
            now + timedelta(days=1),
            now + timedelta(days=4),
            now + timedelta(days=300),
        ],
        "fresh": now.date(),
        "values": [2, 1, 1, 3, 7, 7, 4, 0, 2],
        "missing": ["probation", "two charities"],
        "kinds": icons.SERVICES,
        "icons": icons.OTHERS,
    }
