"""Ringtree: phone lines written as text, checked before anybody rings them."""

__version__ = "0.1.0"
