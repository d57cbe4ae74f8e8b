/* What the telephone shows and how its clock runs, for each thing that a call waits for. */

import { say } from "./screen.js";

export const QUEUE_S = 20; // of music until the line is asked again

/** Return a number of seconds in words. */
export const seconds = (count) => (count === 1 ? "1 second" : `${count} seconds`);

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Return what is to be done for each kind of waiting. `act` tells the server, `over` ends the call on the page. */
export function waitingFor({ clock, isReal, act, actMessage, over }) {
  function patience(length, then, text = "of silence left") {
    if (isReal()) clock.start(length, (count) => `${seconds(count)} ${text}`, () => act(then));
  }

  return {
    input(waits) {
      const what = [waits.dtmf && "keys", waits.speech && "words"].filter(Boolean).join(" or ");
      say(`The line waits for ${what}`, "calling");
      patience(waits.timeout_s, { does: "silence" });
    },
    message(waits) {
      say("The line is recording", "calling");
      if (!isReal()) return;
      const counted = (count) => {
        clock.onCount?.(count);
        return `${seconds(count)} recorded`;
      };
      clock.start(waits.max_s, counted, () => actMessage("stays silent"), { up: true });
    },
    callee(waits) {
      say(waits.asked ? "The callee is asked for a key" : "A phone is ringing", "calling");
      patience(waits.asked?.timeout_s ?? waits.timeout_s, { does: "callee", outcome: "no_answer" }, "of ringing left");
    },
    queue(waits) {
      say(`You wait in the queue ${waits.name}`, "calling");
      patience(QUEUE_S, { does: "wait", seconds: QUEUE_S }, "until the line is asked again");
    },
    caller(waits) {
      say(`Somebody of the queue ${waits.queue} is being connected`, "calling");
    },
    elsewhere(waits) {
      say(capital(waits.line), "calling");
    },
    ended(waits) {
      say(waits.line, waits.failed ? "failed" : "");
      over(waits);
    },
  };
}
