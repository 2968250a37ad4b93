"""What lies in `deploy/` works: nginx takes the file and hands requests on as the desk needs them."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509

from clipdesk.config.certificates import OtherNames, make_local

DEPLOY = Path(__file__).resolve().parents[4] / "deploy"
NAME = "desk.station.vn"


class Seen(BaseHTTPRequestHandler):
    """Answers with the headers it got."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        told = [self.headers[name] for name in ("Host", "X-Forwarded-Proto", "X-Forwarded-For")]
        body = f"{' '.join(told)} {len(self.rfile.read(length))}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_nginx_hands_requests_on(tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    authority, certificate, key = make_local(tmp_path / "tls", [NAME])
    behind = HTTPServer(("127.0.0.1", 0), Seen)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    text = (DEPLOY / "nginx.conf").read_text()
    text = re.sub(r"listen \[::\].*\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{secure}")
    text = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", text)
    text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", text)
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{behind.server_port}")
    whole = tmp_path / "nginx.conf"
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user}daemon off;\npid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log {tmp_path}/access.log;\n"
        f"client_body_temp_path {tmp_path}/body;\nproxy_temp_path {tmp_path}/proxy;\n{text}}}\n"
    )
    check = subprocess.run([nginx, "-t", "-p", str(tmp_path), "-c", str(whole)], capture_output=True, text=True)
    assert check.returncode == 0, check.stderr
    assert "warn" not in check.stderr
    running = subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(whole)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", secure)) == 0:
                    break
            time.sleep(0.1)
        context = ssl.create_default_context(cafile=str(authority))
        with (
            socket.create_connection(("127.0.0.1", secure), timeout=20) as raw,
            context.wrap_socket(raw, server_hostname=NAME) as sock,
        ):
            head = f"POST /uploads/ HTTP/1.1\r\nHost: {NAME}\r\nX-Forwarded-Proto: http\r\nConnection: close\r\n"
            head += "X-Forwarded-For: 203.0.113.9\r\n"
            sock.sendall(f"{head}Content-Length: 3000000\r\n\r\n".encode() + b"x" * 3_000_000)
            said = b"".join(iter(lambda: sock.recv(65536), b"")).decode()
        with socket.create_connection(("127.0.0.1", plain), timeout=20) as sock:
            sock.sendall(f"GET /a HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n".encode())
            moved = sock.recv(65536).decode()
    finally:
        running.terminate()
        running.wait()
        behind.shutdown()
    assert not (tmp_path / "access.log").read_text()  # what opens a door by itself stays out of logs
    assert said.endswith(f"{NAME} https 127.0.0.1 3000000")
    assert "301" in moved.splitlines()[0]
    assert f"Location: https://{NAME}/a" in moved


def test_the_unit_starts_the_desk_and_lets_it_stop_its_children() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "clipdesk.service")
    service = unit["Service"]
    assert service["ExecStart"].endswith("/.venv/bin/clipdesk serve --no-practice")
    assert (service["User"], service["KillMode"], service["Restart"]) == ("clipdesk", "mixed", "always")
    assert "RestrictNamespaces" not in service


def test_a_local_authority_signs_for_its_names_only(tmp_path: Path) -> None:
    authority, certificate, key = make_local(tmp_path, ["desk.station.lan", "192.168.1.20"])
    assert key.stat().st_mode & 0o077 == 0
    made = x509.load_pem_x509_certificate(authority.read_bytes())
    limits = made.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert [str(limit.value) for limit in limits.value.permitted_subtrees or []] == [
        "desk.station.lan",
        "192.168.1.20/32",
    ]
    checked = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authority, certificate],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr

    again = make_local(tmp_path, ["desk.station.lan"])
    assert again[0].read_bytes() == authority.read_bytes()
    with pytest.raises(OtherNames, match="may not sign for www.bank.example"):
        make_local(tmp_path, ["www.bank.example"])
