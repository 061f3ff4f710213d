"""What the bot says in English. Titles of buttons have at most 20 characters."""

from __future__ import annotations

from collections.abc import Mapping

TEXT: Mapping[str, str] = {
    # Titles
    "title_menu": "Menu",
    "title_shop": "Shop",
    "title_cart": "My cart",
    "title_clear": "Empty the cart",
    "title_checkout": "Checkout",
    "title_continue": "Continue checkout",
    "title_orders": "My orders",
    "title_promo": "Promo code",
    "title_human": "Talk to a person",
    "title_language": "Language",
    "title_cancel": "Cancel",
    "title_privacy_ok": "I agree",
    "title_english": "English",
    "title_filipino": "Filipino",
    "title_address_ok": "Yes, that's right",
    "title_address_new": "Another address",
    "title_edit_address": "Change address",
    "title_cod": "Cash on delivery",
    "title_skip": "Skip",
    "title_back_to_bot": "Back to the bot",
    "title_all": "All products",
    "title_more": "More ▶",
    "title_before": "◀ Back",
    "title_details": "Details",
    "title_add": "Add to cart",
    "title_one_more": "One more",
    "title_one_less": "One less",
    "title_remove": "Remove",
    "title_place": "Place order",
    "title_change": "Change cart",
    "title_track": "Track order",
    "title_reorder": "Order again",
    "title_cancel_order": "Cancel order",
    "title_cancel_yes": "Yes, cancel it",
    "title_keep": "Keep my order",
    # Welcome
    "welcome": (
        "Welcome to our shop! I am the automated assistant: you can look around, order and track your order "
        "right here. A real person is one tap away any time."
    ),
    "introduction": "Hi! I am the shop's automated assistant. Type “help” any time, or “human” to talk to a person.",
    "welcome_back": "Welcome back! Good to see you again.",
    "privacy": (
        "Before you order: we use your name, phone number and address only to deliver your orders and to tell "
        "you about them, and we keep them only as long as we must. You can ask us to erase them at any time. Do "
        "you agree?"
    ),
    "privacy_first": "Nearly there! Before I ask where to send it, one thing about your data.",
    "privacy_thanks": "Thank you! What would you like to do?",
    "privacy_known": "You have agreed already, thank you!",
    "privacy_declined": "No problem. Look around as you like; I will ask again only if you want to order.",
    "menu": "What would you like to do? Tap, or type a number:",
    "help": (
        "Here is what you can type any time:\n• menu – start over\n• shop – see our products, or type a "
        "product's name\n• cart – what you have picked\n• checkout – order it\n• orders – where your orders "
        "are\n• promo CODE – use a promo code\n• cancel – stop what we are doing\n• language – English or "
        "Filipino\n• human – talk to a person"
    ),
    "you_are_welcome": "You're welcome! Anything else I can do?",
    "not_understood": "Sorry, I did not understand that. Tap what you need, or type a product's name.",
    "answer_late": "That message reached me late. Let me ask again:",
    "button_unknown": "That button is from an older conversation and no longer works.",
    "ask_language": "Which language do you prefer?",
    "language_set": "All right, English from now on.",
    # Shop
    "choose_category": "What are you looking for? Tap, or type a number:",
    "category_unknown": "I could not find that category. Here is what we have:",
    "shelf_empty": "There is nothing here right now.",
    "page_header": "{shelf} (page {page} of {pages}). Tap a product, or type its number from 1 to {count}:",
    "price_from": "from {price}",
    "left": "{left} left",
    "sold_out": "Sold out",
    "found": "I found {count} products. Tap one, or type its number:",
    "product_unknown": "Sorry, I could not find that product. It may not be on sale any more.",
    "product_sold_out": "Sorry, {name} is sold out right now.",
    "ask_option": "Which {option} of {name} would you like? Tap, or type a number:",
    "option_unknown": "There is no such {option} of {name}. Please choose one of these:",
    "option_sold_out": "That {option} of {name} is sold out. These are left:",
    "ask_quantity": "How many {name} would you like? ({left} left) Tap, or type a number:",
    "quantity_not_understood": "Please type a number such as 2. How many {name} would you like? ({left} left)",
    "quantity_wrong": "Please choose a quantity of 1 or more.",
    "only_left": "Sorry, only {left} more of {name} can be had. How many would you like?",
    "quantity_limit": (
        "At most {most} of one product fit into one order. How many {name} would you like? ({left} left)"
    ),
    "all_in_cart": "All that is left of {name} is in your cart already.",
    "picking_stopped": "All right, nothing was added.",
    # Cart
    "added": "Added: {quantity} × {name}\nYour cart: {units} item(s), {total}",
    "cart_full": "Your cart is full: one order takes at most {most} different lines.",
    "cart_title": "🛒 Your cart:",
    "cart_empty": "Your cart is empty. Have a look around!",
    "cart_cleared": "Your cart is empty now.",
    "cart_promo": "Promo code: {code} (counted at checkout)",
    "line_gone": "no longer on sale",
    "line_short": "only {left} left",
    "line_price": "the price is now {now} (it was {before})",
    "line_unknown": "That is no longer in your cart.",
    "line_left": "{name}: only {left} left",
    "line_sold_out": "{name}: sold out",
    "line_off_sale": "{name}: no longer on sale",
    "only_left_line": "Sorry, only {left} of {name} left. Your cart stays as it was.",
    "quantity_limit_line": "At most {most} of one product fit into one order. Your cart stays as it was.",
    "removed": "Removed: {name}",
    "cart_trouble": "Sorry, this cannot be ordered as it is. Your cart is unchanged:",
    "native_cart": "Thank you! I put it into your cart, at today's prices:",
    "native_cart_partly": "I put into your cart what I could. Please pick these from the shop yourself:\n{gone}",
    # Amounts
    "subtotal": "Subtotal: {amount}",
    "shipping": "Delivery ({zone}): {amount}",
    "discount": "Discount ({code}): −{amount}",
    "total": "Total: {amount}",
    "at_checkout": "counted at checkout",
    # Promo
    "ask_promo": "Please type your promo code:",
    "promo_taken": "Promo code {code} is in use: −{discount}",
    "promo_kept": "Promo code {code} is kept for your order.",
    "promo_invalid_promo": "Sorry, promo code {code} is not valid for this.",
    "promo_promo_expired": "Sorry, promo code {code} has ended.",
    "promo_promo_limit": "Sorry, promo code {code} is used up.",
    "promo_min_purchase": "Promo code {code} needs a larger purchase. Add a little more and try again.",
    "promo_dropped": "Promo code {code} can no longer be used, so I left it out.",
    "promo_stopped": "All right, no promo code.",
    # Checkout
    "ask_recipient": "Who will receive the parcel? Please type the full name:",
    "ask_phone": "Mobile number of the receiver? For example 0917 123 4567:",
    "ask_address": "House number and street? For example 123 Mabini Street:",
    "ask_barangay": "Which barangay? You can also skip this:",
    "ask_city": "Which city or municipality?",
    "ask_province": "Which province? For example Cavite, or Metro Manila:",
    "ask_postal_code": "Postal code? Four digits; you can also skip this:",
    "recipient_wrong": "I need the receiver's full name.",
    "address_wrong": "I need the house number and street.",
    "barangay_wrong": "I did not recognise that as a barangay.",
    "city_wrong": "I did not recognise that as a city or municipality.",
    "province_wrong": "I did not recognise that as a province.",
    "phone_wrong": "That is not a Philippine mobile number. It has 11 digits and begins with 09.",
    "postal_code_wrong": "A postal code has four digits, such as 1200.",
    "answer_too_long": "That is too long for the label on the parcel. Please make it shorter.",
    "province_unserved": "Sorry, we do not deliver there yet.",
    "confirm_address": "Shall we send it here?\n\n{address}",
    "ask_payment": "How would you like to pay? Tap, or type a number:",
    "payment_unavailable": "That way to pay is not open yet. These are:",
    "summary_title": "🧾 Your order:",
    "summary_to": "To:",
    "summary_pay_cod": "Payment: cash on delivery",
    "ask_confirm": "Total {total}. Shall I place this order?",
    "price_changed": (
        "Something changed since the last summary: please look at the new one. Total {total}. Shall I place this order?"
    ),
    "summary_changed": "This is how your order looks now. Total {total}. Shall I place it?",
    "confirm_no": "All right, nothing is ordered yet. What would you like to change?",
    "summary_outdated": "That summary is no longer current, so nothing was ordered.",
    "checkout_stopped": "Checkout stopped, nothing was ordered. Your cart is still here.",
    "order_placed": (
        "✅ Thank you! Your order {number} is placed. Total: {total}.\nWe will tell you here when the shop has "
        "confirmed it."
    ),
    "order_known": (
        "This order is placed already: {number}, total {total}. Status: {status}. Nothing was ordered twice."
    ),
    "order_refused": "Sorry, I could not take this order: {reason}",
    "account_inactive": "Sorry, orders are not possible from this account. Please talk to us.",
    "customer_limit": "You have many open orders already. Please wait until some are done, or talk to us.",
    "paid_by_cod": "Cash on delivery",
    "paid_by_gcash": "GCash",
    "paid_by_maya": "Maya",
    "paid_by_bank_transfer": "Bank transfer",
    # Orders
    "orders_title": "Your latest orders. Tap one, or type its number:",
    "orders_none": "You have no orders yet.",
    "order_title": "Order {number}: {status}",
    "order_parcel": "{courier}, tracking number {tracking}",
    "order_unknown": "I could not find that order among yours.",
    "status_pending": "waiting for the shop to confirm it",
    "status_confirmed": "confirmed",
    "status_processing": "being packed",
    "status_shipped": "on its way",
    "status_delivered": "delivered",
    "status_cancelled": "cancelled",
    "status_returned": "returned",
    "cancel_sure": "Cancel order {number} ({total})? This cannot be undone.",
    "cancel_which": "Which order do you want to cancel?",
    "cancel_too_late": "Order {number} is {status}: it can no longer be cancelled here. A person can help.",
    "nothing_to_cancel": "There is nothing to cancel right now.",
    "order_cancelled": "Order {number} is cancelled.",
    "order_cancelled_already": "Order {number} is cancelled already.",
    "order_kept": "Good, your order stays as it is.",
    "reordered": "Order {number} is in your cart again, at today's prices.",
    "reordered_partly": (
        "I put order {number} into your cart again, except for these, which cannot be had now as they were:\n{gone}"
    ),
    "reordered_nothing": "Sorry, nothing of order {number} can be had right now:\n{gone}",
    # People and other things
    "human_called": "I have called a person; somebody will answer you here. Until then I keep quiet.",
    "human_left": "I am back!",
    "sticker": "😊 Nice one! What can I do for you?",
    "attachment_image": (
        "Thank you, but I cannot look at pictures or videos. Please type what you need, or ask for a person."
    ),
    "attachment_audio": (
        "Thank you, but I cannot listen to voice messages. Please type what you need, or ask for a person."
    ),
    "attachment_other": "Thank you, but I cannot open that. Please type what you need, or ask for a person.",
    "message_edited": (
        "I saw that you edited a message. An edit changes nothing by itself: please tell me here what to change."
    ),
    "message_unsent": (
        "I saw that you took a message back. It changes nothing by itself: your cart and your orders are as they were."
    ),
}
