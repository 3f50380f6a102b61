from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "patchwork.imports"
    label = "imports"
