// One customer's phone: header, thread, quick replies, menu and composer.

import { act } from "./api.js";
import { button, el, icon } from "./dom.js";
import { drawMessage } from "./messages.js";
import { drawIntro, drawMenu, menuOf } from "./profile.js";

const GAP_MS = 10 * 60 * 1000;
const GROUP_MS = 2 * 60 * 1000;

export class Phone {
  constructor(customer, page) {
    this.psid = customer.psid;
    this.customer = customer;
    this.entries = [];
    this.profile = {};
    this.page = page;
    this.editing = null;
    this.build();
  }

  build() {
    this.title = el("div", { class: "page-name" });
    this.face = el("div", { class: "page-face", "aria-hidden": "true" });
    this.who = el("div", { class: "as-who" });
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0" });
    this.replies = el("div", { class: "replies", role: "group", "aria-label": "Quick replies" });
    this.notice = el("p", { class: "notice", role: "alert", hidden: true });
    this.sheet = el("div", { class: "sheet", hidden: true });
    this.element = el("section", { class: "phone", data: { psid: this.psid } },
      el("div", { class: "screen" },
        el("header", { class: "head" }, this.face, el("div", { class: "head-words" }, this.title, this.who)),
        this.log, this.notice, this.replies, this.buildComposer(), this.sheet));
    this.stayAtEnd();
  }

  // The newest line stays in view while the thread grows, unless the reader has scrolled up.
  stayAtEnd() {
    const { log } = this;
    this.atEnd = true;
    let before = 0;
    log.addEventListener("scroll", () => {
      // Pictures that load late make the thread longer; only a move upwards is the reader's wish.
      if (log.scrollHeight - log.scrollTop - log.clientHeight < 60) this.atEnd = true;
      else if (log.scrollTop < before) this.atEnd = false;
      before = log.scrollTop;
    });
    log.addEventListener("load", () => this.toEnd(), true);
    new ResizeObserver(() => this.toEnd()).observe(log);
  }

  toEnd(force = false) {
    if (force) this.atEnd = true;
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
  }

