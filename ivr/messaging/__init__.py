"""Text messages: how they are measured and split, which words belong to the rules, how far one has come. Pure.

A stranger to the dialog: it knows texts and statuses, not menus and calls.
"""
