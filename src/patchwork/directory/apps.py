from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "patchwork.directory"
    label = "directory"
