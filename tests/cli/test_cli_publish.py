"""Menus go live and back from the terminal: what is printed, and exit codes that a deploy can trust."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr.cli.main import ivr
from ivr.factory import make_tools

LINE = "line: Acme\ncalls: main\ntimezone: UTC\npatience: {give_up: hangup}\n"
SCRIPT = "- call: hello\n  script: [{hears: Hello}, {ends: hangup}]\n"


@pytest.fixture
def menus(tmp_path: Path) -> Path:
    folder = tmp_path / "menus"
    (folder / "tests").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE)
    (folder / "tests" / "hello.yaml").write_text(SCRIPT)
    say(folder, "Hello one.")
    return folder


def say(menus: Path, words: str) -> None:
    (menus / "main.yaml").write_text(f"hello: {{hangup: {words}}}\n")


def run(menus: Path, *arguments: str) -> Result:
    environment = {"IVR_MENUS_DIR": str(menus), "IVR_VAR_DIR": str(menus.parent / "var")}
    return CliRunner().invoke(ivr, arguments, obj=make_tools(environment))


def live(menus: Path) -> list[tuple[int, str, str]]:
    listed = json.loads(run(menus, "releases", "--json").stdout)
    return [(each["release"], each["how"], each["note"]) for each in listed]


def test_before_anything_was_published(menus: Path) -> None:
    assert run(menus, "releases").stdout == "Nothing was published yet; `ivr publish` makes the menus live.\n"
    assert live(menus) == []
    back = run(menus, "rollback")
    assert (back.exit_code, back.stderr) == (2, "Nothing was published yet; `ivr publish` makes the menus live.\n")


def test_live_and_back_and_forth(menus: Path) -> None:
    first = run(menus, "publish", "-m", "opening", "--by", "anna")
    assert first.exit_code == 0
    assert first.stdout.startswith("Release 1 (version ")
    assert first.stdout.endswith(", 1 steps) is live.\n")
    assert "is live already, as release 1." in run(menus, "publish").stdout
    say(menus, "Hello two.")
    run(menus, "publish")
    assert run(menus, "rollback", "-m", "too early").exit_code == 0
    assert run(menus, "rollback", "2").exit_code == 0
    how = [(4, "rolled back", ""), (3, "rolled back", "too early"), (2, "published", ""), (1, "published", "opening")]
    assert live(menus) == how
    table = run(menus, "releases").stdout.splitlines()
    assert table[1].startswith("4 live ")
    assert ["live" in line for line in table[1:]] == [True, False, False, False]


def test_a_version_is_named_by_its_beginning(menus: Path) -> None:
    run(menus, "publish")
    version = json.loads(run(menus, "releases", "--json").stdout)[0]["version"]
    say(menus, "Hello two.")
    run(menus, "publish")
    assert f"version {version}" in run(menus, "rollback", version[:6]).stdout
    unknown = run(menus, "rollback", "99")
    assert (unknown.exit_code, unknown.stderr) == (2, "`99` is no release that is kept; `ivr releases` lists them.\n")
    assert run(menus, "rollback", "").exit_code == 2


def test_with_errors_nothing_goes_live(menus: Path) -> None:
    (menus / "main.yaml").write_text("hello: {say: Hello., nxt: on}\n")
    refused = run(menus, "publish")
    assert refused.exit_code == 1
    assert "main.yaml:1:22 E104 " in refused.stdout
    assert refused.stderr == "Not published: mend these errors first.\n"
    assert live(menus) == []


def test_a_script_that_goes_another_way_keeps_it_from_going_live(menus: Path) -> None:
    say(menus, "Goodbye.")
    refused = run(menus, "publish")
    assert refused.exit_code == 1
    assert "- hears: Hello" in refused.stdout
    assert refused.stderr == "Not published: calls go another way than the call scripts say.\n"
    (menus / "tests" / "hello.yaml").write_text("- call: x\n  script: [{hear: x}]\n")
    assert run(menus, "publish").exit_code == 1
    assert live(menus) == []


def test_a_deploy_writes_over_deploys_only(menus: Path) -> None:
    deploy = ("publish", "--from-deploy", "--by", "heroku")
    assert run(menus, *deploy).exit_code == 0
    say(menus, "Hello two.")
    assert run(menus, *deploy).exit_code == 0
    say(menus, "Hello from the console.")
    run(menus, "publish", "--by", "anna", "-m", "storm")
    say(menus, "Hello three.")
    left = run(menus, *deploy)
    assert left.exit_code == 0
    assert left.stdout.startswith("Left as it is: release 3 (published by anna, “storm”) is live")
    assert "was: Hello [from the console.]" in left.stdout, "what differs is told in words"
    assert "now: Hello [three.]" in left.stdout
    assert [how for _, how, _ in live(menus)] == ["published", "deployed", "deployed"]
    run(menus, "rollback")
    assert run(menus, *deploy).stdout.startswith("Left as it is: release 4 (rolled back")


def test_the_database_is_made_ready(menus: Path) -> None:
    assert run(menus, "db", "upgrade").stdout.startswith("The database is at r0")
    assert run(menus, "db", "upgrade").stdout.startswith("The database is as this version expects it (r0")


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(menus: Path) -> None:
    environment = {
        "IVR_MENUS_DIR": str(menus),
        "DATABASE_URL": "postgres://postgres:secret@127.0.0.1:1/none",
        "IVR_SECRET_KEY": "k" * 32,
    }
    for command in (["publish"], ["releases"], ["rollback"], ["db", "upgrade"]):
        ran = CliRunner().invoke(ivr, command, obj=make_tools(environment))
        assert (ran.exit_code, "secret" in ran.output) == (2, False)
        assert ran.stderr.startswith("The database cannot be used (OperationalError); see that it runs")


def test_what_is_live_is_compared_with_what_is_written(menus: Path) -> None:
    run(menus, "publish")
    same = run(menus, "diff", "live")
    assert (same.exit_code, same.stdout.splitlines()[-1]) == (
        0,
        "release 1 and the working tree are the same. Nobody hears anything else.",
    )
    say(menus, "Hello two.")
    changed = run(menus, "diff", "live")
    assert changed.exit_code == 1
    assert "Hello two." in changed.stdout.replace("[", "").replace("]", "")
    run(menus, "publish")
    assert run(menus, "diff", "1", "2").exit_code == 1
    unknown = run(menus, "diff", "9")
    assert (unknown.exit_code, unknown.stderr) == (2, "`9` is no release that is kept; `ivr releases` lists them.\n")
