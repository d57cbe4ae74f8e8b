/* What others may do now, and what only fits at this moment: buttons above the keys. */

import { make } from "./log.js";

function button(text, act) {
  const made = make("button", "small", text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function field(label, input) {
  const made = make("label", "field", label);
  made.append(input);
  return made;
}

function check(label) {
  const input = document.createElement("input");
  input.type = "checkbox";
  const made = make("label", "check");
  made.append(input, label);
  return [made, input];
}

function pressing(text, act) {
  const input = document.createElement("input");
  Object.assign(input, { value: "1", maxLength: 4, inputMode: "tel", autocomplete: "off" });
  input.setAttribute("aria-label", "The key that the callee presses");
  const made = make("div", "with-key");
  made.append(button(text, () => act(input.value.toUpperCase() || "1")), input);
  return made;
}

function callee(waits, act) {
  const presses = (key) => act({ does: "callee", outcome: "accepts", key, left: left.checked });
  const [leaves, left] = check("I hang up on them first");
  const does = (outcome) => () => act({ does: "callee", outcome, left: left.checked });
  if (waits.asked) {
    return [
      make("p", "", "The callee has picked up and is asked for a key. They…"),
      pressing("press", presses), button("press nothing", does("no_answer")), leaves,
    ];
  }
  return [
    make("p", "", `Ringing ${waits.numbers.join(", ")}. The other side…`),
    button("answers", does("answers")), button("is busy", does("busy")),
    button("does not answer", does("no_answer")), button("cannot be reached", does("fails")),
    pressing("answers and presses", presses), leaves,
  ];
}

function queue(waits, act) {
  const [leaves, left] = check("I hang up on them first");
  const does = (outcome) => () => act({ does: "queue", outcome, left: left.checked });
  return [
    make("p", "", "In the queue…"), button("somebody answers", does("answered")),
    button("it is full", does("full")), button("it fails", does("fails")), leaves,
  ];
}

function message(waits, act, clock) {
  const seconds = document.createElement("input");
  Object.assign(seconds, { type: "number", min: 1, max: 3600, value: 5, id: "seconds" });
  clock.onCount = (count) => { if (document.activeElement !== seconds) seconds.value = Math.max(1, count); };
  const key = waits.finish_on_key.at(-1);
  return [
    make("p", "", `The line records, up to ${waits.max_s} s. Speak, then…`),
    field("Seconds spoken", seconds),
    ...(key ? [button(`press ${key}`, () => act({ does: "message", then: key }))] : []),
    button("stay silent", () => act({ does: "message", then: "stays silent" })),
    button("say nothing at all", () => act({ does: "silence" })),
  ];
}

function elsewhere(waits, act) {
  const isPayment = waits.where === "payment";
  return [
    make("p", "", waits.line[0].toUpperCase() + waits.line.slice(1)),
    button(isPayment ? "The payment works" : "It is over", () => act({ does: "back", outcome: "over" })),
    button("It fails", () => act({ does: "back", outcome: "fails" })),
  ];
}

const MAKERS = { callee, queue, message, elsewhere };

/** Show what fits; `clock.onCount` is told of seconds that pass. */
export function showChoices(box, waits, act, clock) {
  const maker = MAKERS[waits.kind];
  box.hidden = maker === undefined;
  box.replaceChildren(...(maker ? maker(waits, act, clock) : []));
}
