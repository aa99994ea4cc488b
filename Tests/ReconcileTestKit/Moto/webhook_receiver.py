#!/usr/bin/env python3
"""A place that webhooks are sent to: checks the signatures, notes each request, answers as it is told.

usage: webhook_receiver.py --log FILE [--port 0] [--secret whsec_…] [--stay]

Prints {"port": N, "url": "…"}. FILE gets a JSON object a line: time, path, id, timestamp, signature,
isValid (a signature fits the bytes of the body, and the time is within five minutes), contentType, body (as JSON),
raw, answered. A line of standard input sets what is answered:
{"answers": [500, 302, 200]} one each, then 200 for ever; {"location": "http://…"} for the 3xx; {"delaySeconds": 0}.
Signatures: the Standard Webhooks specification, https://www.standardwebhooks.com
"""
import argparse
import base64
import hashlib
import hmac
import http.server
import json
import sys
import threading
import time

import parent_watch

TOLERANCE_SECONDS = 300


def fits(secret, identity, timestamp, signatures, body):
    """Whether one of the signatures is right for `id.timestamp.body`."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        age = abs(time.time() - int(timestamp))
    except ValueError:
        return False
    wanted = hmac.new(key, f"{identity}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    given = [text[3:] for text in signatures.split(" ") if text.startswith("v1,")]
    return age <= TOLERANCE_SECONDS and any(hmac.compare_digest(base64.b64encode(wanted).decode(), text) for text in given)


class Receiver(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, log_path, secret):
        super().__init__(address, Handler)
        self.secret, self.lock = secret, threading.Lock()
        self.log = open(log_path, "a", buffering=1, encoding="utf-8")
        self.answers, self.location, self.delay_seconds = [], None, 0.0

    def told(self, line):
        value = json.loads(line)
        with self.lock:
            self.answers = [int(status) for status in value.get("answers", self.answers)]
            self.location = value.get("location", self.location)
            self.delay_seconds = float(value.get("delaySeconds", self.delay_seconds))
        parent_watch.say(json.dumps({"result": len(self.answers)}))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        identity, timestamp = self.headers.get("webhook-id", ""), self.headers.get("webhook-timestamp", "")
        signature = self.headers.get("webhook-signature", "")
        server = self.server
        with server.lock:
            status = server.answers.pop(0) if server.answers else 200
            server.log.write(json.dumps({
                "time": time.time(), "path": self.path, "id": identity, "timestamp": timestamp, "signature": signature,
                "isValid": bool(server.secret) and fits(server.secret, identity, timestamp, signature, body),
                "contentType": self.headers.get("Content-Type", ""), "body": as_json(body), "raw": body.decode("utf-8", "replace"),
                "answered": status}) + "\n")
        time.sleep(server.delay_seconds)
        self.send_response(status)
        if 300 <= status < 400 and server.location:
            self.send_header("Location", server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        """A redirect that is followed would arrive here."""
        self.do_POST()

    def log_message(self, *_):
        pass


def as_json(body):
    try:
        return json.loads(body)
    except ValueError:
        return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", default="")
    parser.add_argument("--stay", action="store_true")
    options = parser.parse_args()
    server = Receiver(("127.0.0.1", options.port), options.log, options.secret)
    parent_watch.say(json.dumps({"port": server.server_port, "url": f"http://127.0.0.1:{server.server_port}/hook"}))
    if not options.stay:
        parent_watch.on_lines(server.told)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
