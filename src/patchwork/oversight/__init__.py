"""The hub and privacy desks: who did what to whom, the broker, detectors, subject access (design, section 6)."""
