/* The conversation, one entry after the other. All text is put in as text. */

export function make(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

const OUTCOMES = {
  answers: "The callee answers.",
  accepts: "The callee picks up and presses",
  busy: "The callee is busy.",
  no_answer: "The callee does not answer.",
  fails: "The call to the callee fails.",
};
const QUEUE = { answered: "Somebody answers.", full: "The queue is full.", fails: "The queue fails." };

/* What somebody did, as [kind of entry, text]; null: nothing is shown of it. */
function told(did) {
  switch (did.does) {
    case "press": return ["me", did.keys, "keyed"];
    case "say": return ["me", `“${did.words}”`];
    case "silence": return ["event", "You stay silent."];
    case "message": return ["me", `A message of ${did.seconds} s${did.words ? `: “${did.words}”` : ""}`];
    case "callee": return ["event", did.outcome === "accepts" ? `${OUTCOMES.accepts} ${did.key}.` : OUTCOMES[did.outcome]];
    case "wait": return ["event", `You wait ${did.seconds} s.`];
    case "queue": return ["event", QUEUE[did.outcome]];
    case "back": return ["event", did.outcome === "over" ? "That is over." : "That fails."];
    default: return null;
  }
}

export class Log {
  constructor(box, empty) {
    Object.assign(this, { box, empty });
    this.lastWho = "";
  }

  clear() {
    this.box.replaceChildren();
    this.lastWho = "";
  }

  did(did) {
    const entry = told(did);
    if (entry === null) return;
    const [kind, text, style] = entry;
    if (kind === "event") this.event(text);
    else this.said("You", "from-me", text, { style });
  }

  /** Show what is heard; the entry is returned, to be marked while it sounds. */
  heard(item) {
    const toCallee = item.ear === "callee";
    if (item.kind === "words") {
      const voice = `${item.voice} ${item.language}${item.approximate ? " · approximate voice" : ""}`.trim();
      return this.said(toCallee ? "To the callee" : "The line", toCallee ? "to-callee" : "from-line", item.text, { voice, language: item.language });
    }
    const text = item.kind === "pause" ? `Silence for ${item.seconds} s` : { beep: "A beep" }[item.name] ?? item.line;
    return this.event(toCallee ? `The callee hears: ${text}` : text, item.kind === "lost" ? "warning" : "");
  }

  said(who, className, text, { style = "", voice = "", language = "" } = {}) {
    const entry = make("div", `said ${className}`);
    entry.append(make("span", who === this.lastWho ? "unseen" : "who", `${who}: `));
    const words = make("span", style, text);
    if (language) words.lang = language;
    entry.append(words);
    if (voice) entry.append(make("span", "voice", voice));
    this.lastWho = who;
    return this.add(entry);
  }

  event(text, className = "") {
    this.lastWho = "";
    return this.add(make("p", `event ${className}`, text));
  }

  add(entry) {
    this.empty.remove();
    this.box.append(entry);
    this.box.scrollTop = this.box.scrollHeight;
    return entry;
  }
}
