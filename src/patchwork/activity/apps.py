from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "patchwork.activity"
    label = "activity"

    def ready(self) -> None:
        from patchwork.activity import noting

        noting.register()
