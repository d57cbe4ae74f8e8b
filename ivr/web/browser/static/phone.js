/* The telephone: it shows a call, waits as a caller waits, and tells the server what the caller does. The call itself,
   and all that a telephone must know of it, is kept by the server. */

import * as line from "./api.js";
import { showChoices } from "./choices.js";
import { Clock } from "./clock.js";
import { Inside } from "./inside.js";
import { askedForKeys, flash, hearKeyboard, isComplete, makeKeys } from "./keys.js";
import { offerMicrophone } from "./listen.js";
import { Log } from "./log.js";
import { byId, drawEntry, offerInput, say, ui } from "./screen.js";
import { offerScript } from "./script.js";
import { hear, keyTone, prepare, wake } from "./sound.js";
import { QUEUE_S, seconds, waitingFor } from "./waiting.js";

const HANGS_UP = "hangs up";
const STAY_MS = 60_000;
const KEPT = "ringtree-call";
const log = new Log(ui.log, byId("empty"));
const inside = new Inside();
const clock = new Clock({ box: byId("clock"), fill: byId("fill"), left: byId("left"), hold: byId("hold") });
const call = { name: null, known: 0, waits: null, line: null, keys: "", busy: false, playing: null, hangsUp: false, round: 0 };
let rehearses = true;

const isReal = () => ui.real.checked;
const isOver = () => call.waits === null || call.waits.kind === "ended";

/* ---- what the server tells ---- */

async function take(told) {
  Object.assign(call, { name: told.name, known: told.since + told.turns.length, waits: told.waits, line: told.line });
  inside.show(told.line, told.document);
  const heard = [];
  for (const turn of told.turns) {
    if (turn.did.does !== "ring") log.did(turn.did);
    for (const warning of turn.warnings) log.event(warning, "warning");
    if (turn.problem) log.event(turn.problem, "bad");
    heard.push(...turn.heard);
  }
  const round = ++call.round;
  await hearAll(heard);
  if (round === call.round) listen(); // else something was done meanwhile
}

async function hearAll(items) {
  const stopped = new AbortController();
  call.playing = stopped;
  drawEntry(call);
  offerInput(call.waits);
  if (items.length > 0 && isReal()) say("The line speaks", "calling");
  ui.skip_speech.hidden = !isReal() || items.length === 0;
  for (const [number, item] of items.entries()) {
    const entry = log.heard(item);
    if (stopped.signal.aborted || !isReal()) continue;
    entry.classList.add("now-heard");
    if (ui.sound.checked && items[number + 1]) prepare(items[number + 1]);
    await hear(item, ui.sound.checked, stopped.signal);
    entry.classList.remove("now-heard");
  }
  ui.skip_speech.hidden = true;
  call.playing = null;
}

/** Show all of a call that was there before this page was. */
function showAgain(told) {
  log.clear();
  for (const turn of told.turns) {
    if (turn.did.does !== "ring") log.did(turn.did);
    turn.heard.forEach((item) => log.heard(item));
    if (turn.problem) log.event(turn.problem, "bad");
  }
  Object.assign(call, { name: told.name, known: told.turns.length, waits: told.waits, line: told.line });
  inside.show(told.line, told.document);
  inCall();
  listen();
}

/* ---- waiting ---- */

const waiting = waitingFor({ clock, isReal, act, actMessage, over: callIsOver });

function listen() {
  const { waits } = call;
  drawEntry(call);
  offerInput(waits);
  showChoices(ui.choices, waits, actFromChoice, clock);
  ui.silence.hidden = waits.kind !== "input" && waits.kind !== "queue";
  waiting[waits.kind](waits);
  if (call.keys !== "" && askedForKeys(waits)) weigh();
}

/* ---- what the caller does ---- */

async function act(what) {
  if (call.busy || isOver()) return;
  call.round += 1;
  stopHearing();
  clock.stop();
  Object.assign(call, { busy: true, keys: "" });
  ui.words.value = "";
  say("…", "calling");
  try {
    const told = await line.act(call.name, call.known, what);
    call.busy = false;
    if (call.hangsUp && told.waits.kind !== "ended") {
      Object.assign(call, { hangsUp: false, known: told.since + told.turns.length });
      await act({ does: "hang up" });
      return;
    }
    await take(told);
  } catch (problem) {
    await recover(problem);
  } finally {
    call.busy = false;
  }
}

async function recover(problem) {
  if (!(problem instanceof line.Refused)) throw problem;
  log.event(problem.message, problem.status === 409 ? "warning" : "bad");
  call.busy = false;
  if (problem.status === 410 || problem.status === 401) {
    call.waits = { kind: "ended", line: "This call is gone.", failed: true };
    listen();
    return;
  }
  if (problem.status === 409) {
    const told = await line.look(call.name);
    if (told.turns.length !== call.known) {
      showAgain(told);
      return;
    }
  }
  listen();
}

function actMessage(then) {
  const spoken = Math.max(1, Number(byId("seconds")?.value) || 1);
  act({ does: "message", seconds: spoken, then, ...(ui.words.value.trim() ? { words: ui.words.value.trim() } : {}) });
}

function actFromChoice(what) {
  if (what.does === "message") actMessage(what.then);
  else act(what);
}

