"""A practice bucket: takes a file by `PUT` under an address that was signed for it (AWS Signature Version 4, in the query)."""

from __future__ import annotations

import hashlib
import hmac
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote


@dataclass(frozen=True)
class Key:
    """What addresses are signed with."""

    id: str
    secret: str
    region: str


def signed_query(key: Key, method: str, host: str, path: str, moment: str, seconds: int) -> str:
    """Return the query that signs a request whose body is not known yet, as AWS describes it."""
    scope = f"{moment[:8]}/{key.region}/s3/aws4_request"
    said = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{key.id}/{scope}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(seconds),
        "X-Amz-SignedHeaders": "host",
    }
    query = "&".join(f"{name}={quote(value, safe='-_.~')}" for name, value in sorted(said.items()))
    request = "\n".join([method, path, query, f"host:{host}\n", "host", "UNSIGNED-PAYLOAD"])
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(request.encode()).hexdigest()])
    made = f"AWS4{key.secret}".encode()
    for part in (moment[:8], key.region, "s3", "aws4_request"):
        made = hmac.digest(made, part.encode(), "sha256")
    return f"{query}&X-Amz-Signature={hmac.digest(made, text.encode(), 'sha256').hex()}"


class Bucket(ThreadingHTTPServer):
    """Serves one bucket on 127.0.0.1."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.key = Key("CANARYKEYID", "CANARY-bucket-secret", "vn-hn-1")
        self.files: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.refusals: list[int] = []  # what the next requests are answered instead
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def host(self) -> str:
        """As the Host line says it."""
        return f"127.0.0.1:{self.server_address[1]}"

    def address_of(self, name: str, seconds: int = 3600) -> str:
        """Return an address under which a file may be put, for so long."""
        moment = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        path = f"/clips/{name}"
        return f"http://{self.host}{path}?{signed_query(self.key, 'PUT', self.host, path, moment, seconds)}"

    def stop(self) -> None:
        """End it."""
        self.shutdown()
        self.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Bucket

    def do_PUT(self) -> None:
        """Take a file if its address was signed for it and still holds."""
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if len(data) < int(self.headers["Content-Length"]):
            return  # broken off by the sender
        path, _, query = self.path.partition("?")
        said = dict(one.split("=", 1) for one in query.split("&"))
        begun = datetime.strptime(said["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        late = (datetime.now(UTC) - begun).total_seconds() > int(said["X-Amz-Expires"])
        host, seconds = self.headers["Host"], int(said["X-Amz-Expires"])
        expected = signed_query(self.server.key, "PUT", host, path, said["X-Amz-Date"], seconds)
        learns = any(name.lower().startswith("clipdesk") for name in self.headers)
        status = self.server.refusals.pop(0) if self.server.refusals else 200
        if status == 200 and (query != expected or late or learns):
            status = 403
        if status == 200:
            name = unquote(path.removeprefix("/clips/"))
            self.server.files[name], self.server.types[name] = data, self.headers["Content-Type"]
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
