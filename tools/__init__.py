"""Helpers of a checkout that are no part of the product."""
