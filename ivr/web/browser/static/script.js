/* The call as a call script: shown, copied, downloaded. */

import * as line from "./api.js";

const byId = (id) => document.getElementById(id);

/** Let the button show the call of that name as a script. */
export function offerScript(button, nameOf) {
  const dialog = byId("script");
  const text = byId("script-text");
  const said = byId("script-said");
  const download = byId("download");
  let address = "";
  button.addEventListener("click", async () => {
    said.textContent = "Playing the call again to see that it holds…";
    text.textContent = "";
    dialog.showModal();
    try {
      const written = await line.script(nameOf());
      said.textContent = written.said;
      text.textContent = written.script;
      URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob([written.script], { type: "text/yaml" }));
      download.href = address;
    } catch (problem) {
      said.textContent = problem.message;
    }
  });
  byId("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent);
    said.textContent = "Copied.";
  });
}
