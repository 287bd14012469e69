"""The JSON Schema of a process file, made from the models, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from knowledge.process import COMPLETE, Process

_KEYS = {
    "id": "Lower-case words with hyphens, unique in the process.",
    "name": "What people call it. A stage is named for what the customer does.",
    "version": "The version of this process, counted from 1.",
    "applies_to": "Which deals it is for: every attribute must match; without it, every deal.",
    "stages": "The customer's steps, in order.",
    "customer_goal": "What the customer wants to have settled by the end of the stage.",
    "seller_step": "The seller's step that corresponds to it.",
    "typical_days": "How many days customers usually take.",
    "outcomes": "What the customer does that a third person could check; at least one is a gate.",
    "seller_actions": "What a seller does to bring outcomes about.",
    "action": "What the seller does, as an instruction.",
    "purpose": "What the action does for the customer's step.",
    "advances": "The outcomes that the action serves, by id.",
    "backward_signals": "What takes outcomes back when it happens.",
    "signal": "What happens, as a sentence.",
    "reverses": "The outcomes that it takes back, by id.",
    "reconfirm_after_days": "After so many days the customer should confirm it again.",
    "min": "The smallest value that matches.",
    "max": "The largest value that matches.",
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that knowledge/process.schema.json holds."""
    made = Process.model_json_schema()
    parts = [made, *made["$defs"].values()]
    for part in parts:
        for key, value in part.get("properties", {}).items():
            value.pop("title", None)
            if key in _KEYS:
                value.setdefault("description", _KEYS[key])
            if key == "id":
                value["not"] = {"const": COMPLETE}
    made["$defs"]["Outcome"]["properties"]["evidence"]["minItems"] = 1
    made["$defs"]["Range"]["minProperties"] = 1
    values = made["properties"]["applies_to"]["additionalProperties"]["anyOf"]
    values.extend({"type": kind} for kind in ("number", "boolean"))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
