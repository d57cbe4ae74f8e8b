/* The visible clock: it counts down to something, or up to it; it can be held. */

export class Clock {
  constructor({ box, fill, left, hold }) {
    Object.assign(this, { box, fill, left, hold });
    this.timer = null;
    this.isHeld = false;
    hold.addEventListener("click", () => this.setHeld(!this.isHeld));
  }

  /** Count `seconds` down (or up, with `up`), saying `text(seconds)`; at the end, do `over`. */
  start(seconds, text, over, { up = false } = {}) {
    this.stop();
    Object.assign(this, { seconds, text, over, up, passed: 0, last: performance.now() });
    this.box.hidden = false;
    this.draw();
    this.timer = setInterval(() => this.tick(), 100);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.box.hidden = true;
    this.setHeld(false);
  }

  setHeld(isHeld) {
    this.isHeld = isHeld;
    this.hold.setAttribute("aria-pressed", String(isHeld));
  }

  tick() {
    const now = performance.now();
    if (!this.isHeld) this.passed += (now - this.last) / 1000;
    this.last = now;
    this.draw();
    if (this.passed < this.seconds) return;
    const { over } = this;
    this.stop();
    over();
  }

  draw() {
    const share = Math.min(1, this.passed / this.seconds);
    this.fill.style.transform = `scaleX(${this.up ? share : 1 - share})`;
    const shown = this.up ? Math.floor(this.passed) : Math.ceil(Math.max(0, this.seconds - this.passed));
    const words = this.isHeld ? `${this.text(shown)} · held` : this.text(shown);
    if (this.left.textContent !== words) this.left.textContent = words;
  }
}
