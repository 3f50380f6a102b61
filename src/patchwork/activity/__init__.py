"""The ledger of deeds around a person: "what changed", sparklines, digests, later signals."""
