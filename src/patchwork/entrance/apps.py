from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "patchwork.entrance"
    label = "entrance"

    def ready(self) -> None:
        from patchwork.accounts.notices import ask_for_area_with
        from patchwork.entrance import queries, signals  # noqa: F401 - connects its receivers

        ask_for_area_with(queries.an_area_of)
