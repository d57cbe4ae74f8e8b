"""Rules about where calls go."""

from typing import Final

from ivr.menu.rules.rule import Rule

WAYS: Final = (
    Rule(
        "E201",
        "a target that does not exist",
        "A target is a step of the same flow, flow/step, a flow, or hangup, back, repeat, start, return, slower. The "
        "likeliest one is told.",
        "welcome:\n  say: Welcome.\n  next: desks\n",
        "welcome:\n  say: Welcome.\n  next: desk\n",
    ),
    Rule(
        "E202",
        "a step that no call can reach",
        "Nothing leads to this step, so nobody ever hears it. Usually a key or a `next` was meant to.",
        "welcome:\n  say: Welcome.\n  next: hangup\nnews:\n  say: We have moved.\n  next: desk\n",
        "welcome:\n  say: Welcome.\n  next: news\nnews:\n  say: We have moved.\n  next: desk\n",
    ),
    Rule(
        "E203",
        "nothing comes next",
        "Nothing falls through silently: every step says what comes next, whatever becomes of it. A menu or an ask may "
        "leave that to the line's `give_up`.",
        "ring:\n  dial: desk\n  busy: hangup\n",
        "ring:\n  dial: desk\n  busy: hangup\n  otherwise: hangup\n",
    ),
    Rule(
        "E204",
        "steps that lead to each other without ever asking the caller",
        "A call would go round for ever in one breath, so it is ended. Lead out of the round, or ask something in it.",
        "first:\n  say: One moment.\n  next: second\nsecond:\n  say: Nearly there.\n  next: first\n",
        "first:\n  say: One moment.\n  next: second\nsecond:\n  say: Nearly there.\n  next: desk\n",
    ),
    Rule(
        "E205",
        "a call, or a text conversation, that only a limit ends",
        "A caller who says nothing, presses what is no choice, or meets the same outcome again and again would never "
        "come to a person, a message box or a goodbye. The message tells the shortest such call; `ivr prove --script` "
        "writes it down for `ivr test` to play, and docs/proof.md says what is proved.",
        "choices:\n  menu: For sales, press 1.\n  keys: {1: desk}\n  silent: repeat\n",
        "choices:\n  menu: For sales, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "E206",
        "a prompt that is exactly a target would be said aloud",
        "`on_silence` and `on_wrong` are what is said; where a caller is sent stands under `silent` and `otherwise`. "
        "After a `say` it stands under `next`.",
        "welcome:\n  menu: For sales, press 1.\n  keys: {1: desk}\n  on_silence: desk\n",
        "welcome:\n  menu: For sales, press 1.\n  keys: {1: desk}\n  silent: desk\n",
    ),
    Rule(
        "E207",
        "`return` outside a flow that `do` goes through",
        "`return` ends a flow that a `do` went through, and comes back to its `next`. Elsewhere there is nothing to "
        "come back to.",
        "welcome:\n  say: Welcome.\n  next: return\n",
        "welcome:\n  say: Welcome.\n  next: start_over\nstart_over:\n  menu: To go on, press 1.\n  keys: {1: desk}\n",
    ),
    Rule(
        "W208",
        "a step that needs a caller where nobody is",
        "`hung_up` is gone through when the caller has left, and stops at the first step that needs one.",
        "# line.yaml\nhung_up: after\n# after.yaml\nthanks: {say: Thank you., next: note}\n"
        'note: {text: "A call has ended.", to: "+14155550111", next: hangup}\n',
        "# line.yaml\nhung_up: after\n# after.yaml\n"
        'note: {text: "A call has ended.", to: "+14155550111", next: hangup}\n',
    ),
    Rule(
        "W209",
        "a `do` from which no call comes back",
        "`do` goes through a flow and on at its `next` when that flow says `return`; where nothing in it does, `next` "
        "is never followed.",
        "welcome:\n  do: sub\n  next: desk\n# sub.yaml\nnews:\n  say: There is nothing new.\n  next: hangup\n",
        "welcome:\n  do: sub\n  next: desk\n# sub.yaml\nnews:\n  say: There is nothing new.\n  next: return\n",
    ),
    Rule(
        "E210",
        "a step that needs a voice, where a text conversation can come",
        "Text conversations go through the same flows as calls. Nobody can be connected, queued or charged by text, so "
        "such a step says by `by_text:` where a text conversation goes instead.",
        "# line.yaml\ntexts: main\n# main.yaml\nwelcome:\n  menu: For a person, press 1.\n  keys: {1: ring}\n"
        "  give_up: bye\nring:\n  dial: desk\n  otherwise: bye\nbye: {hangup: Goodbye.}\n",
        "# line.yaml\ntexts: main\n# main.yaml\nwelcome:\n  menu: For a person, press 1.\n  keys: {1: ring}\n"
        "  give_up: bye\nring:\n  dial: desk\n  otherwise: bye\n  by_text: bye\nbye: {hangup: Goodbye.}\n",
    ),
    Rule(
        "E211",
        "`reject` after something was heard",
        "A call is refused unanswered; once something was said, played or asked it is answered, and can only be hung "
        "up. Decide before anything is heard, or use `hangup`.",
        "welcome:\n  say: Welcome.\n  next: refuse\nrefuse:\n  reject: busy\n",
        "welcome:\n  choose:\n    - when: caller.country == 'US'\n      next: desk\n  otherwise: refuse\n"
        "refuse:\n  reject: busy\n",
    ),
)
