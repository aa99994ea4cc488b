"""The measurement itself; started by scripts/measure-pass."""
import argparse
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOTO = os.path.join(ROOT, "Tests", "ReconcileTestKit", "Moto")
SERVERS = {"moto": os.path.join(MOTO, "moto_server.py"), "listed": os.path.join(ROOT, "scripts", "listed-account.py")}
sys.path.insert(0, MOTO)

import estate  # noqa: E402

MANIFESTS_IN_A_FILE = 500


def plan(options):
    """The estate of the tests, and a declaration of every aspect that its kinds have."""
    made = estate.plan(options.roles, options.policies, options.keys, options.foreign)
    made["measured_users"] = [plan_user(index) for index in range(options.users)]
    for policy in made["policies"]:
        policy["tags"] = policy["tags"] or {"unit": "none"}
    return made


def plan_user(index):
    return {"name": f"graph-user-{index}", "path": "/", "tags": {"team": "graph"}, "inline": {"own": estate.log_access(index)}, "keys": []}


def create(aws, made):
    estate.create(aws, made)
    for user in made["measured_users"]:
        aws.iam.create_user(UserName=user["name"], Path=user["path"], Tags=estate.tag_list(user["tags"]))
        for name, text in user["inline"].items():
            aws.iam.put_user_policy(UserName=user["name"], PolicyName=name, PolicyDocument=json.dumps(text))
        user["keys"] = [aws.iam.create_access_key(UserName=user["name"])["AccessKey"]["AccessKeyId"]]


def manifests(made):
    for policy in made["policies"]:
        yield estate.policy_manifest(policy)
    for role in made["roles"]:
        shown = estate.role_manifest(role, 0, "")
        shown["spec"].setdefault("permissionsBoundary", None)
        yield shown
    for user in made["measured_users"]:
        yield estate.manifest("User", user["name"], {
            "path": user["path"], "inlinePolicies": user["inline"], "managedPolicies": [], "groups": [], "permissionsBoundary": None,
            "accessKeys": user["keys"], "tags": user["tags"]})
    for key in made["keys"]:
        yield estate.manifest("KMSKey", key["name"], {
            "key": key["alias"], "keyPolicy": key["policy"], "enabled": True, "rotation": False, "aliases": [key["alias"]], "grants": [],
            "description": key["description"], "tags": None})


