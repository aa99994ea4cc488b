#!/usr/bin/env python3
"""AWS on loopback for the tests: moto's server with a call log, faults, stale reads and some gaps closed.

usage: moto_server.py --log FILE [--port 0] [--stay]

Prints one line, {"port": N, "endpoint": "http://127.0.0.1:N"}, when it answers. Then each line of
standard input is a command (see account.py), answered by a line; the end of standard input ends the
server, unless --stay is given.

FILE gets one JSON object a line for each call, when it has been answered:
  time, answeredAt (seconds since 1970), service, region, operation, parameters (the whole of them,
  as AWS names them), status, errorCode, requestID, accessKey, agent, connection (the client's port),
  fault (true where a fault was served). A call whose answer was dropped after its effect shows the
  status that nobody got to see; one dropped before it, or that broke moto, shows 0.

Over HTTP: POST /harness/faults [FAULT…], /harness/seed NUMBER, /harness/stale {"seconds", "services", "isFlapping"},
/harness/pages {"most"}, /harness/rewrites {"uniqueIDs", "rootARNs", "scalars"}, /harness/enforce {"policy", "accessKey", "secret"},
/harness/clusterRole {"role", "status"}, /harness/graph {"id", "region", …}, /harness/join {"management"},
/harness/limit {"management", "name", "target", "document"}, /harness/trail {"lagSeconds"}, /harness/commands COMMAND;
GET /harness/state.
"""
import argparse
import io
import json
import logging
import os
import socket
import sys
import threading
import time
import uuid

os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")

import account  # noqa: E402
import enforcement  # noqa: E402
import enforcement_beyond  # noqa: E402
import gaps_beyond  # noqa: E402
import gaps_iam  # noqa: E402
import gaps_kms  # noqa: E402
import gaps_neptune  # noqa: E402
import gaps_people  # noqa: E402
import graphs  # noqa: E402
import membership  # noqa: E402
import parent_watch  # noqa: E402
import principals  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from rewriting import Rewriting  # noqa: E402
from trail import Trail  # noqa: E402
from trouble import Faults, StaleReads, kill, with_page_fault  # noqa: E402
from undoing import Memento  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402
from wire import Call, error_answer, error_code  # noqa: E402

ENDLESS_BYTES_MAX = 1 << 30
HTML = b"<!doctype html>\n<html><head><title>500 Internal Server Error</title></head><body><h1>Internal Server Error</h1></body></html>\n"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)

    def with_body(self, body):
        if body is self.body:
            return self
        headers = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        return Answer(self.status, [*headers, ("Content-Length", str(len(body)))], body)


class Dropped(ConnectionAbortedError):
    """The connection is closed and no answer is given; `answer` is what moto said, where it was asked."""

    def __init__(self, answer=None):
        super().__init__("no answer")
        self.answer = answer


