from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "patchwork.oversight"
    label = "oversight"
