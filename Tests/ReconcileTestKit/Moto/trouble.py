"""What a test can let go wrong: single faults, and reads that lag behind writes."""
import os
import random
import re
import signal
import threading
import time

IS_TRUNCATED = re.compile(rb"<IsTruncated>[^<]*</IsTruncated>")
MARKER = re.compile(rb"<Marker>[^<]*</Marker>")


class Faults:
    """Each fault is a JSON object; the first one that fits a call is used up by it.

    which calls    "service", "operation" (absent: any), "kind": "read" | "write" (absent: both);
                   "sparing": not those of a client whose User-Agent begins so, such as the one that makes the edits
    how often      "skip" (default 0) calls pass first, then "times" (default 1; -1: for ever) are hit;
                   "percent" (default 100): of those that fit, so many, by dice that `seed` sets
    what happens   "status", "code", "message": that error answer
                   "body": "html" (a 500 page), "garbage" (200, no document), "endless" (never stops), "cut" (half of the answer)
                   "drop": "before" | "after" the call took effect: the connection closes without an answer
                   "effect": "undone": the answer is the right one, but nothing has changed
                   "page": "unmarked" (says that there is more, not where), "again" (leads back to itself), "restart" (to the first page)
                   "kill": "before" | "after" the call took effect: process "pid" is killed, and nothing answered
                   "delaySeconds": before anything else happens; alone, the call is only slow
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []
        self._dice = random.Random(0)
        self.served = 0

    def seed(self, value):
        with self._lock:
            self._dice = random.Random(value)

    def set(self, faults):
        with self._lock:
            self._faults = [dict(fault) for fault in faults or []]
            self.served = 0

    def take(self, call):
        with self._lock:
            for fault in self._faults:
                if not _fits(fault, call) or fault.get("times", 1) == 0:
                    continue
                if fault.get("skip", 0) > 0:
                    fault["skip"] -= 1
                    continue
                if self._dice.random() * 100 >= fault.get("percent", 100):
                    continue
                if fault.get("times", 1) > 0:
                    fault["times"] = fault.get("times", 1) - 1
                self.served += 1
                return fault
        return None


def _fits(fault, call):
    if fault.get("service") not in (None, call.service) or fault.get("operation") not in (None, call.operation):
        return False
    if "sparing" in fault and call.agent.startswith(fault["sparing"]):
        return False
    return fault.get("kind") in (None, "read" if call.is_read else "write")


def kill(fault, moment):
    """Ends the process that the fault names, as `kill -9` does; whether it was to happen at this moment."""
    if fault.get("kill") != moment:
        return False
    os.kill(int(fault["pid"]), signal.SIGKILL)
    return True


def with_page_fault(call, kind, body):
    """A page of an IAM list whose end lies; where there is no list, the body as it is."""
    if not IS_TRUNCATED.search(body):
        return body
    marker = b""
    if kind == "again":
        marker = b"<Marker>" + str((call.parameters or {}).get("Marker", "0")).encode() + b"</Marker>"
    elif kind == "restart":
        marker = b"<Marker>0</Marker>"
    return IS_TRUNCATED.sub(b"<IsTruncated>true</IsTruncated>" + marker, MARKER.sub(b"", body), count=1)


class StaleReads:
    """For some seconds after a write, reads answer as they did before it.

    Only what was asked before the write can be answered from before it; other reads are fresh.
    "isFlapping": only every other read does, as where replicas answer in turn.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._seconds, self._services = 0.0, ()
        self._last, self._written_at = {}, {}
        self._is_flapping, self._turns = False, {}

    def set(self, rule):
        with self._lock:
            self._seconds = float((rule or {}).get("seconds", 0))
            self._services = tuple((rule or {}).get("services", ("iam", "kms")))
            self._is_flapping = bool((rule or {}).get("isFlapping", False))
            self._last.clear()
            self._turns.clear()
            self._written_at.clear()

    def _is_lagging(self, service):
        return time.monotonic() - self._written_at.get(service, float("-inf")) < self._seconds

    def old_answer(self, call):
        with self._lock:
            if not self._seconds or call.service not in self._services or not call.is_read or not self._is_lagging(call.service):
                return None
            turn = self._turns[call.identity] = self._turns.get(call.identity, 0) + 1
            return None if self._is_flapping and turn % 2 == 0 else self._last.get(call.identity)

    def note(self, call, answer):
        """Remembers the answer of a read, or that a write was accepted."""
        with self._lock:
            if not self._seconds or call.service not in self._services:
                return
            if call.is_read:
                if not self._is_lagging(call.service):
                    self._last[call.identity] = answer
            elif answer.status < 400:
                self._written_at[call.service] = time.monotonic()
