from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "patchwork.people"
    label = "people"

    def ready(self) -> None:
        from patchwork.people import policy, shielding, telling, words

        policy.register()
        words.register()
        telling.register_kinds()
        shielding.register_proposal()
