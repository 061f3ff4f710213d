// What the Messenger Profile puts on the screen: greeting, Get Started, ice breakers and the persistent menu.

import { button, el, link } from "./dom.js";

function inDefault(items) {
  return (items || []).find((item) => item.locale === "default");
}

export function menuOf(profile) {
  return inDefault(profile.persistent_menu);
}

export function drawIntro(profile, page, customer, started, tap) {
  const greeting = inDefault(profile.greeting);
  const questions = inDefault(profile.ice_breakers)?.call_to_actions || [];
  const start = profile.get_started?.payload;
  const words = greeting && fill(greeting.text, customer);
  return el("div", { class: started ? "intro started" : "intro" },
    el("div", { class: "intro-face", "aria-hidden": "true" }, [...page.name][0] || "?"),
    el("div", { class: "intro-name" }, page.name),
    words && el("p", { class: "intro-words", dir: "auto" }, words),
    !started && el("div", { class: "starters" },
      ...questions.map((item) => button(item.question, { class: "starter", data: { payload: item.payload }, onclick: () => tap(item.payload, item.question) })),
      start && button("Get Started", { class: "get-started", data: { payload: start }, onclick: () => tap(start, "Get Started") })));
}

function fill(text, customer) {
  const names = {
    user_first_name: customer.first_name,
    user_last_name: customer.last_name,
    user_full_name: `${customer.first_name} ${customer.last_name}`,
  };
  return text.replace(/\{\{(user_\w+)\}\}/g, (whole, name) => names[name] ?? whole);
}

export function drawMenu(menu, tap) {
  return (menu?.call_to_actions || []).map((item) => item.type === "web_url"
    ? link(item.url, { class: "item", role: "menuitem" }, item.title)
    : button(item.title, { class: "item", role: "menuitem", data: { payload: item.payload }, onclick: () => tap(item.payload, item.title) }));
}
