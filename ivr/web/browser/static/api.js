/* The line's telephone as the server offers it: one method for each question, and an error that can be shown. */

const TRIES = 5;

export class Refused extends Error {
  /** What the server said no to; status 0: it did not answer at all. */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function send(method, path, said) {
  try {
    return await fetch(path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: said === undefined ? undefined : JSON.stringify(said),
    });
  } catch {
    return null;
  }
}

/* Everything may be asked again: the server does a thing once, however often it is told. */
async function ask(method, path, said) {
  for (let tries = 1; ; tries += 1) {
    const answer = await send(method, path, said);
    if ((answer === null || answer.status === 503) && tries < TRIES) {
      await pause(250 * tries);
      continue;
    }
    if (answer === null) throw new Refused(0, "The line does not answer. Is it still running?");
    const isJson = (answer.headers.get("Content-Type") ?? "").startsWith("application/json");
    const body = isJson ? await answer.json() : {};
    if (!answer.ok) throw new Refused(answer.status, body.error ?? `The line answered ${answer.status}.`);
    return body;
  }
}

const at = (name, rest = "") => `/phone/calls/${name}${rest}`;

export const about = () => ask("GET", "/phone/about");
export const ring = (asked) => ask("POST", "/phone/calls", asked);
export const act = (name, after, what) => ask("POST", at(name, "/acts"), { after, act: what });
export const look = (name) => ask("GET", at(name));
export const script = (name) => ask("POST", at(name, "/script"));
export const stay = (name) => ask("POST", at(name, "/stay"));
export const signOut = () => ask("DELETE", "/phone/session");

/** Tell that the page goes, in the only way that outlives it. */
export function leave(name) {
  navigator.sendBeacon(at(name, "/leave"));
}
