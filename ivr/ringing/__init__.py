"""Whom to ring for those who wait, and when to try again: agents of queues, customers who are called back. Pure.

A stranger to the dialog: it knows places and agents, not menus and calls.
"""