class Measurement:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="measure-pass-")
        self.children = []
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.folder, "LANG": "C.UTF-8", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": "AKIAMEASUREMEASURE01", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20)}
        self.environment.update({name: value for name, value in os.environ.items() if name.startswith(("LD_", "MALLOC_"))})

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, name, words, environment=None):
        errors = open(self.path(f"{name}.log"), "w", encoding="utf-8")
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
        self.children.append(child)
        return child

    def stop(self):
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    child.kill()

    # What there is, and what is declared

    def prepare(self):
        options, made = self.options, plan(self.options)
        words = [sys.executable, "-B", SERVERS[options.server], "--log", self.path("calls.jsonl")]
        if options.server == "listed":
            words += [f"--{name}={getattr(options, name)}" for name in ("roles", "policies", "keys", "users", "foreign")]
        self.endpoint = json.loads(self.start("server", words).stdout.readline())["endpoint"]
        if options.server == "moto":
            create(estate.AWS(self.endpoint), made)
        else:
            for index, user in enumerate(made["measured_users"]):
                user["keys"] = [f"AKIALISTED{index:010d}"]
        os.makedirs(self.path("desired.d"))
        declared = list(manifests(made))
        for start in range(0, len(declared), MANIFESTS_IN_A_FILE):
            with open(self.path(f"desired.d/part-{start:06d}.yaml"), "w", encoding="utf-8") as file:
                # JSON is YAML, and a hundred times faster to write.
                file.writelines(f"---\n{json.dumps(document)}\n" for document in declared[start:start + MANIFESTS_IN_A_FILE])
        with open(self.path("reconciled.yaml"), "w", encoding="utf-8") as file:
            file.write(self.config())
        return len(declared)

    def config(self):
        return f"""database: {self.path('state.sqlite')}
manifests: {self.path('desired.d')}
control: {{socket: {self.path('control.sock')}}}
schedule: {{interval: {self.options.interval}s}}
accounts:
  - {{name: prod, accountID: "{estate.ACCOUNT}", region: {estate.REGION}, endpointURL: "{self.endpoint}", mode: observe, requestsPerSecondMax: 1000}}
"""

    # What is looked at

    def query(self, text):
        try:
            with sqlite3.connect(f"file:{self.path('state.sqlite')}?mode=ro", uri=True, timeout=10) as database:
                return database.execute(text).fetchall()
        except sqlite3.OperationalError:
            return []

    def passes(self):
        return self.query("SELECT started_at, finished_at, outcome, requests FROM passes WHERE finished_at IS NOT NULL ORDER BY id")

    def wait_for(self, count):
        deadline = time.monotonic() + self.options.patience
        while len(self.passes()) < count:
            if self.daemon.poll() is not None:
                raise SystemExit(f"reconciled ended with {self.daemon.returncode}; see {self.path('reconciled.log')}")
            if time.monotonic() > deadline:
                raise SystemExit(f"waited {self.options.patience} s in vain for pass {count}; see {self.folder}")
            self.note_memory()
            time.sleep(0.1)

    def note_memory(self):
        for name in ("Rss", "Anonymous"):
            self.peak[name] = max(self.peak.get(name, 0), memory(self.daemon.pid).get(name, 0))

    def calls(self):
        counts = {}
        with open(self.path("calls.jsonl"), encoding="utf-8") as file:
            for line in file:
                call = json.loads(line)
                if call["accessKey"] == self.environment["AWS_ACCESS_KEY_ID"]:
                    counts[call["service"], call["operation"]] = counts.get((call["service"], call["operation"]), 0) + 1
        return counts

    def run(self):
        declared, options, self.peak = self.prepare(), self.options, {}
        self.daemon = self.start("reconciled", [options.program, "run", "--config", self.path("reconciled.yaml")], self.environment)
        if options.wait_for_profiler:
            print(f"pid {self.daemon.pid}", flush=True)
        self.wait_for(options.warmup)
        time.sleep(0.3)
        first_cpu, before = cpu(self.daemon.pid), self.calls()
        self.wait_for(options.warmup + options.passes)
        time.sleep(0.3)
        used, after, now = cpu(self.daemon.pid) - first_cpu, self.calls(), memory(self.daemon.pid)
        count = len(self.passes()) - options.warmup
        print(f"{declared} resources declared; {options.warmup} passes to begin with ({first_cpu:.2f} s of CPU), then {count} measured")
        states = dict(self.query("SELECT state, count(*) FROM observed_resources GROUP BY state"))
        print("states     " + ", ".join(f"{name} {number}" for name, number in sorted(states.items())))
        for service in sorted({key[0] for key in after}):
            made = {key[1]: (after[key] - before.get(key, 0)) / count for key in after if key[0] == service}
            each = ", ".join(f"{name} {number:g}" for name, number in sorted(made.items()) if number)
            print(f"requests   {service}: {sum(made.values()):g} a pass ({each})")
        print(f"own CPU    {used / count:.3f} s a pass")
        print(f"memory     resident {now['Rss'] / 1024:.1f} MB (peak {self.peak['Rss'] / 1024:.1f}), "
              f"anonymous {now['Anonymous'] / 1024:.1f} MB (peak {self.peak['Anonymous'] / 1024:.1f})")
        return 0 if states == {"inSync": declared} else 1


def cpu(pid):
    """Seconds of user and system time of all threads so far."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid):
    """In KiB."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
            rows = [line.split() for line in file if line.endswith(" kB\n")]
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {row[0].rstrip(":"): int(row[1]) for row in rows}


def main():
    parser = argparse.ArgumentParser(description="Measures passes of a release build that find nothing to do.")
    parser.add_argument("--program", required=True, help="the daemon; scripts/measure-pass builds it where this is not given")
    parser.add_argument("--server", choices=sorted(SERVERS), default="moto", help="the emulated AWS, or one that only lists and answers faster")
    for name, default in (("roles", 1000), ("policies", 100), ("keys", 100), ("users", 3), ("foreign", 2), ("passes", 5), ("warmup", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--interval", type=int, default=2, help="seconds between passes")
    parser.add_argument("--patience", type=int, default=600, help="seconds to wait for passes")
    parser.add_argument("--wait-for-profiler", action="store_true", help="say the daemon's process id first")
    parser.add_argument("--keep", action="store_true", help="keep the folder with database and logs")
    options = parser.parse_args()
    measurement = Measurement(options)
    try:
        return measurement.run()
    finally:
        measurement.stop()
        if options.keep:
            print(f"kept in {measurement.folder}")
        else:
            shutil.rmtree(measurement.folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
