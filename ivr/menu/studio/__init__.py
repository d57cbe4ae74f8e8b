"""Twilio Studio's flows, read and written anew as menus. Pure."""
