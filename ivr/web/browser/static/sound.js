/* What is heard: recordings and rendered prompts, tones, and the time that words take when there is no sound of them. */

const WORDS_A_SECOND = 2.5;
const STALLED_MS = 4000;
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const PADS = ["123A", "456B", "789C", "*0#D"];

let context = null;

/** Wake the sound up; a browser allows that only in answer to a click or a key. */
export function wake() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume().catch(() => {});
}

function beep(frequencies, seconds, volume = 0.08) {
  if (context === null || context.state !== "running") return;
  const gain = context.createGain();
  const now = context.currentTime;
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(volume, now + 0.01);
  gain.gain.setValueAtTime(volume, now + seconds - 0.02);
  gain.gain.linearRampToValueAtTime(0, now + seconds);
  gain.connect(context.destination);
  for (const frequency of frequencies) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(now);
    tone.stop(now + seconds);
  }
}

/** The two tones of a key. */
export function keyTone(key, isOn) {
  if (!isOn) return;
  wake();
  const row = PADS.findIndex((keys) => keys.includes(key));
  if (row >= 0) beep([ROWS[row], COLUMNS[PADS[row].indexOf(key)]], 0.14);
}

function rest(seconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
  });
}

const ready = new Map();

/** Let the browser fetch what comes next while something else sounds. */
export function prepare(item) {
  for (const address of item.sounds ?? []) {
    if (ready.has(address)) continue;
    const audio = new Audio();
    audio.preload = "auto";
    audio.src = address;
    ready.set(address, audio);
  }
}

function takeReady(address) {
  const audio = ready.get(address) ?? new Audio(address);
  ready.delete(address);
  return audio;
}

/* Whether it could be heard; what cannot be played, or does not begin, takes the time of its words instead. */
function play(address, signal) {
  return new Promise((done) => {
    const audio = takeReady(address);
    const end = (heard) => { clearTimeout(stalled); audio.pause(); done(heard); };
    const stalled = setTimeout(() => end(false), STALLED_MS);
    audio.addEventListener("playing", () => clearTimeout(stalled));
    audio.addEventListener("ended", () => end(true));
    audio.addEventListener("error", () => end(false), { once: true });
    signal.addEventListener("abort", () => end(true), { once: true });
    audio.play().catch(() => end(false));
  });
}

async function playAll(addresses, signal) {
  for (const address of addresses) {
    if (signal.aborted) return true;
    if (!(await play(address, signal))) return false;
  }
  return addresses.length > 0;
}

async function tones(keys, isOn, signal) {
  if (keys === "beep") {
    if (isOn) beep([1000], 0.4);
    await rest(0.45, signal);
    return;
  }
  for (const key of keys) {
    if (signal.aborted) return;
    keyTone(key, isOn);
    await rest(key === "W" ? 1 : key === "w" ? 0.5 : 0.2, signal);
  }
}

/** Hear one thing, for as long as it takes on a telephone. */
export async function hear(item, isOn, signal) {
  const spoken = Math.max(0.8, (item.text ?? "").split(/\s+/).length / WORDS_A_SECOND);
  switch (item.kind) {
    case "words":
    case "audio":
      if (isOn && (await playAll(item.sounds, signal))) return;
      if (!signal.aborted) await rest(item.kind === "words" ? spoken : 1, signal);
      return;
    case "pause":
      await rest(item.seconds, signal);
      return;
    case "tone":
      await tones(item.name, isOn, signal);
      return;
    case "ringing":
      if (isOn) beep([440, 480], 1.2, 0.05);
      await rest(1.4, signal);
      return;
    default:
  }
}
