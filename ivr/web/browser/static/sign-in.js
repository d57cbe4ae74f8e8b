/* Signing in: the answer to the right password is a cookie, which no script can read. */

const form = document.getElementById("sign-in");
const password = document.getElementById("password");
const problem = document.getElementById("problem");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  try {
    const answer = await fetch("/phone/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ password: password.value }),
    });
    if (answer.status === 204) {
      location.reload();
      return;
    }
    problem.textContent = (await answer.json()).error;
  } catch {
    problem.textContent = "The line does not answer. Is it running?";
  }
  password.select();
});
