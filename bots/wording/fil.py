"""What the bot says in Filipino, as people chat: polite, with the English words that shops use."""

from __future__ import annotations

from collections.abc import Mapping

TEXT: Mapping[str, str] = {
    # Titles
    "title_menu": "Menu",
    "title_shop": "Mamili",
    "title_cart": "Cart ko",
    "title_clear": "Burahin ang cart",
    "title_checkout": "Checkout",
    "title_continue": "Ituloy ang checkout",
    "title_orders": "Mga order ko",
    "title_promo": "Promo code",
    "title_human": "Kausapin ang tao",
    "title_language": "Wika",
    "title_cancel": "Kanselahin",
    "title_privacy_ok": "Payag po ako",
    "title_english": "English",
    "title_filipino": "Filipino",
    "title_address_ok": "Opo, tama",
    "title_address_new": "Ibang address",
    "title_edit_address": "Palitan ang address",
    "title_cod": "Cash on delivery",
    "title_skip": "Laktawan",
    "title_back_to_bot": "Balik sa bot",
    "title_all": "Lahat ng paninda",
    "title_more": "Iba pa ▶",
    "title_before": "◀ Bumalik",
    "title_details": "Detalye",
    "title_add": "Ilagay sa cart",
    "title_one_more": "Dagdagan ng isa",
    "title_one_less": "Bawasan ng isa",
    "title_remove": "Tanggalin",
    "title_place": "I-order na",
    "title_change": "Baguhin ang cart",
    "title_track": "Nasaan ang order",
    "title_reorder": "Mag-order ulit",
    "title_cancel_order": "I-cancel ang order",
    "title_cancel_yes": "Opo, i-cancel",
    "title_keep": "Huwag i-cancel",
    # Welcome
    "welcome": (
        "Welcome po sa aming shop! Ako po ang automated assistant: dito na po kayo makakatingin, makaka-order at "
        "makakapag-track ng order. Isang tap lang din po kung gusto ninyong makausap ang tao."
    ),
    "introduction": (
        "Hi po! Ako ang automated assistant ng shop. I-type lang po ang “help” kahit kailan, o “human” para "
        "makausap ang tao."
    ),
    "welcome_back": "Welcome back po! Masaya kaming makita kayo ulit.",
    "privacy": (
        "Bago po kayo mag-order: ginagamit lang namin ang pangalan, phone number at address ninyo para maihatid "
        "ang order at mabalitaan kayo tungkol dito, at itinatago lang hangga't kailangan. Puwede po ninyong "
        "ipabura anumang oras. Payag po ba kayo?"
    ),
    "privacy_first": "Malapit na po! Bago ko itanong kung saan ihahatid, may isang bagay tungkol sa data ninyo.",
    "privacy_thanks": "Salamat po! Ano po ang gusto ninyong gawin?",
    "privacy_known": "Pumayag na po kayo dati, salamat!",
    "privacy_declined": (
        "Walang problema po. Tumingin lang po kayo; magtatanong lang ulit ako kung mag-o-order na kayo."
    ),
    "menu": "Ano po ang gusto ninyong gawin? I-tap, o i-type ang numero:",
    "help": (
        "Ito po ang puwede ninyong i-type kahit kailan:\n• menu – balik sa simula\n• shop – mga paninda, o "
        "i-type ang pangalan ng produkto\n• cart – mga napili ninyo\n• checkout – para mag-order\n• orders – "
        "nasaan na ang mga order ninyo\n• promo CODE – gamitin ang promo code\n• cancel – itigil ang ginagawa\n• "
        "language – English o Filipino\n• human – makausap ang tao"
    ),
    "you_are_welcome": "Walang anuman po! May iba pa po ba kayong kailangan?",
    "not_understood": (
        "Pasensya na po, hindi ko naintindihan. I-tap po ang kailangan ninyo, o i-type ang pangalan ng produkto."
    ),
    "answer_late": "Na-late po ang message na iyon. Itatanong ko po ulit:",
    "button_unknown": "Galing po sa lumang usapan ang button na iyon at hindi na gumagana.",
    "ask_language": "Anong wika po ang gusto ninyo?",
    "language_set": "Sige po, Filipino na tayo mula ngayon.",
    # Shop
    "choose_category": "Ano po ang hanap ninyo? I-tap, o i-type ang numero:",
    "category_unknown": "Hindi ko po nahanap ang kategoryang iyon. Ito po ang meron kami:",
    "shelf_empty": "Wala pa pong laman dito sa ngayon.",
    "page_header": (
        "{shelf} (pahina {page} ng {pages}). I-tap po ang produkto, o i-type ang numero mula 1 hanggang {count}:"
    ),
    "price_from": "mula {price}",
    "left": "{left} na lang",
    "sold_out": "Ubos na",
    "found": "May {count} produkto po akong nahanap. I-tap ang isa, o i-type ang numero:",
    "product_unknown": "Pasensya na po, hindi ko mahanap ang produktong iyon. Baka hindi na po ito ibinebenta.",
    "product_sold_out": "Pasensya na po, ubos na ang {name} sa ngayon.",
    "ask_option": "Anong {option} po ng {name}? I-tap, o i-type ang numero:",
    "option_unknown": "Wala pong ganoong {option} ang {name}. Pumili po sa mga ito:",
    "option_sold_out": "Ubos na po ang {option} na iyon ng {name}. Ito pa po ang meron:",
    "ask_quantity": "Ilan pong {name}? ({left} na lang ang meron) I-tap, o i-type ang numero:",
    "quantity_not_understood": "Numero lang po, gaya ng 2. Ilan pong {name}? ({left} na lang ang meron)",
    "quantity_wrong": "Isa o higit pa po ang dapat na bilang.",
    "only_left": "Pasensya na po, {left} na lang ang puwede pang makuha ng {name}. Ilan po?",
    "quantity_limit": (
        "Hanggang {most} lang po ng isang produkto sa isang order. Ilan pong {name}? ({left} na lang ang meron)"
    ),
    "all_in_cart": "Nasa cart na po ninyo ang lahat ng natitirang {name}.",
    "picking_stopped": "Sige po, walang naidagdag.",
    # Cart
    "added": "Naidagdag po: {quantity} × {name}\nCart ninyo: {units} item, {total}",
    "cart_full": "Puno na po ang cart: hanggang {most} linya lang sa isang order.",
    "cart_title": "🛒 Laman ng cart ninyo:",
    "cart_empty": "Wala pa pong laman ang cart ninyo. Tingin-tingin po muna!",
    "cart_cleared": "Wala na pong laman ang cart ninyo.",
    "cart_promo": "Promo code: {code} (ibabawas sa checkout)",
    "line_gone": "hindi na ibinebenta",
    "line_short": "{left} na lang ang meron",
    "line_price": "{now} na po ang presyo (dating {before})",
    "line_unknown": "Wala na po iyon sa cart ninyo.",
    "line_left": "{name}: {left} na lang ang meron",
    "line_sold_out": "{name}: ubos na",
    "line_off_sale": "{name}: hindi na ibinebenta",
    "only_left_line": "Pasensya na po, {left} na lang ang {name}. Walang binago sa cart ninyo.",
    "quantity_limit_line": "Hanggang {most} lang po ng isang produkto sa isang order. Walang binago sa cart ninyo.",
    "removed": "Tinanggal po: {name}",
    "cart_trouble": "Pasensya na po, hindi ito ma-order nang ganito. Walang binago sa cart ninyo:",
    "native_cart": "Salamat po! Nilagay ko na sa cart ninyo, sa presyo ngayon:",
    "native_cart_partly": "Nilagay ko po sa cart ang kaya. Pakipili na lang po ang mga ito sa shop:\n{gone}",
    # Amounts
    "subtotal": "Subtotal: {amount}",
    "shipping": "Delivery ({zone}): {amount}",
    "discount": "Bawas ({code}): −{amount}",
    "total": "Kabuuan: {amount}",
    "at_checkout": "ibabawas sa checkout",
    # Promo
    "ask_promo": "Paki-type po ang promo code ninyo:",
    "promo_taken": "Gagamitin po ang promo code {code}: −{discount}",
    "promo_kept": "Nakatabi na po ang promo code {code} para sa order ninyo.",
    "promo_invalid_promo": "Pasensya na po, hindi puwede rito ang promo code {code}.",
    "promo_promo_expired": "Pasensya na po, tapos na ang promo code {code}.",
    "promo_promo_limit": "Pasensya na po, ubos na ang promo code {code}.",
    "promo_min_purchase": (
        "Kailangan po ng mas malaking bili para sa promo code {code}. Magdagdag po nang kaunti at subukan ulit."
    ),
    "promo_dropped": "Hindi na po magagamit ang promo code {code}, kaya hindi ko na isinama.",
    "promo_stopped": "Sige po, walang promo code.",
    # Checkout
    "ask_recipient": "Sino po ang tatanggap ng parcel? Paki-type ang buong pangalan:",
    "ask_phone": "Mobile number po ng tatanggap? Halimbawa 0917 123 4567:",
    "ask_address": "Numero ng bahay at kalye po? Halimbawa 123 Mabini Street:",
    "ask_barangay": "Anong barangay po? Puwede rin pong laktawan:",
    "ask_city": "Anong lungsod o munisipyo po?",
    "ask_province": "Anong probinsya po? Halimbawa Cavite, o Metro Manila:",
    "ask_postal_code": "Postal code po? Apat na numero; puwede rin pong laktawan:",
    "recipient_wrong": "Kailangan ko po ang buong pangalan ng tatanggap.",
    "address_wrong": "Kailangan ko po ang numero ng bahay at kalye.",
    "barangay_wrong": "Hindi ko po nakilala ang barangay na iyon.",
    "city_wrong": "Hindi ko po nakilala ang lungsod o munisipyong iyon.",
    "province_wrong": "Hindi ko po nakilala ang probinsyang iyon.",
    "phone_wrong": "Hindi po iyon mobile number sa Pilipinas. May 11 numero po ito at nagsisimula sa 09.",
    "postal_code_wrong": "Apat na numero po ang postal code, gaya ng 1200.",
    "answer_too_long": "Masyado pong mahaba para sa label ng parcel. Pakiiklian po.",
    "province_unserved": "Pasensya na po, hindi pa kami naghahatid doon.",
    "confirm_address": "Dito po ba ihahatid?\n\n{address}",
    "ask_payment": "Paano po kayo magbabayad? I-tap, o i-type ang numero:",
    "payment_unavailable": "Hindi pa po bukas ang paraang iyon. Ito po ang puwede:",
    "summary_title": "🧾 Ang order ninyo:",
    "summary_to": "Para kay:",
    "summary_pay_cod": "Bayad: cash on delivery",
    "ask_confirm": "{total} po lahat. I-order ko na po ba?",
    "price_changed": (
        "May nagbago po mula sa huling buod: pakitingnan ang bago. {total} po lahat. I-order ko na po ba?"
    ),
    "summary_changed": "Ganito na po ang order ninyo ngayon. {total} po lahat. I-order ko na po ba?",
    "confirm_no": "Sige po, wala pang na-order. Ano po ang gusto ninyong baguhin?",
    "summary_outdated": "Luma na po ang buod na iyon, kaya walang na-order.",
    "checkout_stopped": "Itinigil po ang checkout, walang na-order. Nandito pa rin ang cart ninyo.",
    "order_placed": (
        "✅ Salamat po! Naipasok na ang order ninyo na {number}. Kabuuan: {total}.\nSasabihan po namin kayo rito "
        "kapag nakumpirma na ng shop."
    ),
    "order_known": (
        "Naipasok na po ang order na ito: {number}, kabuuan {total}. Status: {status}. Hindi po ito nadoble."
    ),
    "order_refused": "Pasensya na po, hindi ko matanggap ang order na ito: {reason}",
    "account_inactive": "Pasensya na po, hindi puwedeng mag-order mula sa account na ito. Kausapin po kami.",
    "customer_limit": "Marami na po kayong bukas na order. Hintayin po munang matapos ang iba, o kausapin kami.",
    "paid_by_cod": "Cash on delivery",
    "paid_by_gcash": "GCash",
    "paid_by_maya": "Maya",
    "paid_by_bank_transfer": "Bank transfer",
    # Orders
    "orders_title": "Mga huling order ninyo. I-tap ang isa, o i-type ang numero:",
    "orders_none": "Wala pa po kayong order.",
    "order_title": "Order {number}: {status}",
    "order_parcel": "{courier}, tracking number {tracking}",
    "order_unknown": "Hindi ko po nahanap ang order na iyon sa mga order ninyo.",
    "status_pending": "hinihintay ang kumpirmasyon ng shop",
    "status_confirmed": "kumpirmado na",
    "status_processing": "inihahanda na",
    "status_shipped": "papunta na",
    "status_delivered": "naihatid na",
    "status_cancelled": "kanselado",
    "status_returned": "naibalik",
    "cancel_sure": "I-cancel po ba ang order {number} ({total})? Hindi na po ito mababawi.",
    "cancel_which": "Aling order po ang gusto ninyong i-cancel?",
    "cancel_too_late": "{status} po ang order {number}: hindi na ito maka-cancel dito. Matutulungan po kayo ng tao.",
    "nothing_to_cancel": "Wala pong mai-cancel sa ngayon.",
    "order_cancelled": "Na-cancel na po ang order {number}.",
    "order_cancelled_already": "Na-cancel na po dati ang order {number}.",
    "order_kept": "Sige po, tuloy ang order ninyo.",
    "reordered": "Nasa cart na po ulit ang order {number}, sa presyo ngayon.",
    "reordered_partly": (
        "Nilagay ko po ulit sa cart ang order {number}, maliban sa mga ito na hindi makuha ngayon gaya ng dati:\n{gone}"
    ),
    "reordered_nothing": "Pasensya na po, wala sa order {number} ang makukuha ngayon:\n{gone}",
    # People and other things
    "human_called": "Tinawag ko na po ang tao; may sasagot sa inyo rito. Tatahimik po muna ako.",
    "human_left": "Nandito na po ulit ako!",
    "sticker": "😊 Ang galing! Ano po ang maitutulong ko?",
    "attachment_image": (
        "Salamat po, pero hindi ako nakakakita ng larawan o video. Paki-type po ang kailangan, o kausapin ang tao."
    ),
    "attachment_audio": (
        "Salamat po, pero hindi ako nakakarinig ng voice message. Paki-type po ang kailangan, o kausapin ang tao."
    ),
    "attachment_other": "Salamat po, pero hindi ko iyon mabuksan. Paki-type po ang kailangan, o kausapin ang tao.",
    "message_edited": (
        "Nakita ko pong in-edit ninyo ang isang message. Walang nababago sa edit lang: pakisabi po rito ang babaguhin."
    ),
    "message_unsent": (
        "Nakita ko pong binawi ninyo ang isang message. Walang nabago: ganoon pa rin ang cart at mga order ninyo."
    ),
}
