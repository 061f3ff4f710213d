"""What the sandbox remembers: customers and their threads, the page's profile and templates, and the call ledger."""

from __future__ import annotations

import base64
import collections
import dataclasses
import json
import os
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.messenger.clock import DAY, Clock
from sandbox.messenger.config import Config

Json = dict[str, Any]

#: The Page Inbox as a sender, as Meta's routing page prints it.
INBOX_APP_ID = 263902037430900
JOURNAL_LENGTH = 50_000
DEFAULT_FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
    "message_template_status_update",
)


@dataclass
class Entry:
    """One line of a thread, as both sides see it."""

    n: int
    sender: str
    mid: str
    timestamp: int
    kind: str
    message: Json
    revision: int = 0
    status: str = "sent"
    edits: int = 0
    unsent: bool = False
    reactions: dict[str, str] = field(default_factory=dict)
    rendered: Json | None = None
    app_id: int | None = None

    def as_json(self) -> Json:
        """Return the line as the thread endpoint shows it."""
        shown = dataclasses.asdict(self)
        shown["from"] = shown.pop("sender")
        return shown


@dataclass
class Customer:
    """A person who may write to the page, with the thread between the two."""

    psid: str
    first_name: str
    last_name: str
    profile_pic: str
    has_role: bool = False
    blocked: bool = False
    last_action_ms: int | None = None
    owner_app_id: int | None = None
    owner_active_ms: int = 0
    typing_until: float = 0.0
    read_watermark: int = 0
    seen_watermark: int = 0
    revision: int = 0
    entries: list[Entry] = field(default_factory=list)
    looking_until: float = 0.0

    def find(self, mid: str) -> Entry | None:
        """Return the line with this mid, newest first."""
        return next((entry for entry in reversed(self.entries) if entry.mid == mid), None)

    def as_json(self) -> Json:
        """Return the person without the thread."""
        return {
            "psid": self.psid,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "profile_pic": self.profile_pic,
            "blocked": self.blocked,
            "has_role": self.has_role,
            "owner_app_id": self.owner_app_id,
            "last_action": self.last_action_ms,
            "read_watermark": self.read_watermark,
            "seen_watermark": self.seen_watermark,
            "typing": self.typing_until > time.time(),
            "entries": len(self.entries),
        }


@dataclass
class Template:
    """An utility message template and the outcome of its review."""

    id: str
    name: str
    language: str
    category: str
    components: list[Json]
    parameter_format: str = "POSITIONAL"
    status: str = "APPROVED"
    reason: str | None = None


