"""The Graph API's calls that are not sends: profile, subscription, people, templates and thread control."""

from __future__ import annotations

from typing import Any

from sandbox.messenger import events, policy, templates
from sandbox.messenger.delivery import Courier
from sandbox.messenger.errors import GraphError, invalid
from sandbox.messenger.profile import check_profile
from sandbox.messenger.state import Customer, Json, Template, World

SUBSCRIBABLE = set(events.FIELD_OF.values()) | {
    "message_echoes",
    "standby",
    "messaging_feedback",
    "response_feedback",
    "message_template_status_update",
    "messenger_template_status_update",
    "messaging_customer_information",
    "send_cart",
    "feed",
}
USER_FIELDS = {"id", "first_name", "last_name", "profile_pic", "name"}


class PageSettings:
    """Reads and changes what the page has set up."""

    def __init__(self, world: World, courier: Courier) -> None:
        self._world, self._courier = world, courier

    def messenger_profile(self, method: str, data: Json) -> Json:
        """Get, set or delete properties of the Messenger Profile."""
        world = self._world
        names = _names(data.get("fields"))
        with world.lock:
            if method == "GET":
                return {"data": [{name: world.profile[name] for name in names if name in world.profile}]}
            if method == "POST":
                world.profile = check_profile(data, world.profile)
            else:
                if not names:
                    raise invalid("Param fields is required")
                left = {name: value for name, value in world.profile.items() if name not in names}
                if left.get("persistent_menu") and not left.get("get_started"):
                    raise invalid("You must delete the persistent menu before the Get Started button")
                world.profile = left
            world.touch()
            return {"result": "success"}

    def subscribed_apps(self, method: str, data: Json) -> Json:
        """Say or change which fields our app gets for this page."""
        world = self._world
        with world.lock:
            if method == "GET":
                app = {"category": "Business", "name": "Sandbox app", "id": str(world.config.app_id)}
                return {"data": [{**app, "subscribed_fields": world.subscribed_fields}]}
            if method == "DELETE":
                world.subscribed_fields = []
                return {"success": True}
            fields = _names(data.get("subscribed_fields"))
            if unknown := sorted(set(fields) - SUBSCRIBABLE):
                raise invalid(f"Param subscribed_fields holds unknown fields: {', '.join(unknown)}")
            if not fields:
                raise invalid("Param subscribed_fields is required")
            world.subscribed_fields = fields
            return {"success": True}

    def user_profile(self, psid: str, data: Json) -> Json:
        """Return the asked fields of a person; an empty object without the permission."""
        world = self._world
        customer = world.customers.get(psid)
        if customer is None:
            raise GraphError(100, 33)
        if not world.config.features.get("user_profile", True):
            return {}
        names = _names(data.get("fields")) or ["first_name", "last_name", "profile_pic"]
        if unknown := sorted(set(names) - USER_FIELDS):
            raise invalid(f"Tried accessing nonexisting field ({unknown[0]})")
        known = {
            "first_name": customer.first_name,
            "last_name": customer.last_name,
            "name": f"{customer.first_name} {customer.last_name}".strip(),
            "profile_pic": customer.profile_pic,
        }
        return {**{name: known[name] for name in names if name in known}, "id": psid}

    # Templates

    def message_templates(self, method: str, data: Json) -> Json:
        """List, create or delete utility templates."""
        world = self._world
        if method == "GET":
            wanted = data.get("name")
            with world.lock:
                found = [item for item in world.templates.values() if wanted in (None, item.name)]
            return {"data": [_template(item) for item in found]}
        if method == "DELETE":
            with world.lock:
                gone = [key for key, item in world.templates.items() if item.name == data.get("name")]
                for key in gone:
                    del world.templates[key]
            if not gone:
                raise GraphError(100, 33)
            return {"success": True}
        template = templates.create(world, data)
        if template.status != "PENDING":
            self._announce(template)
        return {"id": template.id, "status": template.status, "category": template.category}

    def review(self, template: Template, status: str, reason: str | None) -> Json:
        """Approve or reject a template, as Meta's reviewers would, and tell the webhook."""
        with self._world.lock:
            template.status, template.reason = status, reason
            self._announce(template)
        return _template(template)

    def _announce(self, template: Template) -> None:
        item = template
        self._courier.enqueue(
            events.template_status(self._world, item.id, item.name, item.language, item.status, item.reason)
        )

    # Thread control

    def thread(self, edge: str, method: str, data: Json) -> Json:
        """Pass, take, request, release or extend control of a thread, or say who owns it."""
        world = self._world
        recipient = data.get("recipient")
        with world.lock:
            if edge == "thread_owner" and method == "GET":
                psid = recipient.get("id") if isinstance(recipient, dict) else recipient
                customer = policy.find_recipient(world, {"id": psid})
                owner = world.owner_of(customer) or world.config.app_id
                expiration = (world.clock.now_ms() + policy.WINDOW_MS) // 1000
                return {"data": [{"thread_owner": {"app_id": owner, "expiration": expiration}}]}
            customer = policy.find_recipient(world, recipient)
            if method != "POST":
                raise GraphError(2500, None, f"Unknown path components: /{edge}")
            self._change_owner(edge, customer, data)
            world.touch(customer)
            return {"success": True}

    def _change_owner(self, edge: str, customer: Customer, data: Json) -> None:
        world = self._world
        if edge == "pass_thread_control":
            policy.check_owner(world, customer)
            target = str(data.get("target_app_id", ""))
            if not target.isdigit():
                raise invalid("Param target_app_id must be an app id")
            customer.owner_app_id = int(target)
            customer.owner_active_ms = world.clock.now_ms()
        elif edge == "take_thread_control":
            if world.config.routing != "default_app":
                raise GraphError(10, None, "(#10) Taking control needs a default app for this Page")
            customer.owner_app_id = None
        elif edge == "release_thread_control":
            policy.check_owner(world, customer)
            customer.owner_app_id = None
        elif edge not in ("request_thread_control", "extend_thread_control"):
            raise GraphError(2500, None, f"Unknown path components: /{edge}")


def _template(item: Template) -> Json:
    return {
        "id": item.id,
        "name": item.name,
        "language": item.language,
        "category": item.category,
        "status": item.status,
        "rejected_reason": item.reason,
        "parameter_format": item.parameter_format,
        "components": item.components,
    }


def _names(value: Any) -> list[str]:
    """Return a list of names given as a list or as text with commas."""
    if isinstance(value, str):
        return [name.strip() for name in value.split(",") if name.strip()]
    return [str(name) for name in value] if isinstance(value, list) else []
