from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "patchwork.conversation"
    label = "conversation"

    def ready(self) -> None:
        from patchwork.conversation import policy, telling

        policy.register()
        telling.register()
