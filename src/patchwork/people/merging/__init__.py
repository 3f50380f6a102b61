"""Joining two records of one person, and taking them apart again (docs/decisions/merging.md)."""
