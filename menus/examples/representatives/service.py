"""Who represents a zip code, for trying the line out: python service.py [PORT]."""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

OFFICES = {
    "02134": [{"name": "Senator Hale", "number": "+16175550101"}, {"name": "Senator Reyes", "number": "+16175550102"}],
    "10001": [{"name": "Senator Park", "number": "+12125550103"}],
}


class Civic(BaseHTTPRequestHandler):
    """Answers /offices/ZIP."""

    def do_GET(self) -> None:
        found = OFFICES.get(self.path.rpartition("/")[2])
        body = json.dumps(found).encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 9000), Civic).serve_forever()
