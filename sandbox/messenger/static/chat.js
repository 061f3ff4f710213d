// The page: which customers are open, and the news of all of them. `/chat?psid=1,2` shows those only.

import { news, post } from "./api.js";
import { button, el } from "./dom.js";
import { Phone } from "./phone.js";

const NAMES = ["Ana Santos", "Jun Reyes", "Liza Cruz", "Marco Bautista", "Tess Villanueva", "Paolo Garcia", "Grace Mendoza", "Nico Ramos"];
const OPEN_AT_FIRST = 3;
const narrow = window.matchMedia("(max-width: 719px)");
const wanted = (new URLSearchParams(location.search).get("psid") || "").split(",").filter(Boolean);

const phones = new Map();
const open = new Set();
const unread = new Set();
const place = document.getElementById("phones");
const people = document.getElementById("people");
let active = null;
let revision = 0;
let page = { name: "" };
let asking = new AbortController();

function looking() {
  if (document.hidden) return [];
  return narrow.matches ? [active].filter(Boolean) : [...open];
}

function show(psid) {
  active = psid;
  open.add(psid);
  unread.delete(psid);
  arrange();
  phones.get(psid)?.element.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  asking.abort();
}

function toggle(psid) {
  if (narrow.matches || !open.has(psid)) return show(psid);
  open.delete(psid);
  if (active === psid) active = [...open][0] || null;
  arrange();
  asking.abort();
}

function arrange() {
  for (const [psid, phone] of phones) {
    const visible = narrow.matches ? psid === active : open.has(psid);
    if (visible && !phone.element.isConnected) { place.append(phone.element); phone.draw(); phone.toEnd(true); }
    if (!visible) phone.element.remove();
  }
  people.replaceChildren(...[...phones.values()].map(drawTab));
}

function drawTab(phone) {
  const { psid, first_name: first, last_name: last, profile_pic: picture } = phone.customer;
  const pressed = narrow.matches ? psid === active : open.has(psid);
  const classes = ["tab", pressed && "on", unread.has(psid) && "unread"].filter(Boolean).join(" ");
  return button(first, { class: classes, "aria-pressed": String(pressed), title: `${first} ${last}`, data: { psid }, onclick: () => toggle(psid) },
    el("img", { src: picture, alt: "", width: "26", height: "26" }), el("span", {}, first));
}

function take(data) {
  if (data.revision < revision) { phones.forEach((phone) => phone.element.remove()); phones.clear(); open.clear(); active = null; }
  revision = data.revision;
  page = data.page;
  document.title = `${page.name} · sandbox chat`;
  const known = new Set(data.psids);
  for (const [psid, phone] of phones) if (!known.has(psid)) { phone.element.remove(); phones.delete(psid); open.delete(psid); }
  for (const customer of data.customers) {
    const { psid } = customer;
    if (wanted.length && !wanted.includes(psid)) continue;
    let phone = phones.get(psid);
    if (!phone) {
      phone = new Phone(customer, page);
      phones.set(psid, phone);
      if (open.size < OPEN_AT_FIRST || wanted.length) open.add(psid);
      active = active || psid;
    }
    if (customer.changed.some((entry) => entry.from !== "customer") && !looking().includes(psid)) unread.add(psid);
    phone.update(customer, data.profile, page);
  }
  for (const phone of phones.values()) if (!data.customers.some((item) => item.psid === phone.psid)) phone.update(null, data.profile, page);
  if (!active || !phones.has(active)) active = [...phones.keys()][0] || null;
  arrange();
}

async function add() {
  const used = new Set([...phones.values()].map(({ customer }) => `${customer.first_name} ${customer.last_name}`));
  const name = NAMES.find((item) => !used.has(item)) || `Customer ${phones.size + 1}`;
  const [first, last] = name.split(" ");
  const customer = await post("/customers", { first_name: first, last_name: last });
  if (wanted.length) wanted.push(customer.psid);
  active = customer.psid;
  open.add(customer.psid);
  asking.abort();
}

async function listen() {
  const offline = document.getElementById("offline");
  for (;;) {
    asking = new AbortController();
    try {
      const data = await news(revision, looking(), asking.signal);
      offline.hidden = true;
      take(data);
      if (data.psids.length === 0 && !wanted.length) await add();
    } catch (error) {
      if (error.name === "AbortError") continue;
      offline.hidden = false;
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

document.getElementById("add").addEventListener("click", add);
document.addEventListener("visibilitychange", () => asking.abort());
narrow.addEventListener("change", () => { arrange(); asking.abort(); });
listen();
