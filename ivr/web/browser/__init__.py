"""The telephone in the browser: who may use it, what it is asked over HTTP, and the page itself under `static`."""
