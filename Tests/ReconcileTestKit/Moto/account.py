"""Commands that act on the emulated account as somebody other than the daemon.

Each is a JSON object with "do"; the answer is {"result": …} or {"error": "…"}.

  estate   folder, roles, policies, keys, foreign, users, groups, whole_keys, create (true | false: only what the daemon never creates)
  change   edit: one of edits.CHANGES, SAME or GONE, on the first resource that fits; answers {"edit", "resource", "expected"}
  changes  all of edits.CHANGES that the estate has the parts for, each on its own resource, but those named in "except"
  same     all of edits.SAME, likewise
  export   prefix: all there is of roles, users, groups, policies and keys whose name begins so
  call     service, method, parameters: any boto3 call; region; as: {"accessKey", "secret", "agent"}, whose it is
  faults, seed, stale, pages, rewrites, enforce, clusterRole, graph, join, limit, trail   value: as over HTTP
"""
import json

import edits
import edits_keys
import edits_people
import estate
import export

CONTROLS = ("faults", "seed", "stale", "pages", "rewrites", "enforce", "clusterRole", "graph", "join", "limit", "trail", "state")

class Commands:
    def __init__(self, endpoint, control):
        self._endpoint, self._control = endpoint, control
        self._aws, self._estate = None, None
        self._others = {}

    def answer(self, line):
        try:
            return json.dumps({"result": self.run(json.loads(line))}, default=str)
        except Exception as fault:  # Whatever is wrong is for the test to read.
            return json.dumps({"error": f"{type(fault).__name__}: {fault}"})

    def run(self, command):
        if command["do"] in CONTROLS:
            return self._control(command["do"], command.get("value"))
        if self._aws is None:
            self._aws = estate.AWS(self._endpoint)
        return getattr(self, "do_" + command["do"])(command)

    def do_estate(self, command):
        sizes = {name: command[name] for name in ("roles", "policies", "keys", "foreign", "users", "groups", "whole_keys") if name in command}
        self._estate = estate.plan(**sizes)
        if command.get("create", True):
            estate.create(self._aws, self._estate)
        else:
            estate.create_keys_only(self._aws, self._estate)
        estate.write_manifests(self._estate, command["folder"])
        return {name: [item["name"] for item in self._estate[name]] for name in ("roles", "policies", "keys")}

    def do_change(self, command):
        edit = next(edit for edit in edits.CHANGES + edits.SAME + edits.GONE if edit.name == command["edit"])
        return self._apply(edit, edits.targets([edit], self._estate)[0][1])

    def do_changes(self, command):
        wanted = [edit for edit in edits.possible(edits.CHANGES, self._estate) if edit.name not in command.get("except", [])]
        return [self._apply(edit, resource) for edit, resource in edits.targets(wanted, self._estate)]

    def do_same(self, _):
        return [self._apply(edit, resource) for edit, resource in edits.targets(edits.possible(edits.SAME, self._estate), self._estate)]

    def _apply(self, edit, resource):
        edit.apply(self._aws, resource, self._estate)
        return edit.describe(resource)

    def _caller(self, command):
        if "as" not in command:
            return self._aws
        whose = command["as"]
        if whose["accessKey"] not in self._others:
            self._others[whose["accessKey"]] = estate.AWS(self._endpoint, whose["accessKey"], whose["secret"], whose["agent"])
        return self._others[whose["accessKey"]]

    def do_call(self, command):
        client = self._caller(command).client(command["service"], command.get("region", estate.REGION))
        method = getattr(client, command["method"])
        answer = method(**command.get("parameters", {}))
        answer.pop("ResponseMetadata", None)
        return answer

    def do_export(self, command):
        return export.account(self._aws, command.get("prefix", ""))
