from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "patchwork.people"
    label = "people"

    def ready(self) -> None:
        from patchwork.people import policy, words

        policy.register()
        words.register()
