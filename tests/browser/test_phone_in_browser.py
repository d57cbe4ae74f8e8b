"""The telephone in the browser as people use it, on a line that `ivr up` has started."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.calling import heard, hurry, keys, ring, shoot, waits_for
from browser.conftest import DESK, SMALL, Up
from ivr.menu.script import load_scripts

Open = Callable[..., Page]
LINE_WAITS = "The line waits for keys"
NAME_WAITS = "The line waits for keys or words"


@pytest.fixture
def page(line: Up, open_page: Open) -> Page:
    page = open_page(f"{line.ready()}/phone")
    hurry(page)
    return page


def test_the_address_that_is_printed_leads_to_it(line: Up, open_page: Open) -> None:
    url = line.ready()
    found = re.search(r"in the browser: (\S+)", line.said)
    assert found is not None
    assert found[1] == f"{url}/phone"
    page = open_page(url)
    page.get_by_role("link", name="in this browser").click()
    expect(page.locator("#line-name")).to_have_text("Acme Repairs & Sons")
    expect(page.locator("#state")).to_have_text("Not in a call")


def test_a_call_by_keyboard_alone(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the telephone")).to_be_focused()
    page.get_by_role("textbox", name="At left empty").focus()
    page.keyboard.type("2026-03-03 10:00")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_be_focused()
    keys(page, "1")  # which cuts short what is said
    expect(page.get_by_role("log")).to_contain_text("Please enter your secret code")
    page.get_by_role("button", name="Skip what it says").focus()
    page.keyboard.press("Enter")
    waits_for(page, "The line waits for keys")
    page.get_by_role("button", name="Hang up").focus()
    page.keyboard.press("Space")
    waits_for(page, "You hung up.")
    expect(page.get_by_role("button", name="Ring again")).to_be_focused()


def test_keys_by_click_and_what_the_line_remembers(page: Page) -> None:
    ring(page)
    page.get_by_role("button", name="1", exact=True).click()
    expect(page.locator("#step")).to_have_text("main/code")
    for key in "864":
        page.get_by_role("button", name=key, exact=True).click()
    expect(page.locator("#entry")).to_have_text("•••")
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.locator("#step")).to_have_text("main/floor")
    keys(page, "7#")
    expect(page.locator("#step")).to_have_text("main/choices")
    expect(page.get_by_role("row", name="floor")).to_contain_text("7")
    expect(page.get_by_role("row", name="code")).to_contain_text("hidden")
    assert "8642" not in page.content()
    assert "•••" in heard(page)
    expect(page.locator("#place")).to_have_text(re.compile(r"main\.yaml:1$"))
    shoot(page, "remembers")


def test_the_document_is_shown_as_text(page: Page) -> None:
    ring(page)
    document = page.get_by_label("What it answered", exact=True)
    expect(document).to_contain_text("Welcome to Acme Repairs &amp; Sons.")
    assert document.inner_text().startswith("<Response>\n  <Gather")
    short = len(document.inner_text())
    page.get_by_role("button", name="Whole addresses").click()
    assert len(document.inner_text()) > short
    keys(page, "2")
    waits_for(page, NAME_WAITS)
    page.get_by_label("What you say").fill("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Hello <img src=x onerror=alert(1)>")
    assert page.locator("img[src=x]").count() == 0


def test_words_and_silence(page: Page) -> None:
    ring(page)
    keys(page, "2")
    expect(page.get_by_role("log")).to_contain_text("What is your name?")
    page.get_by_label("What you say").fill("Zoë Ångström")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.get_by_role("log")).to_contain_text("Hello Zoë Ångström.")
    waits_for(page, LINE_WAITS)
    page.get_by_role("button", name="Stay silent").click()
    expect(page.get_by_role("log")).to_contain_text("You stay silent.")
    expect(page.get_by_role("log")).to_contain_text("1, 2, 3, 4, 5 or 6?")


def test_silence_comes_of_waiting_unless_the_clock_is_held(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    page.clock.install()
    page.get_by_role("button", name="Ring the line").click()
    page.get_by_role("button", name="Skip what it says").click()
    waits_for(page, LINE_WAITS)
    clock = page.get_by_role("timer")
    expect(clock).to_have_text(re.compile(r"^\d seconds of silence left$"))
    page.get_by_role("button", name="Hold the clock").click()
    page.clock.run_for(30_000)
    expect(clock).to_contain_text("held")
    assert "You stay silent." not in heard(page)
    page.get_by_role("button", name="Hold the clock").click()
    page.clock.run_for(6_000)
    expect(page.get_by_role("log")).to_contain_text("You stay silent.")


def test_what_is_done_while_the_line_speaks_ends_the_waiting_for_it(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    page.clock.install()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/acts" in request.url else None)
    page.get_by_role("button", name="Ring the line").click()
    expect(page.get_by_role("button", name="Skip what it says")).to_be_visible()
    keys(page, "2")
    expect(page.get_by_role("log")).to_contain_text("What is your name?")
    page.get_by_label("What you say").fill("Alice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Hello Alice.")
    for _ in range(10):
        page.clock.run_for(1_000)
    assert len(sent) == 2
    assert "silence" not in "".join(sent)


@pytest.mark.parametrize(
    ("outcome", "shown", "then"),
    [
        ("answers", "The callee answers.", "The callee is asked for a key"),
        ("is busy", "The callee is busy.", "The line is recording"),
        ("does not answer", "The callee does not answer.", "The line is recording"),
        ("cannot be reached", "The call to the callee fails.", "The line is recording"),
        ("answers and presses", "The callee picks up and presses 5.", "The line hung up."),
    ],
)
def test_what_a_callee_does(page: Page, outcome: str, shown: str, then: str) -> None:
    ring(page)
    keys(page, "3")
    waits_for(page, "A phone is ringing")
    page.get_by_label("The key that the callee presses").fill("5")
    page.get_by_role("button", name=outcome, exact=True).click()
    expect(page.get_by_role("log")).to_contain_text(shown)
    waits_for(page, then)
    if outcome == "answers":
        expect(page.get_by_role("log")).to_contain_text("To the callee: A caller for you.")
        shoot(page, "callee")
        page.get_by_role("button", name="press nothing").click()
        waits_for(page, "The line is recording")


@pytest.mark.parametrize(
    ("button", "ending"),
    [("press #", "Goodbye."), ("stay silent", "Goodbye."), ("say nothing at all", "We cannot do that now.")],
)
def test_a_message(page: Page, button: str, ending: str) -> None:
    ring(page)
    keys(page, "4")
    waits_for(page, "The line is recording")
    page.get_by_label("Seconds spoken").fill("7")
    page.get_by_label("What you say").fill("Please call me back.")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("log")).to_contain_text(ending)
    waits_for(page, "The line hung up.")
    assert ("A message of 7 s: “Please call me back.”" in heard(page)) is (ending == "Goodbye.")


def test_a_message_that_is_hung_up_on(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    page.get_by_role("button", name="Ring the line").click()
    page.get_by_role("button", name="Skip what it says").click()
    keys(page, "4")
    page.get_by_role("button", name="Skip what it says").click()
    waits_for(page, "The line is recording")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^[2-9] seconds recorded$"))
    shoot(page, "recording")
    page.get_by_role("button", name="Hang up").click()
    waits_for(page, "You hung up.")
    assert re.search(r"A message of \d+ s", heard(page))


def test_a_queue(page: Page) -> None:
    ring(page)
    keys(page, "5")
    waits_for(page, "You wait in the queue cards")
    page.get_by_role("button", name="Wait on").click()
    expect(page.get_by_role("log")).to_contain_text("You wait 20 s.")
    keys(page, "1")
    waits_for(page, LINE_WAITS)
    keys(page, "5")
    waits_for(page, "You wait in the queue cards")
    page.get_by_role("button", name="somebody answers").click()
    waits_for(page, "The line hung up.")


def test_a_recording_sounds(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    with page.expect_response(re.compile(r"/audio/en/news\.wav")) as sound:
        page.get_by_role("button", name="Ring the line").click()
        page.get_by_role("button", name="Skip what it says").click()
        keys(page, "6")
    assert sound.value.status in {200, 206}
    expect(page.get_by_role("log")).to_contain_text("♪ news.wav")
    expect(page.locator(".now-heard")).to_contain_text("Welcome to Acme")  # it came to its end


def test_a_provider_s_voice_is_approximated(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    with page.expect_response(re.compile(r"/phone/sound/live/")) as sound:
        page.get_by_role("button", name="Ring the line").click()
    assert sound.value.status == 200
    assert sound.value.body()[:4] == b"RIFF"
    expect(page.get_by_role("log")).to_contain_text("approximate voice")
    page.get_by_text("Options").click()
    page.get_by_label("Sound").uncheck()
    expect(page.get_by_role("log")).to_contain_text("For a message, press 4.")


def test_the_call_becomes_a_script(page: Page) -> None:
    ring(page)
    keys(page, "2")
    waits_for(page, NAME_WAITS)
    page.get_by_label("What you say").fill("Alice")
    page.keyboard.press("Enter")
    waits_for(page, LINE_WAITS)
    page.get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="Save as call script").click()
    expect(page.locator("#script-said")).to_have_text("Played again, it goes as written.")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Download").click()
    assert loading.value.suggested_filename == "call.yaml"
    (script,) = load_scripts(loading.value.path().read_text(), "call.yaml")
    assert script.at is not None
    assert script.at.text == "2026-03-03 10:00"
    shoot(page, "script")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_page_that_is_loaded_again_goes_on_with_the_call(page: Page) -> None:
    ring(page)
    keys(page, "2")
    expect(page.get_by_role("log")).to_contain_text("What is your name?")
    waits_for(page, NAME_WAITS)
    before = heard(page)
    with page.expect_request("**/leave"), page.expect_request("**/stay"):
        page.reload()
    expect(page.get_by_role("log")).to_contain_text("What is your name?")
    assert heard(page) == before
    hurry(page)
    page.get_by_label("What you say").fill("Alice")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Hello Alice.")


def test_what_cannot_be_read_is_said_at_the_field(page: Page) -> None:
    page.get_by_label("From", exact=True).fill("12")
    page.get_by_role("button", name="Ring the line").click()
    expect(page.get_by_role("alert")).to_contain_text("From: 12 is no telephone number; write +")
    expect(page.get_by_label("From", exact=True)).to_be_focused()
    expect(page.get_by_label("From", exact=True)).to_have_attribute("aria-invalid", "true")
    shoot(page, "wrong-number")


def test_a_line_that_went_away_is_told_of(line: Up, open_page: Open) -> None:
    page = open_page(f"{line.ready()}/phone")
    hurry(page)
    ring(page)
    page.route("**/phone/calls/*/acts", lambda route: route.abort())
    keys(page, "2")
    expect(page.get_by_role("log")).to_contain_text("The line does not answer. Is it still running?")
    page.unroute("**/phone/calls/*/acts")
    keys(page, "2")
    expect(page.get_by_role("log")).to_contain_text("What is your name?")


def test_two_calls_side_by_side(line: Up, open_page: Open) -> None:
    one, two = open_page(f"{line.ready()}/phone"), open_page(f"{line.ready()}/phone")
    for page in (one, two):
        hurry(page)
        ring(page)
    keys(one, "1")
    keys(two, "2")
    expect(one.locator("#step")).to_have_text("main/code")
    expect(two.locator("#step")).to_have_text("main/name")


def test_the_keyboard_dials_only_where_nobody_types(page: Page) -> None:
    ring(page)
    keys(page, "2")
    waits_for(page, NAME_WAITS)
    page.get_by_label("What you say").press("1")
    expect(page.get_by_label("What you say")).to_have_value("1")
    page.get_by_role("log").focus()
    page.get_by_text("Options").click()
    page.get_by_label("of this keyboard dial").uncheck()
    page.get_by_role("log").focus()
    keys(page, "1")
    expect(page.locator("#entry")).to_have_text("")
    expect(page.locator("#step")).to_have_text("main/name")


def test_the_password(guarded: Up, open_page: Open) -> None:
    page = open_page(f"{guarded.ready()}/phone")
    expect(page).to_have_title("Sign in — Ringtree")
    page.get_by_label("Password").fill("a wrong one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That is not the password.")
    shoot(page, "sign-in")
    page.get_by_label("Password").fill("correct horse battery")
    page.keyboard.press("Enter")
    expect(page.locator("#line-name")).to_have_text("Acme Repairs & Sons")
    hurry(page)
    ring(page)
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("viewport", [DESK, SMALL], ids=["desk", "small"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out(line: Up, open_page: Open, viewport: dict[str, int], scheme: str) -> None:
    page = open_page(f"{line.ready()}/phone", viewport=viewport, color_scheme=scheme)
    name = f"{'small' if viewport is SMALL else 'desk'}-{scheme}"
    shoot(page, f"{name}-begin")
    hurry(page)
    ring(page)
    for pressed, state in (("5", "You wait in the queue cards"), ("1", LINE_WAITS), ("3", "A phone is ringing")):
        keys(page, pressed)
        waits_for(page, state)
        shoot(page, f"{name}-{pressed}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
