/* The browser's own recogniser of speech, where there is one. What it hears may leave this machine: that is the browser's. */

const Recogniser = window.SpeechRecognition ?? window.webkitSpeechRecognition;

/** Make the button listen, and put what it understood into `heard`; without a recogniser the button stays hidden. */
export function offerMicrophone(button, languageOf, heard, failed) {
  if (Recogniser === undefined) return;
  button.hidden = false;
  let running = null;
  button.addEventListener("click", () => {
    if (running !== null) {
      running.stop();
      return;
    }
    running = new Recogniser();
    running.lang = languageOf();
    running.addEventListener("result", (event) => heard(event.results[0][0].transcript));
    running.addEventListener("error", (event) => failed(event.error));
    running.addEventListener("end", () => {
      running = null;
      button.setAttribute("aria-pressed", "false");
    });
    button.setAttribute("aria-pressed", "true");
    running.start();
  });
}