class LoggedServer:
    """A WSGI application around moto's."""

    def __init__(self, log_path):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.faults, self.stale, self.rewriting, self.trail = Faults(), StaleReads(), Rewriting(), Trail()
        # Plain moto fails where a listing meets a write; under Python's one lock serial calls cost no throughput.
        self.one_at_a_time = threading.Lock()
        self.log_lock = threading.Lock()
        self.log = open(log_path, "a", buffering=1, encoding="utf-8")
        self.commands = None

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if environ.get("PATH_INFO", "").startswith("/harness/"):
            return self.control(environ, body, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        call, started = Call(environ, body), time.time()
        fault, answer = self.faults.take(call), None
        try:
            answer = self.answer(call, environ, fault)
        except Dropped as dropped:
            answer = dropped.answer
            raise
        finally:
            if not environ.get("PATH_INFO", "").startswith("/moto-api"):
                self.write(call, environ, started, answer, fault)
        start_response(f"{answer.status} {'OK' if answer.status < 400 else 'Error'}", answer.headers)
        return endless() if fault and fault.get("body") == "endless" else [answer.body]

    def answer(self, call, environ, fault):
        if fault:
            time.sleep(float(fault.get("delaySeconds", 0)))
            if kill(fault, "before") or fault.get("drop") == "before":
                self.drop(environ, None)
            made = made_up(call, fault)
            if made:
                return made
        old = self.stale.old_answer(call)
        if old:
            return old
        with self.one_at_a_time:
            beside_moto = enforcement_beyond.refusal(call) or graphs.answer(call) or self.trail.answer(call)
        if beside_moto:
            return whole(*beside_moto)
        started = time.time()
        answer = self.ask_moto(environ, Memento(call) if fault and fault.get("effect") == "undone" else None)
        with self.one_at_a_time:
            self.trail.note(call, environ, started, answer)
        if call.is_read:
            answer = answer.with_body(self.rewriting.rewritten(call, answer.body))
        self.stale.note(call, answer)
        if fault and (kill(fault, "after") or fault.get("drop") == "after"):
            self.drop(environ, answer)
        if fault and fault.get("body") == "cut":
            return answer.with_body(answer.body[:len(answer.body) // 2])
        if fault and fault.get("page"):
            return answer.with_body(with_page_fault(call, fault["page"], answer.body))
        return answer

    def ask_moto(self, environ, memento=None):
        seen = {}

        def start(line, headers, exc_info=None):
            seen["status"], seen["headers"] = int(line.split(" ", 1)[0]), list(headers)

        with self.one_at_a_time:
            if memento:
                memento.take()
            body = b"".join(self.moto(environ, start))
            if memento:
                memento.restore()
        answer = Answer(seen["status"], seen["headers"], body)
        if not answer.header("x-amzn-requestid"):
            answer.headers.append(("x-amzn-RequestId", str(uuid.uuid4())))
        return answer

    @staticmethod
    def drop(environ, answer):
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise Dropped(answer)

    def write(self, call, environ, started, answer, fault):
        line = {
            "time": started, "answeredAt": time.time(), "service": call.service, "region": call.region, "operation": call.operation,
            "parameters": call.parameters, "status": answer.status if answer else 0,
            "errorCode": error_code(answer.status, answer.body) if answer else None,
            "requestID": answer.header("x-amzn-requestid") if answer else None, "accessKey": call.access_key, "agent": call.agent,
            "connection": int(environ.get("REMOTE_PORT") or 0), "fault": fault is not None,
        }
        with self.log_lock:
            self.log.write(json.dumps(line) + "\n")

    def control(self, environ, body, start_response):
        try:
            value = json.loads(body) if body else None
            result, status = self.command(environ["PATH_INFO"][len("/harness/"):], value), "200 OK"
        except Exception as fault:  # Whatever is wrong is for the test to read.
            result, status = {"error": f"{type(fault).__name__}: {fault}"}, "400 Bad Request"
        text = json.dumps(result).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(text)))])
        return [text]

    def command(self, name, value):
        if name == "faults":
            self.faults.set(value)
        elif name == "stale":
            self.stale.set(value)
        elif name == "pages":
            gaps_iam.page_items_max[0] = int((value or {}).get("most", 1000))
        elif name == "seed":
            self.faults.seed(value)
        elif name == "clusterRole":
            gaps_neptune.statuses(value["role"], value["status"])
        elif name == "graph":
            graphs.put(value)
        elif name == "join":
            return membership.join(value)
        elif name == "limit":
            return membership.limit(value)
        elif name == "trail":
            self.trail.set(value)
        elif name == "rewrites":
            self.rewriting.set(value)
        elif name == "enforce":
            enforcement.switch(value)
        elif name == "commands":
            return self.commands.run(value)
        elif name != "state":
            raise ValueError(f"no such control: {name}")
        return {"served": self.faults.served, "used": sorted(enforcement.used)}


def made_up(call, fault):
    """The answer that a fault gives by itself; `None` where moto is to answer."""
    kind = fault.get("body")
    if kind == "html":
        return whole(int(fault.get("status", 500)), "text/html", HTML)
    if kind == "garbage":
        return whole(int(fault.get("status", 200)), "text/xml", b"\x00\xffthis is no document")
    if kind == "endless":
        return Answer(200, [("Content-Type", "text/xml")], b"")
    if "status" in fault:
        content_type, body = error_answer(call.service, fault.get("code", "InternalFailure"), fault.get("message", "made up by the test"))
        return whole(int(fault["status"]), content_type, body)
    return None


def whole(status, content_type, body):
    return Answer(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))], body)


def endless():
    sent = 0
    while sent < ENDLESS_BYTES_MAX:
        yield b"<A>" + b" " * 65533
        sent += 65536


class QuietHandler(WSGIRequestHandler):
    """Dropped connections are what tests ask for, not news."""

    def log(self, *args, **kwargs):
        pass

    def run_wsgi(self):
        try:
            super().run_wsgi()
        except (Dropped, ConnectionError):
            self.close_connection = True


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--stay", action="store_true")
    options = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    gaps_iam.close()
    gaps_people.close()
    gaps_kms.close()
    gaps_neptune.close()
    gaps_beyond.close()
    principals.keep()
    enforcement.close()
    application = LoggedServer(options.log)
    server = make_server("127.0.0.1", options.port, application, threaded=True, request_handler=QuietHandler)
    endpoint = f"http://127.0.0.1:{server.server_port}"
    application.commands = account.Commands(endpoint, application.command)
    parent_watch.say(json.dumps({"port": server.server_port, "endpoint": endpoint}))
    if not options.stay:
        parent_watch.on_lines(lambda line: parent_watch.say(application.commands.answer(line)))
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
