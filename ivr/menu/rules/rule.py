"""One rule of `ivr check`: what it is about, why it is there, and an example before and after."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem, under a code that never gets another meaning.

    `bad` and `mended` are parts of main.yaml, or of the files that comment lines like `# line.yaml` name. Both are
    empty where no text can show it.
    """

    code: str
    title: str
    why: str
    bad: str = ""
    mended: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it keeps a line from going live; else it is advice."""
        return self.code.startswith("E")
