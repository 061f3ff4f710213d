// Draws one message exactly as its Send API call carried it.

import { button, el, icon, isJumbo, isWeb, link, withLinks } from "./dom.js";

// `tap(payload, title)` is what a button of the message does.
export function drawMessage(entry, tap) {
  if (entry.unsent) return [el("div", { class: "bubble gone" }, "Message unsent")];
  const message = entry.message;
  if (entry.rendered) return [drawUtility(entry.rendered, tap)];
  if (message.attachment) return [drawAttachment(message.attachment, message.media_url, tap)];
  const parts = (message.attachments || []).map((item) => drawReceived(item));
  if (message.text) {
    const jumbo = entry.kind !== "postback" && isJumbo(message.text);
    parts.push(el("div", { class: jumbo ? "jumbo" : "bubble", dir: "auto" }, ...withLinks(message.text)));
  }
  return parts.length ? parts : [el("div", { class: "bubble gone" }, "Unsupported message")];
}

function drawAttachment(attachment, savedAddress, tap) {
  const payload = attachment.payload;
  if (attachment.type !== "template") return drawMedia(attachment.type, payload.url || savedAddress);
  const draw = {
    generic: drawCarousel, button: drawButtons, receipt: drawReceipt, media: drawMediaCard,
    coupon: drawCoupon, customer_feedback: drawFeedback, customer_information: drawAddressForm, image_grid: drawCarousel,
  }[payload.template_type];
  return draw ? draw(payload, tap) : el("div", { class: "bubble gone" }, `Template: ${payload.template_type}`);
}

function drawMedia(type, address) {
  if (type === "image" && isWeb(address)) return picture(address, "Picture", "photo");
  if (type === "audio" && isWeb(address)) return el("audio", { controls: true, src: address, class: "media" });
  if (type === "video" && isWeb(address)) return el("video", { controls: true, src: address, class: "media" });
  return link(address, { class: "bubble file" }, `📎 ${String(address || type).split("/").pop()}`);
}

// What customers send: stickers, pictures, places and whatever else.
function drawReceived(item) {
  const payload = item.payload || {};
  if (item.type === "sticker") return el("img", { class: "sticker", src: payload.url, alt: "Thumbs up" });
  if (item.type === "location") {
    const place = payload.coordinates || {};
    return el("div", { class: "bubble" }, `📍 ${place.lat}, ${place.long}`);
  }
  if (["image", "audio", "video", "file"].includes(item.type)) return drawMedia(item.type, payload.url);
  return link(payload.url || item.url, { class: "bubble" }, item.title || payload.title || payload.url || item.type);
}