class World:
    """All state behind one lock. Every change bumps `revision` and wakes whoever waits for news."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.clock = Clock()
        self.revision = 1
        self._clear()

    def _clear(self) -> None:
        self.customers: dict[str, Customer] = {}
        self.profile: Json = {}
        self.templates: dict[str, Template] = {}
        self.attachments: dict[str, Json] = {}
        self.receipt_numbers: set[str] = set()
        self.subscribed_fields: list[str] = list(DEFAULT_FIELDS)
        self.profile_calls: list[int] = []
        self.journal: collections.deque[Json] = collections.deque(maxlen=JOURNAL_LENGTH)
        self.journal_length = 0

    def reset(self) -> None:
        """Forget everything but the configuration, and set the clock right."""
        with self.lock:
            self._clear()
            self.clock.offset_ms = 0
            self.touch()

    def touch(self, customer: Customer | None = None, entry: Entry | None = None) -> None:
        """Note a change and wake the chat pages. Call it with the lock held."""
        self.revision += 1
        if customer is not None:
            customer.revision = self.revision
        if entry is not None:
            entry.revision = self.revision
        self.changed.notify_all()

    def add_customer(self, psid: str | None, first_name: str, last_name: str, profile_pic: str | None) -> Customer:
        """Add a person, or change the name of the one who has this PSID."""
        with self.lock:
            psid = psid or new_psid(self.customers)
            picture = profile_pic or f"http://127.0.0.1:{self.config.port}/avatars/{psid}.svg"
            customer = self.customers.get(psid)
            if customer is None:
                customer = Customer(psid, first_name, last_name, picture)
                self.customers[psid] = customer
            else:
                customer.first_name, customer.last_name, customer.profile_pic = first_name, last_name, picture
            self.touch(customer)
            return customer

    def add_entry(self, customer: Customer, sender: str, mid: str, kind: str, message: Json, **more: Any) -> Entry:
        """Append a line to a thread. Call it with the lock held."""
        moment = more.pop("timestamp", None)
        moment = self.next_timestamp(customer) if moment is None else moment
        entry = Entry(len(customer.entries) + 1, sender, mid, moment, kind, message, **more)
        customer.entries.append(entry)
        self.touch(customer, entry)
        return entry

    def next_timestamp(self, customer: Customer) -> int:
        """Return the time, a millisecond later than the thread's last line if both fall into the same instant."""
        now = self.clock.now_ms()
        last = customer.entries[-1].timestamp if customer.entries else 0
        return last + 1 if now <= last < now + 100 else now

    def owner_of(self, customer: Customer) -> int | None:
        """Return the app that controls the thread, or None. Control lapses after 24 idle hours."""
        idle_ms = self.clock.now_ms() - customer.owner_active_ms
        if customer.owner_app_id is not None and idle_ms > DAY:
            customer.owner_app_id = None
        return customer.owner_app_id

    def is_ours(self, customer: Customer) -> bool:
        """Say whether our app may answer in this thread."""
        return self.owner_of(customer) in (None, self.config.app_id)

    def record(self, kind: str, **fields: Any) -> Json:
        """Add a line to the journal and return it, so that its outcome can be filled in. No tokens, no texts."""
        with self.lock:
            self.journal_length += 1
            line: Json = {
                "n": self.journal_length,
                "kind": kind,
                "at": self.clock.iso(),
                "real": round(time.time(), 6),
                **fields,
            }
            self.journal.append(line)
            return line

    # Keeping state over a restart

    def save(self, path: Path, pending: list[Json]) -> None:
        """Write a snapshot, whole or not at all."""
        with self.lock:
            snapshot = {
                "offset_ms": self.clock.offset_ms,
                "customers": [dataclasses.asdict(customer) for customer in self.customers.values()],
                "profile": self.profile,
                "templates": [dataclasses.asdict(template) for template in self.templates.values()],
                "attachments": self.attachments,
                "receipt_numbers": sorted(self.receipt_numbers),
                "subscribed_fields": self.subscribed_fields,
                "pending": pending,
            }
            text = json.dumps(snapshot)
        draft = path.with_name(path.name + ".part")
        draft.write_text(text, encoding="utf-8")
        draft.chmod(0o600)
        os.replace(draft, path)

    def load(self, path: Path) -> list[Json]:
        """Read a snapshot if there is one, and return the deliveries that were still to be made."""
        if not path.exists():
            return []
        snapshot = json.loads(path.read_text(encoding="utf-8"))
        with self.lock:
            self.clock.offset_ms = snapshot["offset_ms"]
            for saved in snapshot["customers"]:
                entries = [Entry(**line) for line in saved.pop("entries")]
                customer = Customer(**{**saved, "looking_until": 0.0}, entries=entries)
                self.customers[customer.psid] = customer
                self.revision = max(self.revision, customer.revision, *(entry.revision for entry in entries), 1)
            self.profile = snapshot["profile"]
            self.templates = {saved["id"]: Template(**saved) for saved in snapshot["templates"]}
            self.attachments = snapshot["attachments"]
            self.receipt_numbers = set(snapshot["receipt_numbers"])
            self.subscribed_fields = snapshot["subscribed_fields"]
            self.touch()
        pending: list[Json] = snapshot["pending"]
        return pending


def new_mid() -> str:
    """Return a message id of the length and mixed case that Meta's have."""
    return "m_" + base64.urlsafe_b64encode(secrets.token_bytes(64)).decode().rstrip("=")


def new_psid(taken: dict[str, Customer]) -> str:
    """Return a page-scoped id that nobody has yet."""
    while (psid := f"7{secrets.randbelow(10**15):015d}") in taken:
        pass
    return psid
