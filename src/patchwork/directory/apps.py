from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "patchwork.directory"
    label = "directory"

    def ready(self) -> None:
        from patchwork.directory import proposal_kinds, reviewing
        from patchwork.directory.invitations import register_kinds

        register_kinds()
        proposal_kinds.register_all()
        reviewing.register_notices()
