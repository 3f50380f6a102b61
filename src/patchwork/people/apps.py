from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "patchwork.people"
    label = "people"
