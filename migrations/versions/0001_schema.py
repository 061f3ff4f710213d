"""The first schema: tables, procedures, triggers, views and the two clean-up events.

The lists are this revision's own: an object added later belongs to a later revision.
"""

from __future__ import annotations

from migrations import replaceable

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "users",
    "user_addresses",
    "trusted_buyers",
    "categories",
    "products",
    "product_images",
    "promos",
    "promo_products",
    "promo_redemptions",
    "shipping_zones",
    "shipping_zone_provinces",
    "orders",
    "order_items",
    "order_state_history",
    "inventory_reservations",
    "inventory_ledger",
    "order_processing_queue",
    "order_errors",
    "order_metrics",
    "order_verifications",
    "idempotency_keys",
    "conversations",
    "cart_items",
    "chat_logs",
    "chatbot_replies",
    "webhook_inbox",
    "webhook_unusable",
    "notification_queue",
    "messenger_pages",
    "admin_notifications",
)
OBJECTS = {
    "procedures": (
        "sp_adjust_stock",
        "sp_change_stock",
        "sp_clean_queues",
        "sp_commit_order_inventory",
        "sp_end_order_holds",
        "sp_expire_order_holds",
        "sp_expire_order_reservations",
        "sp_get_order_details",
        "sp_give_back_promo",
        "sp_hold_order_lines",
        "sp_in_transaction",
        "sp_lock_order",
        "sp_release_order_inventory",
        "sp_reserve_order_inventory",
        "sp_return_order_inventory",
        "sp_sweep_expired_reservations",
        "sp_write_ledger",
    ),
    "triggers": ("trg_orders_error_count", "trg_orders_metrics", "trg_orders_state_history"),
    "views": (
        "vw_customer_ltv",
        "vw_daily_metrics",
        "vw_inventory_status",
        "vw_order_performance",
        "vw_orders_detailed",
        "vw_pending_orders",
        "vw_queue_status",
    ),
    "events": ("ev_clean_queues", "ev_expire_reservations"),
}


def upgrade() -> None:
    for table in TABLES:
        replaceable.create("tables", table, "v1")
    for kind, objects in OBJECTS.items():
        for name in objects:
            replaceable.drop(kind, name)
            replaceable.create(kind, name, "v1")


def downgrade() -> None:
    for kind in reversed(OBJECTS):
        for name in OBJECTS[kind]:
            replaceable.drop(kind, name)
    for table in reversed(TABLES):
        replaceable.drop("tables", table)
