/* What the line shows of its inside: the step, the names, the document that it answered with. */

import { make } from "./log.js";

const byId = (id) => document.getElementById(id);
const TOKEN = /(<\/?[\w:.-]+|\/?>|\?>)|([\w:-]+)(=)("[^"]*")/g;
const LONGEST = 120;

function piece(className, text) {
  return make("span", className, text);
}

/* The document with its tags, names and values in colours; of long addresses only the beginning, unless asked for. */
function coloured(text, whole) {
  const parts = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.append(text.slice(from, found.index));
    const [all, tag, name, equals, value] = found;
    if (tag) parts.append(piece("t-tag", tag));
    else {
      const short = !whole && value.length > LONGEST ? `${value.slice(0, LONGEST)}…"` : value;
      parts.append(piece("t-name", name), equals, piece("t-value", short));
    }
    from = found.index + all.length;
  }
  const rest = text.slice(from);
  parts.append(rest);
  return parts;
}

function shortened(text) {
  return text.replace(/([?&;](?:k|s)=)[\w-]{12,}/g, "$1…");
}

export class Inside {
  constructor() {
    this.document = "";
    this.whole = byId("whole");
    this.whole.addEventListener("click", () => {
      const isWhole = this.whole.getAttribute("aria-pressed") !== "true";
      this.whole.setAttribute("aria-pressed", String(isWhole));
      this.draw();
    });
  }

  show(line, answered) {
    const facts = { step: line?.step, place: line?.place, language: line?.language, turn: line?.turn };
    for (const [id, value] of Object.entries(facts)) byId(id).textContent = value ?? "—";
    this.names(line?.knows ?? []);
    if (answered) this.document = answered.text;
    this.draw();
  }

  clear() {
    this.document = "";
    this.show(null, null);
  }

  names(knows) {
    byId("knows").hidden = knows.length === 0;
    byId("knows-nothing").hidden = knows.length > 0;
    byId("names").replaceChildren(...knows.map(({ name, value }) => {
      const row = make("tr");
      const head = make("th", "", name);
      head.scope = "row";
      row.append(head, value === null ? make("td", "secret", "hidden") : make("td", "", value));
      return row;
    }));
  }

  draw() {
    const isWhole = this.whole.getAttribute("aria-pressed") === "true";
    this.whole.hidden = this.document === "";
    const text = isWhole ? this.document : shortened(this.document);
    byId("document-text").replaceChildren(text === "" ? "—" : coloured(text, isWhole));
  }
}
