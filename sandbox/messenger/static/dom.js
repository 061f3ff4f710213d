// Small helpers to build elements. Words from people always become text nodes, never markup.

export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export function button(label, properties = {}, ...children) {
  return el("button", { type: "button", ...properties }, ...(children.length ? children : [label]));
}

// Only web addresses become links; anything else stays words.
export function isWeb(address) {
  return /^https?:\/\//i.test(String(address || ""));
}

export function link(address, properties, ...children) {
  if (!isWeb(address)) return el("span", properties, ...children);
  return el("a", { ...properties, href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export function withLinks(text) {
  const parts = String(text).split(/(https?:\/\/[^\s<>"')]+)/);
  return parts.map((part, index) => (index % 2 ? link(part, { class: "in-text" }, part) : part));
}

// Text that is nothing but a few emoji is shown large, as phones do.
export function isJumbo(text) {
  return /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|\u200D|\s){1,12}$/u.test(text) && text.trim() !== "";
}

export function icon(name) {
  const paths = {
    send: "M3 11.5 20.5 3.6c.7-.3 1.3.3 1 1L13.6 21.5c-.4.8-1.5.7-1.8-.1L9.7 14.4 3 13.200c-.9-.2-.9-1.300 0-1.7z",
    menu: "M4 6.5h16M4 12h16M4 17.5h10",
    close: "M6 6l12 12M18 6 6 18",
    next: "M9 5l7 7-7 7",
    back: "M15 5l-7 7 7 7",
    more: "M5 12h.01M12 12h.01M19 12h.01",
    check: "M5 12.5l4.5 4.5L19 7.5",
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
