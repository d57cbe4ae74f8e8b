"""Nothing keeps people from using the telephone: roles, names, contrast, in light and dark, large and small."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from npm import NotBroughtError, bring
from playwright.sync_api import Page, expect

from browser.calling import hurry, keys, ring, waits_for
from browser.conftest import DESK, SMALL, Up

Open = Callable[..., Page]
_AXE: Final = Path(__file__).with_name("axe")


@pytest.fixture(scope="session")
def axe() -> str:
    """What looks for barriers, as a script."""
    try:
        return (bring(_AXE) / "axe-core" / "axe.min.js").read_text()
    except NotBroughtError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def barriers(page: Page, axe: str) -> list[str]:
    """Return what is wrong, a line for each place."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("viewport", [DESK, SMALL], ids=["desk", "small"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers(line: Up, open_page: Open, axe: str, viewport: dict[str, int], scheme: str) -> None:
    page = open_page(f"{line.ready()}/phone", viewport=viewport, color_scheme=scheme, reduced_motion="reduce")
    expect(page.locator("#line-name")).to_have_text("Acme Repairs & Sons")
    assert barriers(page, axe) == []
    hurry(page)
    ring(page)
    assert barriers(page, axe) == []
    keys(page, "3")
    waits_for(page, "A phone is ringing")
    assert barriers(page, axe) == []
    page.get_by_role("button", name="is busy").click()
    waits_for(page, "The line is recording")
    assert barriers(page, axe) == []
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="Save as call script").click()
    expect(page.locator("#script-said")).to_have_text("Played again, it goes as written.")
    assert barriers(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_at_the_clock_and_the_door(line: Up, guarded: Up, open_page: Open, axe: str, scheme: str) -> None:
    page = open_page(f"{line.ready()}/phone", color_scheme=scheme, reduced_motion="reduce")
    page.get_by_role("button", name="Ring the line").click()
    expect(page.get_by_role("button", name="Skip what it says")).to_be_visible()
    assert barriers(page, axe) == []
    page.get_by_role("button", name="Skip what it says").click()
    page.get_by_role("button", name="Hold the clock").click()
    assert barriers(page, axe) == []
    door = open_page(f"{guarded.ready()}/phone", color_scheme=scheme)
    assert barriers(door, axe) == []


def test_what_is_said_is_announced(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("status").first).to_have_text("Not in a call")
    hurry(page)
    ring(page)
    assert log.inner_text().startswith("The line:")
    expect(page.get_by_role("group", name="Keys").get_by_role("button")).to_have_count(12)


def test_nothing_moves_for_whoever_wants_nothing_to_move(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone", reduced_motion="reduce")
    hurry(page)
    ring(page)
    moving = "[...document.querySelectorAll('*')].flatMap((one) => one.getAnimations({subtree: true})).length"
    assert page.evaluate(moving) == 0
