"""An editor without a screen: it talks to the YAML language server that editors use."""

import json
import queue
import subprocess
import threading
from pathlib import Path
from typing import Any, Final

from npm import bring

_SOURCE: Final = Path(__file__).with_name("language_server")
_ANSWER_S: Final = 30.0
_SETTINGS: Final = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}


def install() -> Path:
    """Return the language server's program, brought under var/ when it is not there; NotBroughtError if it cannot."""
    return bring(_SOURCE) / "yaml-language-server" / "bin" / "yaml-language-server"


class Editor:
    """A language server at work on a folder; `settings` are its `yaml.*`."""

    def __init__(self, server: Path, folder: Path, **settings: object) -> None:
        self._settings = {**_SETTINGS, **settings}
        self._process = subprocess.Popen(
            ["node", str(server), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._underlined: dict[str, list[str]] = {}
        self._asked = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        root = folder.as_uri()
        can = {"workspace": {"configuration": True}, "textDocument": {"completion": {}, "hover": {}}}
        folders = [{"uri": root, "name": "menus"}]
        self._ask("initialize", processId=None, rootUri=root, capabilities=can, workspaceFolders=folders)
        self._send({"method": "initialized", "params": {}})

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def underlined(self, file: Path) -> list[str]:
        """Open a file and return what is underlined in it, as `LINE message`, lines from 1."""
        uri = file.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": file.read_text(encoding="utf-8")}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        while uri not in self._underlined:
            self._handle(self._said.get(timeout=_ANSWER_S))
        return self._underlined[uri]

    def offered(self, file: Path, line: int, column: int) -> list[str]:
        """Return the words that are offered at a place of an open file, line and column from 1."""
        found = self._ask("textDocument/completion", **_at(file, line, column))
        return [item["label"] for item in (found["items"] if isinstance(found, dict) else found)]

    def hover(self, file: Path, line: int, column: int) -> str:
        """Return what is said of the word at a place of an open file."""
        found = self._ask("textDocument/hover", **_at(file, line, column))
        return str(found["contents"]["value"])

    def _ask(self, method: str, **params: object) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            said = self._said.get(timeout=_ANSWER_S)
            if said.get("id") == self._asked and "method" not in said:
                return said["result"]
            self._handle(said)

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _handle(self, said: dict[str, Any]) -> None:
        if said.get("method") == "textDocument/publishDiagnostics":
            found = said["params"]["diagnostics"]
            lines = [f"{each['range']['start']['line'] + 1} {each['message']}" for each in found]
            self._underlined[said["params"]["uri"]] = lines
        elif "id" in said and "method" in said:
            asked = said["params"].get("items", []) if said["method"] == "workspace/configuration" else []
            answer = [self._settings if item.get("section") == "yaml" else {} for item in asked]
            self._send({"id": said["id"], "result": answer or None})

    def _listen(self) -> None:
        out = self._process.stdout
        assert out is not None
        while header := out.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = out.readline()
            self._said.put(json.loads(out.read(length)))


def _at(file: Path, line: int, column: int) -> dict[str, object]:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line - 1, "character": column - 1}}
