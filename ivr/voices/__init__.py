"""Voices of the line's own: texts spoken by pyttsx3, recordings brought to telephone audio, and where both lie.

Everything that makes or reads sound runs in child processes (`child`), which load its libraries; nobody else does.
"""
