"""A bank's system, for trying the line out: python service.py [PORT]. Account 12345678, PIN 2468."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

PINS = {"12345678": "2468"}
BALANCES = {"12345678": 1204.5}


class Bank(BaseHTTPRequestHandler):
    """Answers POST /accounts/NUMBER/balance."""

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        account = self.path.strip("/").split("/")[1]
        is_right = account in PINS and PINS[account] == given.get("pin")
        body = json.dumps({"balance": BALANCES[account]} if is_right else {}).encode()
        self.send_response(200 if is_right else 403)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 9000), Bank).serve_forever()
