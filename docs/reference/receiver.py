"""A program that takes clips from Clipdesk: something to begin with. Python 3.11 and nothing else.

    CLIPDESK_SECRETS="the secret" python3 receiver.py /srv/clips 8090 https://tv.station.vn/clip/{id}

It answers on 127.0.0.1; your web server stands before it and does the HTTPS. `GET` shows what the public would see.
"""

import hashlib
import hmac
import html
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

NAME = re.compile(r"([0-9a-f]{64})\.[a-z0-9]{1,5}")
ID = re.compile(r"[0-9A-Za-z]{1,40}")
UNSIGNED = 401, {"error": "Not signed with our secret, or older than five minutes."}


class Store:
    def __init__(self, folder, public=""):
        self.files, self.posts, self.public = Path(folder, "files"), Path(folder, "posts"), public
        self.lock = threading.Lock()
        for place in (self.files, self.posts):
            place.mkdir(parents=True, exist_ok=True)

    def put(self, name, stream, size):  # kept once all of it is there and is what its name says
        draft, seen, left = self.files / f".{name}.{time.time_ns()}", hashlib.sha256(), size
        try:
            with draft.open("wb") as file:
                while left and (piece := stream.read(min(left, 1 << 20))):
                    left -= file.write(piece)
                    seen.update(piece)
            if left or seen.hexdigest() != name[:64]:
                return 422, {"error": "The file is not what its name says."}
            draft.replace(self.files / name)
            return 200, {}
        finally:
            draft.unlink(missing_ok=True)

    def answer(self, said, moment):  # repeating a call changes nothing
        if said["call"] == "hello":
            return 200, {"name": "Practice receiver", "public": self.public}
        if not ID.fullmatch(said["id"]) or said["call"] not in ("state", "published", "corrected", "withdrawn"):
            return 400, {"error": "An unknown call, or no id."}
        place = self.posts / said["id"]
        with self.lock:
            post = json.loads(place.read_text()) if place.exists() else {"state": "absent", "version": "", "moment": 0}
            if said["call"] == "state":
                return 200, self.standing(said, post, [name for name in said["files"] if self.has(name)])
            if moment < post["moment"]:
                return 409, self.standing(said, post)  # a later call was faster
            if said["call"] == "withdrawn":
                post = {"state": "withdrawn", "version": "", "moment": moment}
            elif post["state"] == "withdrawn" or (said["call"] == "corrected" and post["state"] == "absent"):
                return 409, self.standing(said, post)  # withdrawn is for good; what is gone is not corrected
            elif missing := [one["name"] for one in said["files"] if not self.has(one["name"])]:
                return 409, {**self.standing(said, post), "missing": missing}
            else:
                post = {"state": "published", "version": said["version"], "moment": moment, "said": said}
            draft = place.with_name(f".{place.name}")
            draft.write_text(json.dumps(post))
            draft.replace(place)  # here your system shows the clip, or takes it away
            return 200, self.standing(said, post)

    def has(self, name):
        return bool(NAME.fullmatch(name)) and (self.files / name).exists()

    def standing(self, said, post, files=()):
        return {"id": said["id"], "state": post["state"], "version": post["version"], "files": files}

    def page(self):
        posts = [json.loads(one.read_text()) for one in sorted(self.posts.glob("[!.]*"))]
        said = [f"{one['said']['title']} {one['said']['note']}" for one in posts if "said" in one]
        return "<!doctype html><meta charset=utf-8><h1>Public</h1>" + "".join(f"<p>{html.escape(one)}" for one in said)


class Handler(BaseHTTPRequestHandler):  # one address for everything: POST is a call, PUT is a file
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.is_signed(body):
            return self.say(*UNSIGNED)
        return self.say(*self.server.store.answer(json.loads(body), int(self.headers["Clipdesk-Timestamp"])))

    def do_PUT(self):
        name, size = self.headers.get("Clipdesk-File", ""), int(self.headers["Content-Length"])
        if not NAME.fullmatch(name) or not self.is_signed(name.encode(), 3600):  # it may arrive late
            return self.say(*UNSIGNED)
        return self.say(*self.server.store.put(name, self.rfile, size))

    def do_GET(self):
        self.say(200, self.server.store.page(), "text/html")

    def is_signed(self, what, seconds=300):
        moment, given = self.headers.get("Clipdesk-Timestamp", ""), self.headers.get("Clipdesk-Signature", "")
        if not moment.isdecimal() or abs(time.time() - int(moment)) > seconds:
            return False
        keys = [hmac.new(key.encode(), moment.encode() + b"." + what, hashlib.sha256) for key in self.server.secrets]
        return any(hmac.compare_digest(f"v1={key.hexdigest()}", given) for key in keys)

    def say(self, status, said, kind="application/json"):
        data = said.encode() if isinstance(said, str) else json.dumps({"clipdesk": 1, **said}).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler)
    server.store = Store(sys.argv[1], *sys.argv[3:4])
    server.secrets = os.environ["CLIPDESK_SECRETS"].split()
    server.serve_forever()
