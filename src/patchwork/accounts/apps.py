from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "patchwork.accounts"
    label = "accounts"

    def ready(self) -> None:
        from patchwork.accounts import notices, resealing, sessions, signals  # noqa: F401 - connects its receivers

        notices.register_kinds()
        resealing.register()
