"""`demo`, `demo --once` and `up`: the whole shop on this machine."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from deploy.local import paths, play, processes, progress, stack
from deploy.local.stack import Stack

# A process that ends again and again is broken; starting it once more would not tell anybody.
RESTARTS_ALLOWED = 5


def up() -> int:
    """Start everything in the background and return when it is ready; harmless when it is."""
    _, run, started, _ = stack.bring_up(dies_with_us=False)
    print(_addresses(run) if started else f"already up\n{_addresses(run)}")
    print("\n  ./quicksell logs -f shows what happens, ./quicksell down stops it.")
    return 0


def run() -> int:
    """Start everything, print the addresses, and stop what was started when Ctrl-C is pressed."""
    shop, run_info, started, stores = stack.bring_up(dies_with_us=True)
    try:
        print(_addresses(run_info, shop.env), flush=True)
        print(
            f"\n  Ctrl-C {'stops everything.' if started else 'ends this; what ./quicksell up started goes on.'}",
            flush=True,
        )
        return _watch(shop, restart=bool(started))
    except KeyboardInterrupt:
        return 0
    finally:
        if started:
            _stop(shop, stores)


def once() -> int:
    """Play one conversation from hello to delivery; 0 when every step happened."""
    shop, run_info, started, stores = stack.bring_up(dies_with_us=True)
    try:
        return play.main(run_info)
    finally:
        if started:
            _stop(shop, stores)


def _stop(shop: Stack, stores: list[str]) -> None:
    progress.say("\n  stopping …")
    shop.stop()
    for server in shop.main.servers:
        if server.name in stores:
            server.stop()


def _watch(shop: Stack, *, restart: bool) -> int:
    left = RESTARTS_ALLOWED
    while True:
        time.sleep(1)
        ended = shop.ended()
        if not ended:
            continue
        if not paths.RUN_FILE.exists():
            # Somebody ran ./quicksell down.
            return 0
        if not restart or not left:
            raise processes.failed(f"{ended[0]} ended", shop.log(ended[0]))
        left -= 1
        progress.warn(f"{', '.join(ended)} ended and is started again; see ./quicksell logs {ended[0]}")
        for name in ended:
            shop.forget(name)
        shop.start_missing(dies_with_us=True)
        shop.write_run_file()


def _addresses(run_info: Mapping[str, Any], env: Mapping[str, str] | None = None) -> str:
    web = run_info["web_url"]
    lines = [
        ("Chat as a customer", run_info["chat_url"]),
        ("Staff console" if "/admin" in run_info["admin_url"] else "Staff API", run_info["admin_url"]),
    ]
    if env and "/admin" in run_info["admin_url"]:
        lines.append(("  log in with", f"{env['ADMIN_BOOTSTRAP_USER']} / {env['ADMIN_BOOTSTRAP_PASSWORD']}"))
    lines += [
        ("API documentation", f"{web}/api/docs"),
        ("Health", f"{web}/api/health"),
        ("Keys and process ids", str(paths.RUN_FILE.relative_to(paths.ROOT))),
    ]
    addresses = "\n".join(f"  {name:<21} {value}" for name, value in lines)
    return f"\nQuickSell is running\n\n{addresses}\n\n{_how_to_confirm(run_info)}"


def _how_to_confirm(run_info: Mapping[str, Any]) -> str:
    order, which = 1, "the next order"
    api = play.Http(run_info["web_url"], run_info["admin_access_token"])
    for newest in api("GET", "/api/orders?limit=1")["orders"]:
        is_waiting = newest["order_status"] == "pending"
        order, which = newest["id"] + (not is_waiting), newest["order_number"] if is_waiting else which
    call = f'curl -X POST -H "Authorization: Bearer $ADMIN_ACCESS_TOKEN" "$PUBLIC_BASE_URL/api/orders/{order}/confirm"'
    return f"  As the shop's staff, confirm {which} ({order} is its id):\n\n  ./quicksell exec sh -c '{call}'"
