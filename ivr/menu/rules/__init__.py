"""Every rule of `ivr check`, by its code: the one registry of what `ivr explain` and docs/problems.md tell."""

from typing import Final

from ivr.menu.rules.of_keys import KEYS
from ivr.menu.rules.of_line import LINE
from ivr.menu.rules.of_manners import MANNERS
from ivr.menu.rules.of_prompts import PROMPTS
from ivr.menu.rules.of_reading import READING
from ivr.menu.rules.of_ways import WAYS
from ivr.menu.rules.rule import Rule

__all__ = ["RULES", "Rule"]

RULES: Final = {rule.code: rule for rule in (*READING, *WAYS, *KEYS, *PROMPTS, *LINE, *MANNERS)}
