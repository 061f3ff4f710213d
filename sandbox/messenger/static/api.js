// Talks to the sandbox. Every act of a customer goes through the same control API that tests use.

export async function post(path, body = {}) {
  const answer = await fetch(`/_sandbox${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error || `HTTP ${answer.status}`);
  return data;
}

export function act(psid, what, body) {
  return post(`/customers/${encodeURIComponent(psid)}/${what}`, body);
}

export async function news(since, looking, signal) {
  const query = new URLSearchParams({ since: String(since), looking: looking.join(",") });
  const answer = await fetch(`/chat/news?${query}`, { signal });
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
  return answer.json();
}
