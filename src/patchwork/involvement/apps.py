from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "patchwork.involvement"
    label = "involvement"

    def ready(self) -> None:
        from patchwork.involvement import policy

        policy.register()
