"""The append-only, hash-chained record of who saw and did what."""

from patchwork.audit.recording import gathering, record, show, shown_so_far

__all__ = ["gathering", "record", "show", "shown_so_far"]