  buildComposer() {
    this.field = el("textarea", { rows: "1", placeholder: "Aa", "aria-label": "Message", maxlength: "2000", enterkeyhint: "send", autocomplete: "off", data: { role: "composer" } });
    this.menuButton = button("Menu", { class: "round", "aria-label": "Menu", hidden: true, data: { role: "menu" }, onclick: () => this.toggleMenu() }, icon("menu"));
    this.sendButton = el("button", { type: "submit", class: "round send", "aria-label": "Send", data: { role: "send" } }, icon("send"));
    this.likeButton = button("Like", { class: "round like", "aria-label": "Send a thumbs-up", data: { role: "like" }, onclick: () => this.do("sticker") },
      el("img", { src: "/static/thumb.svg", alt: "", width: "24", height: "24" }));
    this.field.addEventListener("input", () => this.fit());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.send(); }
      if (event.key === "Escape") this.stopEditing();
    });
    const form = el("form", { class: "composer" }, this.menuButton, this.field, this.sendButton, this.likeButton);
    form.addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    this.form = form;
    this.fit();
    return form;
  }

  fit() {
    const empty = this.field.value.trim() === "";
    this.sendButton.hidden = empty;
    this.likeButton.hidden = !empty || this.editing !== null;
    this.field.style.height = "auto";
    if (!empty) this.field.style.height = `${Math.min(this.field.scrollHeight, 110)}px`;
  }

  // What the customer does

  async do(what, body = {}) {
    try {
      await act(this.psid, what, body);
      this.notice.hidden = true;
    } catch (error) {
      this.notice.textContent = error.message;
      this.notice.hidden = false;
    }
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    const mid = this.editing;
    this.field.value = "";
    this.stopEditing();
    await (mid ? this.do("edit", { mid, text }) : this.do("say", { text }));
  }

  tap(payload, title) {
    this.closeSheet();
    return this.do("tap", { payload, title });
  }

  startEditing(entry) {
    this.editing = entry.mid;
    this.field.value = entry.message.text;
    this.form.classList.add("editing");
    this.fit();
    this.field.focus();
  }

  stopEditing() {
    if (this.editing) this.field.value = "";
    this.editing = null;
    this.form.classList.remove("editing");
    this.fit();
  }

  // What the sandbox tells

  update(news, profile, page) {
    this.customer = news || this.customer;
    this.profile = profile;
    this.page = page;
    if (news) {
      for (const entry of news.changed) this.entries[entry.n - 1] = entry;
      this.typingUntil = Date.now() + news.typing_seconds * 1000;
    }
    this.draw();
  }

  draw() {
    const name = `${this.customer.first_name} ${this.customer.last_name}`.trim();
    this.element.setAttribute("aria-label", `Phone of ${name}`);
    this.title.textContent = this.page.name;
    this.face.textContent = [...this.page.name][0] || "?";
    this.who.textContent = this.customer.blocked ? `${name} blocked this page` : `Chatting as ${name}`;
    const menu = menuOf(this.profile);
    this.menuButton.hidden = !menu;
    this.field.disabled = Boolean(this.customer.blocked || (menu && menu.composer_input_disabled));
    this.drawLog();
    this.drawReplies();
  }

  drawLog() {
    this.rows = this.rows || new Map();
    const started = this.entries.length > 0;
    this.setPart("intro", drawIntro(this.profile, this.page, this.customer, started, (payload, title) => this.tap(payload, title)), true);
    this.entries.forEach((entry, index) => this.drawRow(entry, index));
    const typing = (this.typingUntil || 0) > Date.now();
    this.setPart("typing", typing ? el("div", { class: "row theirs typing", role: "status", "aria-label": "Typing" },
      el("div", { class: "bubble dots" }, el("i"), el("i"), el("i"))) : el("div", { class: "no-typing" }), false);
    if (typing) {
      clearTimeout(this.typingTimer);
      this.typingTimer = setTimeout(() => this.drawLog(), this.typingUntil - Date.now() + 50);
    }
    this.toEnd(this.entries.length !== this.drawn);
    this.drawn = this.entries.length;
  }

  setPart(name, element, first) {
    const key = JSON.stringify([element.outerHTML]);
    if (this[`${name}Key`] === key && this[name]?.isConnected) return;
    this[name]?.remove();
    this[name] = element;
    this[`${name}Key`] = key;
    if (first) this.log.prepend(element); else this.log.append(element);
  }

  drawRow(entry, index) {
    const [before, after] = [this.entries[index - 1], this.entries[index + 1]];
    const key = [entry.revision, before?.timestamp, before?.from, after?.from, after?.timestamp, this.statusOf(entry)].join("|");
    const old = this.rows.get(entry.n);
    if (old && old.key === key) return;
    const element = this.buildRow(entry, before, after);
    if (old) old.element.replaceWith(element);
    else if (this.typing?.isConnected) this.log.insertBefore(element, this.typing);
    else this.log.append(element);
    this.rows.set(entry.n, { key, element });
  }

  buildRow(entry, before, after) {
    const mine = entry.from === "customer";
    const joins = (other) => other && other.from === entry.from && Math.abs(other.timestamp - entry.timestamp) < GROUP_MS;
    const classes = ["row", mine ? "mine" : "theirs", joins(before) && "joins-above", joins(after) && "joins-below"];
    const status = this.statusOf(entry);
    const reactions = Object.values(entry.reactions);
    return el("div", { class: classes.filter(Boolean).join(" "), data: { mid: entry.mid, n: entry.n, from: entry.from, kind: entry.kind } },
      (!before || entry.timestamp - before.timestamp > GAP_MS) && el("time", { class: "when", datetime: new Date(entry.timestamp).toISOString() }, clock(entry.timestamp)),
      entry.from === "human" && !joins(before) && el("div", { class: "label" }, `A person from ${this.page.name}`),
      this.quoted(entry),
      el("div", { class: "content" }, !mine && el("span", { class: "tiny-face", "aria-hidden": "true" }, [...this.page.name][0] || ""),
        el("div", { class: "stack", oncontextmenu: (event) => this.onLongPress(event, entry, mine) }, ...drawMessage(entry, (payload, title) => this.tap(payload, title)),
          reactions.length > 0 && el("span", { class: "reactions" }, ...reactions)),
        this.moreButton(entry, mine)),
      entry.edits > 0 && !entry.unsent && el("div", { class: "label" }, "Edited"),
      status && el("div", { class: `status ${status.toLowerCase()}` }, status));
  }

  quoted(entry) {
    const other = entry.message.reply_to && this.entries.find((item) => item?.mid === entry.message.reply_to.mid);
    return other && el("div", { class: "quote" }, other.message.text || "Message");
  }

  // Under the customer's last line: how far it came.
  statusOf(entry) {
    const own = this.entries.filter((item) => item?.from === "customer");
    if (entry !== own[own.length - 1] || entry.n !== this.entries.length || entry.unsent) return "";
    if (entry.timestamp <= this.customer.seen_watermark) return "Seen";
    return entry.status === "delivered" ? "Delivered" : "Sent";
  }

  drawReplies() {
    const last = this.entries[this.entries.length - 1];
    const replies = last && last.from !== "customer" && !last.unsent ? last.message.quick_replies || [] : [];
    const key = replies.length ? last.mid : "";
    if (this.repliesKey === key) return;
    this.repliesKey = key;
    this.replies.replaceChildren(...replies.map((reply) => this.replyButton(reply)));
    this.toEnd();
  }

  replyButton(reply) {
    const asked = { user_phone_number: this.customer.phone, user_email: this.customer.email }[reply.content_type];
    const title = reply.title || asked || "";
    if (!title) return "";
    const payload = reply.payload || asked;
    return button(title, { class: "reply", data: { payload }, onclick: () => this.do("say", { text: title, quick_reply: payload }) },
      /^https?:/.test(reply.image_url || "") ? el("img", { src: reply.image_url, alt: "", width: "20", height: "20" }) : "", title);
  }

  // The menus

  moreButton(entry, mine) {
    if (entry.unsent || entry.kind === "postback") return null;
    return button("More", { class: "more", "aria-label": "Message actions", onclick: () => this.openActions(entry, mine) }, icon("more"));
  }

  // A long press on a phone, a right click elsewhere. Links keep their own menu.
  onLongPress(event, entry, mine) {
    if (entry.unsent || entry.kind === "postback" || event.target.closest("a")) return;
    event.preventDefault();
    this.openActions(entry, mine);
  }

  openActions(entry, mine) {
    const items = ["❤️", "👍", "😂", "😮"].map((emoji) => button(emoji, { class: "emoji", "aria-label": `React ${emoji}`, onclick: () => {
      const undo = entry.reactions.customer === emoji;
      this.closeSheet();
      this.do("react", { mid: entry.mid, emoji, reaction: { "❤️": "love", "👍": "like", "😂": "smile", "😮": "wow" }[emoji], action: undo ? "unreact" : "react" });
    } }));
    const own = mine && entry.message.text && entry.edits < 5 && entry.kind === "text";
    this.openSheet(
      el("div", { class: "emojis" }, ...items),
      own && button("Edit", { class: "item", data: { action: "edit" }, onclick: () => { this.closeSheet(); this.startEditing(entry); } }),
      mine && button("Unsend", { class: "item danger", data: { action: "unsend" }, onclick: () => { this.closeSheet(); this.do("unsend", { mid: entry.mid }); } }));
  }

  toggleMenu() {
    if (!this.sheet.hidden) return this.closeSheet();
    this.openSheet(...drawMenu(menuOf(this.profile), (payload, title) => this.tap(payload, title)));
  }

  openSheet(...children) {
    const panel = el("div", { class: "panel", role: "menu", "aria-label": "Menu" }, ...children.filter(Boolean),
      button("Close", { class: "item quiet", onclick: () => this.closeSheet() }));
    this.sheet.replaceChildren(button("Close", { class: "veil", "aria-label": "Close menu", tabindex: "-1", onclick: () => this.closeSheet() }, ""), panel);
    this.sheet.hidden = false;
    panel.querySelector("button, a")?.focus();
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.closeSheet(); });
  }

  closeSheet() {
    this.sheet.hidden = true;
    this.sheet.replaceChildren();
  }
}

function clock(timestamp) {
  const moment = new Date(timestamp);
  const today = new Date().toDateString() === moment.toDateString();
  const day = today ? {} : { month: "short", day: "numeric" };
  return moment.toLocaleString("en-PH", { ...day, hour: "numeric", minute: "2-digit" });
}
