/* How keys are taken: as by the line's own telephone, one press after the other. */

export const PAD = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"],
  ["4", "GHI"], ["5", "JKL"], ["6", "MNO"],
  ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"],
  ["*", ""], ["0", "+"], ["#", ""],
];
const NAMES = { "*": "* star", "#": "# pound" };

/** Whether these keys are all that is waited for, so that nobody has to wait for more. */
export function isComplete(asked, keys) {
  if (asked.finish_on_key && keys.includes(asked.finish_on_key)) return true;
  return asked.num_digits !== null && keys.length >= asked.num_digits;
}

/** The question that keys answer now, or null. */
export function askedForKeys(waits) {
  if (waits === null) return null;
  if (waits.kind === "input") return waits.dtmf ? waits : null;
  return waits.kind === "queue" && waits.asked?.dtmf ? waits.asked : null;
}

/** Make the twelve keys; `press` is told which. */
export function makeKeys(box, press) {
  for (const [key, letters] of PAD) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "key" });
    made.dataset.key = key;
    if (NAMES[key]) made.setAttribute("aria-label", NAMES[key]);
    const name = document.createElement("b");
    name.textContent = key;
    const small = document.createElement("span");
    small.textContent = letters;
    small.setAttribute("aria-hidden", "true");
    made.append(name, small);
    made.addEventListener("click", () => press(key));
    box.append(made);
  }
}

/** Let the keys of the keyboard dial, but where somebody types, or with a modifier. */
export function hearKeyboard(isOn, press) {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    const isTyping = typing && typing.type !== "checkbox";
    if (!isOn() || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (/^[0-9*#]$/.test(event.key)) press(event.key);
  });
}

/** Show for a moment that a key went down. */
export function flash(box, key) {
  const found = box.querySelector(`[data-key="${CSS.escape(key)}"]`);
  found?.classList.add("down");
  setTimeout(() => found?.classList.remove("down"), 140);
}
