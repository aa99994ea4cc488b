"""The demonstration itself; started by scripts/demo."""
import argparse
import base64
import ctypes
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MOTO = os.path.join(ROOT, "Tests", "ReconcileTestKit", "Moto")
sys.path.insert(0, MOTO)

import estate  # noqa: E402

WINDOW_SECONDS, INTERVAL_SECONDS, PATIENCE_SECONDS = 6, 2, 25
ROLE = "neptune-export"
RESOURCE = f"prod/Role/{ROLE}"


class DemoFailure(Exception):
    """What was to be shown did not happen."""


def heading(text):
    bold, plain = ("\033[1;36m", "\033[0m") if sys.stdout.isatty() and "NO_COLOR" not in os.environ else ("", "")
    print(f"\n{bold}== {text}{plain}", flush=True)


def end_with_parent():
    """Asks the kernel for a SIGTERM when the process that started this one is gone (prctl, PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Demo:
    def __init__(self, programs, keeps):
        self.programs, self.keeps = programs, keeps
        self.folder = tempfile.mkdtemp(prefix="reconciled-demo-")
        self.children = {}
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.folder, "LANG": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": "AKIADEMODEMODEMODEMO", "AWS_SECRET_ACCESS_KEY": secrets.token_hex(20), "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.environment.update({name: value for name, value in os.environ.items() if name.startswith("LD_") or name in ("TERM", "NO_COLOR")})

    def path(self, name):
        return os.path.join(self.folder, name)

    # Processes

    def start(self, name, words, environment=None):
        """A child; with --keep it must outlive us, otherwise it ends with us, however we end."""
        errors = open(self.path(f"{name}.log"), "w", encoding="utf-8")
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL if self.keeps else subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
                                 text=True, env=environment, start_new_session=self.keeps, preexec_fn=None if self.keeps else end_with_parent)
        self.children[name] = child
        return child

    def server(self, name, script, *arguments):
        stay = ["--stay"] if self.keeps else []
        return json.loads(self.start(name, [sys.executable, "-B", os.path.join(MOTO, script), *arguments, *stay]).stdout.readline())

    def stop(self):
        for child in reversed(list(self.children.values())):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    # The operator's command

    def control(self, *arguments):
        words = [os.path.join(self.programs, "reconcilectl"), "--socket", self.path("control.sock"), "--database", self.path("state.sqlite")]
        return subprocess.run([words[0], *arguments, *words[1:]], env=self.environment, capture_output=True, text=True, timeout=30, check=False)

    def show(self, *arguments, lines=40):
        print("$ reconcilectl " + " ".join(arguments))
        result = self.control(*arguments)
        text = (result.stdout + result.stderr).rstrip().split("\n")
        print("\n".join(text[-lines:]), flush=True)
        return result

    def status(self):
        result = self.control("status", "-o", "json")
        try:
            return json.loads(result.stdout)
        except ValueError:
            return {}

    def wait(self, what, holds):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            value = holds()
            if value:
                return value
            daemon = self.children.get("reconciled")
            if daemon is not None and daemon.poll() is not None:
                raise DemoFailure(f"reconciled ended with {daemon.returncode}; see {self.path('reconciled.log')}")
            time.sleep(0.1)
        raise DemoFailure(f"waited {PATIENCE_SECONDS} s in vain: {what}")

    # What arrives at the receiver

    def notices(self, event):
        with open(self.path("notices.jsonl"), encoding="utf-8") as file:
            arrived = [json.loads(line) for line in file if line.endswith("\n")]
        return [notice for notice in arrived if (notice["body"] or {}).get("type") == event]

    def notice(self, event, resource=RESOURCE):
        return next((notice for notice in self.notices(event)
                     if any(change.get("resource") == resource for change in notice["body"]["data"]["changes"])), None)

    # The steps

    def prepare(self):
        heading("An AWS on loopback, a receiver of webhooks, and a folder for the rest")
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()
        open(self.path("notices.jsonl"), "w", encoding="utf-8").close()
        self.endpoint = self.server("moto", "moto_server.py", "--log", self.path("calls.jsonl"))["endpoint"]
        receiver = self.server("receiver", "webhook_receiver.py", "--log", self.path("notices.jsonl"), "--secret", secret)["url"]
        self.aws = estate.AWS(self.endpoint)
        estate.create_key(self.aws, {"alias": "alias/neptune-export", "description": "encrypts exports", "policy": estate.document(
            {"Sid": "AccountAdministersItsKey", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{estate.ACCOUNT}:root"},
             "Action": "kms:*", "Resource": "*"})})
        shutil.copytree(os.path.join(ROOT, "examples", "WithoutBlueprints"), self.path("desired.d"))
        with open(self.path("webhook.secret"), "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(secret + "\n")
        with open(self.path("reconciled.yaml"), "w", encoding="utf-8") as file:
            file.write(self.config(receiver))
        print(f"account   {estate.ACCOUNT} at {self.endpoint}\nreceiver  {receiver}\nfolder    {self.folder}")

    def config(self, receiver):
        return f"""database: {self.path('state.sqlite')}
