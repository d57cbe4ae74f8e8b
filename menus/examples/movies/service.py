"""A cinema's system, for trying the line out: python service.py [PORT]."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

FILMS = [{"id": "7", "title": "The Third Man"}, {"id": "12", "title": "Metropolis"}, {"id": "31", "title": "Stalker"}]
TIMES = {"7": ["five thirty", "eight"], "12": ["nine"]}


class Cinema(BaseHTTPRequestHandler):
    """Answers /films and /films/ID/times."""

    def do_GET(self) -> None:
        parts = self.path.partition("?")[0].strip("/").split("/")
        found = FILMS if parts == ["films"] else TIMES.get(parts[1]) if parts[2:] == ["times"] else None
        body = json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 9000), Cinema).serve_forever()
