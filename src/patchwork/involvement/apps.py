from django.apps import AppConfig


class InvolvementConfig(AppConfig):
    name = "patchwork.involvement"
    label = "involvement"

    def ready(self) -> None:
        from patchwork.directory.joining import when_joined
        from patchwork.involvement import (
            for_people,
            for_protection,
            leaving,
            listing,
            looks,
            merging,
            policy,
            telling,
            words,
        )

        policy.register()
        telling.register_kinds()
        words.register()
        looks.register_kinds()
        for_people.register()
        for_protection.register()
        leaving.register()
        merging.register()
        when_joined(listing.joined)
