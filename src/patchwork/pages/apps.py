from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "patchwork.pages"
    label = "pages"
