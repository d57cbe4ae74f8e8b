"""What a test does with the telephone in the browser, and sees of it."""

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

SHOTS: Final = Path(__file__).parents[2] / "var" / "tests" / "screenshots"


def hurry(page: Page) -> None:
    """Let nothing take the time that it takes on a telephone."""
    page.get_by_text("Options").click()
    page.get_by_label("Real time").uncheck()
    page.get_by_text("Options").click()


def ring(page: Page, *, at: str = "2026-03-03 10:00") -> None:
    """Ring the line, and wait until it has said all."""
    page.get_by_role("textbox", name="At left empty").fill(at)
    page.get_by_role("button", name=re.compile("^Ring")).click()
    expect(page.get_by_role("button", name="Hang up")).to_be_visible()
    waits_for(page, "The line waits for keys")


def waits_for(page: Page, state: str) -> None:
    """Wait until the telephone says so."""
    expect(page.locator("#state")).to_have_text(state)


def keys(page: Page, pressed: str) -> None:
    """Press keys of the keyboard."""
    for key in pressed:
        page.keyboard.press(key)


def heard(page: Page) -> str:
    """Return all that stands in the conversation."""
    return " ".join(page.get_by_role("log").inner_text().split())


def shoot(page: Page, name: str) -> None:
    """Keep a picture to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