function picture(address, words, kind) {
  const image = el("img", { class: kind, src: address, alt: words, loading: "lazy", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.replaceWith(el("div", { class: `${kind} broken`, role: "img", "aria-label": words })));
  return image;
}

function drawButton(item, tap) {
  const title = item.title || { account_link: "Log in", account_unlink: "Log out" }[item.type] || item.type;
  if (item.type === "web_url") return link(item.url, { class: "choice" }, title);
  if (item.type === "phone_number") return el("a", { class: "choice", href: `tel:${item.payload}` }, title);
  if (item.type !== "postback") return el("span", { class: "choice" }, title);
  return button(title, { class: "choice", data: { payload: item.payload }, onclick: () => tap(item.payload, title) });
}

function choices(buttons, tap) {
  return (buttons || []).length > 0 && el("div", { class: "choices" }, ...buttons.map((item) => drawButton(item, tap)));
}

function drawButtons(payload, tap) {
  return el("div", { class: "card plain" },
    el("div", { class: "card-words", dir: "auto" }, ...withLinks(payload.text)), choices(payload.buttons, tap));
}

function drawUtility(rendered, tap) {
  return el("div", { class: "card plain utility" },
    rendered.header && el("div", { class: "card-title" }, rendered.header),
    el("div", { class: "card-words", dir: "auto" }, ...withLinks(rendered.body)),
    rendered.footer && el("div", { class: "card-sub" }, rendered.footer), choices(rendered.buttons, tap));
}

function drawCarousel(payload, tap) {
  const square = payload.image_aspect_ratio === "square";
  const cards = payload.elements.map((item) => drawElement(item, square, tap));
  if (cards.length === 1) return cards[0];
  const track = el("div", { class: "track", tabindex: "0", role: "group", "aria-label": `${cards.length} cards` }, ...cards);
  const step = (way) => track.scrollBy({ left: way * (cards[0].offsetWidth + 8), behavior: "smooth" });
  return el("div", { class: "carousel" }, track,
    button("Earlier cards", { class: "arrow arrow-back", "aria-label": "Earlier cards", onclick: () => step(-1) }, icon("back")),
    button("More cards", { class: "arrow arrow-next", "aria-label": "More cards", onclick: () => step(1) }, icon("next")));
}

function drawElement(item, square, tap) {
  const address = item.image_url || item.url;
  const shown = address && picture(address, item.title || "Picture", square ? "shot square" : "shot");
  const action = item.default_action && item.default_action.url;
  return el("article", { class: "card" },
    shown && (action ? link(action, { class: "shot-link" }, shown) : shown),
    el("div", { class: "card-body" },
      el("div", { class: "card-title", dir: "auto" }, item.title || ""),
      item.subtitle && el("div", { class: "card-sub", dir: "auto" }, item.subtitle)),
    choices(item.buttons, tap));
}

function drawMediaCard(payload, tap) {
  const item = payload.elements[0];
  return el("article", { class: "card" },
    item.url && link(item.url, { class: "card-body" }, item.url), choices(item.buttons, tap));
}

function drawCoupon(payload, tap) {
  return el("article", { class: "card plain coupon" },
    el("div", { class: "card-title" }, payload.title), payload.subtitle && el("div", { class: "card-sub" }, payload.subtitle),
    payload.coupon_code && el("code", {}, payload.coupon_code), choices(payload.buttons, tap));
}

function drawFeedback(payload) {
  return el("article", { class: "card plain" },
    el("div", { class: "card-title" }, payload.title), el("div", { class: "card-sub" }, payload.subtitle),
    el("div", { class: "choices" }, el("span", { class: "choice" }, payload.button_title)));
}

function drawAddressForm(payload) {
  return el("article", { class: "card plain" }, el("div", { class: "card-title" }, "Delivery address"),
    el("div", { class: "card-sub" }, `A form for an address in ${(payload.countries || []).join(", ")}`));
}

// Receipts

export function money(amount, currency) {
  const number = new Intl.NumberFormat("en-PH", { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(Number(amount));
  return currency === "PHP" ? `₱${number}` : `${currency} ${number}`;
}

function drawReceipt(payload) {
  const { summary, currency, address } = payload;
  const rows = [["Subtotal", summary.subtotal], ["Shipping", summary.shipping_cost], ["Tax", summary.total_tax]];
  const discounts = (payload.adjustments || []).map((item) => [item.name || "Discount", -item.amount]);
  return el("article", { class: "card receipt", "aria-label": `Receipt ${payload.order_number}`, data: { order: payload.order_number } },
    el("header", {}, el("span", { class: "tick" }, icon("check")),
      el("div", {}, el("div", { class: "card-title" }, "Order receipt"), el("div", { class: "card-sub" }, payload.order_number))),
    el("ul", { class: "lines" }, ...(payload.elements || []).map((item) => drawLine(item, currency))),
    el("dl", { class: "totals" },
      ...[...rows, ...discounts].filter(([, amount]) => amount !== undefined).flatMap(([name, amount]) => pair(name, signed(amount, currency))),
      ...pair("Total", money(summary.total_cost, currency), "grand")),
    el("dl", { class: "facts" },
      ...pair("Paid with", payload.payment_method), ...pair("For", payload.recipient_name),
      ...(address ? pair("Ship to", postal(address)) : []),
      ...(payload.merchant_name ? pair("Shop", payload.merchant_name) : [])),
    isWeb(payload.order_url) && el("div", { class: "choices" }, link(payload.order_url, { class: "choice" }, "View order")));
}

function drawLine(item, currency) {
  const details = [item.subtitle, item.quantity && `Qty ${item.quantity}`].filter(Boolean).join(" · ");
  return el("li", {},
    item.image_url ? picture(item.image_url, item.title, "thumb") : el("span", { class: "thumb none", "aria-hidden": "true" }, "🛍️"),
    el("div", { class: "line-words" }, el("div", { class: "line-title", dir: "auto" }, item.title), details && el("div", { class: "card-sub" }, details)),
    el("span", { class: "line-price" }, money(item.price, item.currency || currency)));
}

function pair(name, value, kind) {
  return [el("dt", { class: kind }, name), el("dd", { class: kind, dir: "auto" }, value)];
}

function signed(amount, currency) {
  return Number(amount) < 0 ? `−${money(-Number(amount), currency)}` : money(amount, currency);
}

function postal(address) {
  return [address.street_1, address.street_2, address.city, address.state, address.postal_code, address.country].filter(Boolean).join(", ");
}
