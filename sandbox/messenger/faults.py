"""Faults on demand: what goes wrong, for whom, and how many times."""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import dataclass
from typing import Any

from sandbox.messenger.state import Json

SEND_KINDS = {
    "error",
    "http",
    "slow",
    "timeout_before",
    "timeout_after",
    "drop_before",
    "drop_after",
    "error_after",
    "bad_json",
    "echo_before_response",
}
WEBHOOK_KINDS = {"slow", "duplicate", "hold", "shuffle", "batch", "drop", "lost_answer", "signature"}
OPERATIONS = {"send", "action", "profile", "user_profile", "templates", "thread", "attachments", "any", "webhook"}
#: Kinds whose call takes effect although the caller sees a failure or nothing at all.
APPLIED = {"timeout_after", "drop_after", "error_after", "bad_json", "slow", "echo_before_response"}


class FaultError(ValueError):
    """A fault that cannot be set as asked."""


@dataclass
class Fault:
    """One thing that goes wrong `times` times (for hold, shuffle and batch: with so many deliveries)."""

    id: int
    operation: str
    kind: str
    times: int = 1
    psid: str | None = None
    event: str | None = None
    code: int | None = None
    subcode: int | None = None
    message: str | None = None
    status: int | None = None
    seconds: float | None = None
    retry_after: int | None = None
    copies: int = 1
    mode: str = "wrong"
    apply: bool | None = None
    text: str | None = None
    skip: int = 0

    @property
    def applies(self) -> bool:
        """Say whether the call takes effect."""
        return self.kind in APPLIED if self.apply is None else self.apply


class Faults:
    """The faults that are set, oldest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._numbers = 0

    def add(self, data: Json) -> Fault:
        """Set a fault. Raises FaultError when operation, kind or a field is unknown."""
        known = {item.name for item in dataclasses.fields(Fault)} - {"id"}
        if unknown := sorted(set(data) - known):
            raise FaultError(f"unknown fields: {', '.join(unknown)}")
        operation, kind = data.get("operation", "send"), data.get("kind", "error")
        if operation not in OPERATIONS:
            raise FaultError(f"operation must be one of {', '.join(sorted(OPERATIONS))}")
        kinds = WEBHOOK_KINDS if operation == "webhook" else SEND_KINDS
        if kind not in kinds:
            raise FaultError(f"kind for {operation} must be one of {', '.join(sorted(kinds))}")
        numbers: dict[str, Any] = {key: data[key] for key in ("times", "skip", "copies") if key in data}
        if not all(isinstance(number, int) and number >= 0 for number in numbers.values()):
            raise FaultError("times, skip and copies must be whole numbers")
        with self._lock:
            self._numbers += 1
            fault = Fault(id=self._numbers, **{**data, "operation": operation, "kind": kind})
            self._faults.append(fault)
            return fault

    def take(self, operation: str, psid: str | None, event: str | None = None) -> Fault | None:
        """Use up one turn of the first fault that fits, and return it."""
        with self._lock:
            for fault in self._faults:
                if fault.operation != operation and not (fault.operation == "any" and operation != "webhook"):
                    continue
                if fault.psid not in (None, psid) or fault.event not in (None, event):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return dataclasses.replace(fault)
        return None

    def clear(self) -> None:
        """Take all faults back."""
        with self._lock:
            self._faults.clear()

    def as_json(self) -> list[Json]:
        """Return the faults that are still to come."""
        with self._lock:
            return [dataclasses.asdict(fault) for fault in self._faults]
