"""What a test can let go wrong: single faults, and reads that lag behind writes."""
import threading
import time


class Faults:
    """Each fault is a JSON object; the first one that fits a call is used up by it.

    which calls    "service", "operation" (absent: any), "kind": "read" | "write" (absent: both)
    how often      "skip" (default 0) calls pass first, then "times" (default 1; -1: for ever) are hit
    what happens   "status", "code", "message": that error answer
                   "body": "html" (a 500 page), "garbage" (200, no document), "endless" (never stops), "cut" (half of the answer)
                   "drop": "before" | "after" the call took effect: the connection closes without an answer
                   "delaySeconds": before anything else happens; alone, the call is only slow
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []
        self.served = 0

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
                if fault.get("times", 1) > 0:
                    fault["times"] = fault.get("times", 1) - 1
                self.served += 1
                return fault
        return None


def _fits(fault, call):
    if fault.get("service") not in (None, call.service) or fault.get("operation") not in (None, call.operation):
        return False
    return fault.get("kind") in (None, "read" if call.is_read else "write")


class StaleReads:
    """For some seconds after a write, reads answer as they did before it.

    Only what was asked before the write can be answered from before it; other reads are fresh.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._seconds, self._services = 0.0, ()
        self._last, self._written_at = {}, {}

    def set(self, rule):
        with self._lock:
            self._seconds = float((rule or {}).get("seconds", 0))
            self._services = tuple((rule or {}).get("services", ("iam", "kms")))
            self._last.clear()
            self._written_at.clear()

    def _is_lagging(self, service):
        return time.monotonic() - self._written_at.get(service, float("-inf")) < self._seconds

    def old_answer(self, call):
        with self._lock:
            if not self._seconds or call.service not in self._services or not call.is_read or not self._is_lagging(call.service):
                return None
            return self._last.get(call.identity)

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
