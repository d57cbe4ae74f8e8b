"""The menus that a flow becomes, while it is read: steps by name, and what the line needs for them."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ivr.menu.studio.flow import Flow, Widget
from ivr.menu.studio.names import Names
from ivr.menu.studio.remarks import Remarks

Setting = Any  # what YAML can say: text, lists and tables of it
Steps = dict[str, Setting]


@dataclass(slots=True)
class Draft:
    """A flow on its way to menus. `own` is the name of the flow among them."""

    flow: Flow
    own: str
    names: Names
    remarks: Remarks = field(default_factory=Remarks)
    steps: Steps = field(default_factory=dict)
    services: dict[str, Setting] = field(default_factory=dict)
    queues: set[str] = field(default_factory=set)
    mailboxes: set[str] = field(default_factory=set)
    functions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    subflows: set[str] = field(default_factory=set)
    unsaved: set[str] = field(default_factory=set)
    blanks: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)
    languages: Counter[str] = field(default_factory=Counter)
    voices: Counter[str] = field(default_factory=Counter)

    def target(self, widget: Widget, *events: str) -> str:
        """Return where the step goes that a widget becomes, when it is left by one of these exits."""
        following = widget.next(*events)
        if following is None:
            return "hangup"
        return self.names.step(following)

    def goes_on(self, widget: Widget, *events: str) -> dict[str, Setting]:
        """Return the same as the setting `next`."""
        return {"next": self.target(widget, *events)}

    def prompt(self, widget: Widget) -> Setting:
        """Return what a widget says or plays, as a prompt; None when it says nothing."""
        if widget.text("language"):
            self.languages[widget.text("language")] += 1
        if widget.text("voice"):
            self.voices[widget.text("voice")] += 1
        said = self.template(widget, widget.text("say"))
        played = widget.text("play")
        if played:
            name = urlsplit(played).path.rpartition("/")[2] or "recording"
            self.remarks.look(
                widget.name,
                f"it plays {played}. Put that recording into audio/ and write {{audio: {name}, text: its words}} here.",
            )
            said = said or f"(recording: {name})"
        if widget.text("digits"):
            self.remarks.lost(widget.name, f"it plays the tones {widget.text('digits')}; menus play no tones.")
        if not said.strip():
            return None
        loops = int(widget.text("loop")) if widget.text("loop").isdigit() else 1
        if loops == 0:
            self.remarks.lost(widget.name, "it repeats its words for ever; here they are said once.")
        return said if loops <= 1 else [said] * min(loops, 3)

    def template(self, widget: Widget, text: str) -> str:
        """Return a template as it is written here, noting what it asks for that is not there."""
        renamed = self.names.template(text)
        for path, name in self.names.lacking.items():
            self.unsaved.add(name)
            self.remarks.lost(widget.name, f"`{path}` is not known here; `{name}` stands for it, and is blank.")
        self.names.lacking.clear()
        return renamed
