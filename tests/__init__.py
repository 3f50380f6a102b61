"""Tests: one folder per app, and promises and journeys that span them."""