function press(key) {
  if (isOver()) return;
  flash(ui.keys, key);
  keyTone(key, ui.sound.checked);
  const { waits } = call;
  if (askedForKeys(waits)) {
    call.keys += key;
    drawEntry(call);
    if (call.busy) return;
    if (call.playing) stopHearing();
    else weigh();
  } else if (waits.kind === "message" && waits.finish_on_key.includes(key)) actMessage(key);
  else if (waits.kind === "callee" && waits.hangup_on_star && key === "*") act({ does: "press", keys: key });
  else log.event(`Nothing listens for ${key} now.`, "warning");
}

/* Send the keys when they are all, else wait for more as long as the line would. */
function weigh() {
  const asked = askedForKeys(call.waits);
  const { keys } = call;
  if (isComplete(asked, keys)) {
    act({ does: "press", keys });
    return;
  }
  ui.silence.hidden = false;
  ui.silence.textContent = "Send the keys";
  clock.start(asked.timeout_s, (s) => `${seconds(s)} for more keys`, () => act({ does: "press", keys }));
}

function stopHearing() {
  call.playing?.abort();
}

function hangUp() {
  if (isOver()) {
    stopHearing();
    return;
  }
  if (call.busy) {
    call.hangsUp = true;
    return;
  }
  if (call.waits.kind === "message" && !call.playing && isReal()) actMessage(HANGS_UP);
  else act({ does: "hang up" });
}

/* ---- the call begins and ends ---- */

function inCall() {
  ui.dial.hidden = true;
  ui.live.hidden = false;
  ui.save.hidden = !rehearses;
  sessionStorage.setItem(KEPT, call.name ?? "");
}

function callIsOver(waits) {
  log.event(waits.line, waits.failed ? "end bad" : "end");
  outOfCall();
}

function outOfCall() {
  const hadFocus = ui.live.contains(document.activeElement);
  sessionStorage.removeItem(KEPT);
  clock.stop();
  ui.live.hidden = true;
  ui.choices.hidden = true;
  ui.dial.hidden = false;
  ui.ring.querySelector("span").textContent = "Ring again";
  if (hadFocus) ui.ring.focus();
}

function readDial() {
  const asked = {};
  for (const name of ["from", "to", "at"]) {
    const value = byId(name).value.trim();
    if (value) asked[name] = value;
  }
  return asked;
}

async function ring(event) {
  event.preventDefault();
  if (call.busy) return;
  wake();
  Object.assign(call, { busy: true, keys: "", hangsUp: false });
  ui.dial_problem.textContent = "";
  for (const name of ["from", "to", "at"]) byId(name).removeAttribute("aria-invalid");
  say("Ringing…", "calling");
  try {
    const told = await line.ring(readDial());
    Object.assign(call, { busy: false, name: told.name });
    log.clear();
    inside.clear();
    inCall();
    ui.log.focus();
    await take(told);
  } catch (problem) {
    if (!(problem instanceof line.Refused)) throw problem;
    say("Not in a call");
    ui.dial_problem.textContent = problem.message;
    const wrong = byId(problem.message.split(":")[0].toLowerCase().trim());
    wrong?.setAttribute("aria-invalid", "true");
    wrong?.focus();
  } finally {
    call.busy = false;
  }
}

/* Tell that somebody is still here: of a page that is not heard of, the telephone is hung up. */
function stayOn() {
  if (!isOver()) line.stay(call.name).catch(() => {});
}

async function begin() {
  const known = await line.about();
  rehearses = known.rehearses;
  byId("line-name").textContent = known.line;
  byId("line-number").textContent = known.number;
  byId("from").placeholder = known.caller;
  byId("to").placeholder = known.number;
  byId("at-field").hidden = !known.rehearses;
  byId("sign-out").hidden = !known.signs_out;
  document.title = `${known.line} — telephone`;
  const kept = sessionStorage.getItem(KEPT);
  if (!kept) return;
  try {
    showAgain(await line.look(kept));
    stayOn();
  } catch {
    sessionStorage.removeItem(KEPT);
  }
}

makeKeys(ui.keys, press);
hearKeyboard(() => ui.hotkeys.checked, press);
ui.dial.addEventListener("submit", ring);
ui.hang_up.addEventListener("click", hangUp);
ui.skip_speech.addEventListener("click", stopHearing);
ui.silence.addEventListener("click", () => {
  if (call.keys !== "") act({ does: "press", keys: call.keys });
  else act(call.waits.kind === "queue" ? { does: "wait", seconds: QUEUE_S } : { does: "silence" });
});
ui.say.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = ui.words.value.trim();
  if (words) act({ does: "say", words });
});
byId("sign-out").addEventListener("click", async () => {
  await line.signOut();
  location.reload();
});
offerMicrophone(
  byId("mic"),
  () => call.waits?.language ?? "en-US",
  (words) => { ui.words.value = words; ui.say.requestSubmit(); },
  (why) => log.event(`Your browser did not understand anything (${why}).`, "warning"),
);
offerScript(ui.save, () => call.name);
setInterval(stayOn, STAY_MS);
addEventListener("pageshow", stayOn);
addEventListener("pagehide", () => { if (!isOver()) line.leave(call.name); });
begin().catch((problem) => { ui.dial_problem.textContent = problem.message; });
