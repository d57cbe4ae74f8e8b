"""Telnyx: its words in, its requests out."""
