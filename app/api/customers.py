"""/api/customers: who buys."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.base import Blueprint, PageQuery, envelope, filters_of, page, resources, session
from app.cursors import read as read_cursor
from services import customer_admin, db
from services.fields import Text
from services.models.customers import ACCOUNT_STATUSES, CUSTOMER_TIERS, LANGUAGES

blueprint = Blueprint("customers", __name__, url_prefix="/api/customers", description="Who buys, and who may.")
# 'erased' is the end of another path, which removes the data too.
_SETTABLE_STATUSES = tuple(status for status in ACCOUNT_STATUSES if status != "erased")


class CustomerQuery(PageQuery):
    account_status = fields.String(validate=validate.OneOf(ACCOUNT_STATUSES))
    q = fields.String(
        validate=validate.Length(1, 100), metadata={"description": "a phone, a messenger id, or how a name begins"}
    )


class CustomerPatch(Schema):
    facebook_name = Text(150, allow_none=True)
    phone = Text(32, allow_none=True, pattern=r"\+?[0-9]{7,15}", hint="must be a phone number")
    email = Text(254, allow_none=True, pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+", hint="must be an e-mail address")
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    customer_tier = fields.String(validate=validate.OneOf(CUSTOMER_TIERS))
    account_status = fields.String(validate=validate.OneOf(_SETTABLE_STATUSES))


class CustomerIn(CustomerPatch):
    """A customer made by staff; one who writes to the page is made by the first message."""

    messenger_id = Text(64, pattern=r"[0-9A-Za-z_-]+", hint="must be letters and digits")
    facebook_name = Text(150, required=True)


class CustomerSchema(Schema):
    id = fields.Integer()
    messenger_id = fields.String(allow_none=True)
    facebook_name = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    email = fields.String(allow_none=True)
    language = fields.String()
    customer_tier = fields.String()
    account_status = fields.String()
    total_orders = fields.Integer()
    total_spent = fields.Decimal(places=2)
    privacy_accepted_at = fields.AwareDateTime(allow_none=True)
    last_seen_at = fields.AwareDateTime(allow_none=True)
    created_at = fields.AwareDateTime()


@blueprint.get("")
@blueprint.arguments(CustomerQuery, location="query")
@blueprint.response(200, envelope("customers", CustomerSchema, is_page=True))
def list_customers(query: dict[str, Any]) -> dict[str, Any]:
    """List customers, newest first."""
    filters = filters_of(query)
    before = read_cursor(query.get("cursor"), of="customers", filters=filters)
    with session() as opened:
        rows = customer_admin.find(opened, **filters, before=before[0] if before else None, limit=query["limit"] + 1)
    return page("customers", rows, query["limit"], lambda row: [row["id"]], filters)


@blueprint.post("")
@blueprint.arguments(CustomerIn)
@blueprint.response(201, envelope("customer", CustomerSchema))
def create_customer(values: dict[str, Any]) -> dict[str, Any]:
    """Add a customer."""
    return _told(db.transact(resources().sessions, lambda opened: customer_admin.create(opened, values=values)))


@blueprint.get("/<int:user_id>")
@blueprint.response(200, envelope("customer", CustomerSchema))
def get_customer(user_id: int) -> dict[str, Any]:
    """One customer."""
    return _told(user_id)


@blueprint.patch("/<int:user_id>")
@blueprint.arguments(CustomerPatch)
@blueprint.response(200, envelope("customer", CustomerSchema))
def change_customer(values: dict[str, Any], user_id: int) -> dict[str, Any]:
    """Change a customer: `account_status` blocks or frees one."""
    db.transact(resources().sessions, lambda opened: customer_admin.change(opened, user_id, values=values))
    return _told(user_id)


def _told(user_id: int) -> dict[str, Any]:
    with session() as opened:
        return {"success": True, "customer": customer_admin.get(opened, user_id)}
