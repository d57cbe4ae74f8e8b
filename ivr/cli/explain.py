"""`ivr explain`: what a code of `ivr check` means, why, and how to mend it."""

import click

from ivr.errors import RingtreeError
from ivr.menu.rules import RULES
from ivr.menu.rules.explaining import as_markdown, explanation, nearest_codes


@click.command(epilog="Example: ivr explain E104 W705")
@click.argument("codes", nargs=-1)
@click.option("--markdown", is_flag=True, help="Print the page of the documentation: all codes with their examples.")
def explain(codes: tuple[str, ...], markdown: bool) -> None:
    """Explain the codes that `ivr check` printed; without a code, list all of them."""
    if markdown:
        click.echo(as_markdown(RULES.values()), nl=False)
    elif not codes:
        for rule in RULES.values():
            click.echo(f"{rule.code} {rule.title}")
    else:
        click.echo("\n\n".join(_explained(code) for code in codes))


def _explained(code: str) -> str:
    known = RULES.get(code.strip().upper())
    if known is None:
        raise RingtreeError(_unknown(code))
    return explanation(known)


def _unknown(code: str) -> str:
    near = nearest_codes(code.strip().lower(), RULES)
    if near:
        return f"There is no code {code}. Did you mean {' or '.join(near)}?"
    return f"There is no code {code}; `ivr explain` without a code lists all of them."
