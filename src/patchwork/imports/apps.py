from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "patchwork.imports"
    label = "imports"

    def ready(self) -> None:
        from patchwork.imports import holding, reviewing, telling

        telling.register_kinds()
        holding.register_all()
        reviewing.register()
