/* The parts of the page, and how the telephone's own are drawn. */

import { askedForKeys } from "./keys.js";

export const byId = (id) => document.getElementById(id);
export const ui = Object.fromEntries(
  ["state", "entry", "dial", "live", "keys", "choices", "say", "words", "silence", "hang-up", "skip-speech", "handset",
    "dial-problem", "sound", "real", "hotkeys", "save", "ring", "log"].map((id) => [id.replace("-", "_"), byId(id)]),
);

/** Say how the call stands; `className`: calling, failed. */
export function say(text, className = "") {
  ui.state.textContent = text;
  ui.handset.className = `handset ${className}`;
}

/** Show the keys that were pressed and not sent, but for secret ones. */
export function drawEntry(call) {
  const shown = call.line?.asks_secret ? "•".repeat(call.keys.length) : call.keys;
  ui.entry.textContent = shown || "\u00a0";
}

/** Show what the line takes, so that it can be had before the line has said all. */
export function offerInput(waits) {
  ui.choices.hidden = true;
  ui.silence.hidden = true;
  ui.silence.textContent = waits.kind === "queue" ? "Wait on" : "Stay silent";
  ui.say.hidden = !(waits.kind === "message" || (waits.kind === "input" && waits.speech));
  const takesKeys = askedForKeys(waits) !== null;
  const endings = waits.kind === "callee" && waits.hangup_on_star ? "*" : "";
  ui.keys.hidden = !takesKeys && endings === "";
  for (const key of ui.keys.children) {
    const fits = takesKeys || endings.includes(key.dataset.key);
    key.setAttribute("aria-disabled", String(!fits));
  }
}
