from django.apps import AppConfig


class ImpactConfig(AppConfig):
    name = "patchwork.impact"
    label = "impact"

    def ready(self) -> None:
        from patchwork.impact import listening

        listening.listen()