manifests: {self.path('desired.d')}
control: {{socket: {self.path('control.sock')}}}
schedule: {{interval: {INTERVAL_SECONDS}s}}
accounts:
  - {{name: prod, accountID: "{estate.ACCOUNT}", region: {estate.REGION}, endpointURL: "{self.endpoint}", mode: enforce, requestsPerSecondMax: 100}}
propagation: {{default: {WINDOW_SECONDS}s}}
limits: {{silenceMax: 0}}
webhooks:
  - {{name: demo, url: "{receiver}", secretFile: {self.path('webhook.secret')}, allowPrivateAddresses: true}}
"""

    def bring_up(self):
        heading("The daemon starts: the role and its policy are not there yet, and the key's policy is another")
        check = subprocess.run([os.path.join(self.programs, "reconciled"), "check-config", "--config", self.path("reconciled.yaml")],
                               env=self.environment, capture_output=True, text=True, timeout=30, check=False)
        print("$ reconciled check-config\n" + (check.stdout + check.stderr).rstrip())
        if check.returncode != 0:
            raise DemoFailure(f"check-config ended with {check.returncode}")
        self.start("reconciled", [os.path.join(self.programs, "reconciled"), "run", "--config", self.path("reconciled.yaml")], self.environment)
        self.wait("everything created and in sync", lambda: self.status().get("resources", {}).get("inSync") == 3)
        self.show("status")

    def edit(self):
        heading("Somebody edits the role: another account may assume it")
        trust = self.aws.iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
        trust["Statement"].append({"Sid": "Debug", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole"})
        self.aws.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
        print(json.dumps(trust["Statement"][-1]))

    def tell(self):
        heading("The notice that arrived")
        notice = self.wait("drift.detected for the role", lambda: next(
            (n for n in self.notices("drift.detected") if any(c.get("aspect") == "trustPolicy" and c.get("resource") == RESOURCE
                                                              for c in n["body"]["data"]["changes"])), None))
        if not notice["isValid"]:
            raise DemoFailure("the signature of the notice does not fit")
        print(f"webhook-id {notice['id']}\nsignature  checked, it fits the body\n" + json.dumps(notice["body"], indent=2)[:2400])

    def settle(self):
        heading("Corrected, and inside the time that AWS may take to show it everywhere")
        self.wait("a propagation window", lambda: self.status().get("propagation") and self.status().get("resources", {}).get("propagating"))
        self.show("status")
        trust = self.aws.iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
        if len(trust["Statement"]) != 1:
            raise DemoFailure("the trust policy was not put back")
        heading("The window has passed: settled")
        self.wait("correction.settled for the role", lambda: any(
            change.get("aspect") == "trustPolicy" for notice in self.notices("correction.settled") for change in notice["body"]["data"]["changes"]
            if change.get("resource") == RESOURCE and notice["time"] > self.edited_at))
        self.wait("in sync again", lambda: self.status().get("resources", {}).get("inSync") == 3)
        self.show("status", "--settled")

    def prove(self):
        heading("The journal")
        self.show("journal", "list", "--limit", "8")
        verified = self.show("journal", "verify")
        if verified.returncode != 0:
            raise DemoFailure(f"journal verify ended with {verified.returncode}")

    def run(self):
        self.prepare()
        self.bring_up()
        self.edited_at = time.time()
        self.edit()
        self.tell()
        self.settle()
        self.prove()
        heading("Where things are")
        for name in ("reconciled.yaml", "desired.d", "state.sqlite", "notices.jsonl", "calls.jsonl", "reconciled.log"):
            print(f"{name:16} {self.path(name)}")
        if self.keeps:
            pids = " ".join(str(child.pid) for child in self.children.values())
            print(f"\nLeft running. Look:  {self.programs}/reconcilectl status --socket {self.path('control.sock')}\nEnd it:  kill {pids}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    demo = Demo(options.programs, options.keep)
    succeeded = False
    try:
        demo.run()
        succeeded = True
    except (DemoFailure, subprocess.TimeoutExpired) as failure:
        print(f"\nThe demonstration failed: {failure}\nSee {demo.folder}", file=sys.stderr)
    finally:
        if not (options.keep and succeeded):
            demo.stop()
    return 0 if succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
