"""Functions that the sample lines under tests/menus may run."""


def find_order(number: str, town: str = "") -> str:
    """Return the state of an order."""
    return f"{number} {town}"


def notify_desk(reason: str = "") -> str:
    """Return that the desk was told."""
    return reason
