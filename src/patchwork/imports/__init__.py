"""Caseloads that arrive as lists: from a screen, by API, or from a watched folder."""
