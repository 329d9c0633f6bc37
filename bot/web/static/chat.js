// The chat page: follows the log by server-sent events, shows it, sends what is typed or tapped.
import { bubble, fill, thinking } from "./bubbles.js";
import { openSheet } from "./sheet.js";

const base = document.body.dataset.base;
const bot = document.body.dataset.bot;
const $ = (id) => document.getElementById(id);
const rooms = { private: { title: bot, seen: new Set(), unread: 0 }, group: { title: "学习交流群", seen: new Set(), unread: 0 } };
const pending = new Map();
let me = { name: "", csrf: "" };
let open = "private";
let quoted = null;
let last = 0;

async function call(path, options = {}) {
  const headers = { "X-CSRF-Token": me.csrf, "Content-Type": "application/json" };
  const answer = await fetch(base + path, { ...options, headers });
  if (answer.status === 401) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.status === 204 ? null : answer.json();
}

const tools = {
  tap: (choice, button) => (choice.sheet ? sheet(choice.sheet) : choose(choice, button)),
  quote: (words, fromBot) => { quoted = { words: words.slice(0, 120), fromBot }; showQuote(); $("words").focus(); },
  again: (event) => { const sent = pending.get(event); if (sent) deliver(sent); },
};

function sheet(source) {
  openSheet((wanted) => call(`/api/article?source=${encodeURIComponent(wanted)}`), source);
}

function show(message) {
  const room = rooms[message.chat];
  if (room.seen.has(message.id)) return;
  room.seen.add(message.id);
  last = Math.max(last, message.id);
  const preview = message.content.text ?? message.content.parts.map((part) => part.text ?? "").find(Boolean) ?? "";
  document.querySelector(`[data-last="${message.chat}"]`).textContent = preview.slice(0, 40);
  if (message.chat !== open) { if (!message.mine) unread(message.chat, room.unread + 1); return; }
  if (message.mine) settle(message.content.event);
  if (message.bot) thinking($("log"), false);
  place(bubble(message, tools));
}

function place(node) {
  const log = $("log");
  log.append(node);
  const dots = log.querySelector(".thinking");
  if (dots && dots !== node) log.append(dots);
  log.scrollTop = Math.min(log.scrollHeight, node.offsetTop - 12);
}

function settle(event) {
  const sent = pending.get(event);
  if (sent) { sent.node?.remove(); pending.delete(event); }
}

function unread(chat, count) {
  rooms[chat].unread = count;
  const badge = document.querySelector(`[data-unread="${chat}"]`);
  badge.hidden = count === 0;
  badge.textContent = count > 99 ? "99+" : String(count);
}

async function enter(chat, focus = true) {
  open = chat;
  for (const button of document.querySelectorAll(".chat")) button.setAttribute("aria-current", String(button.dataset.chat === chat));
  $("title").textContent = rooms[chat].title;
  $("at").hidden = chat !== "group";
  $("words").placeholder = chat === "group" ? `@${bot} 后面写问题` : "输入问题，例如：每月学习几次";
  $("log").replaceChildren();
  unread(chat, 0);
  const messages = await call(`/api/chats/${chat}`);
  rooms[chat].seen = new Set();
  for (const message of messages) if (open === chat) show(message);
  if (!messages.length && chat === "private") fill($("log"), bot);
  $("log").scrollTop = $("log").scrollHeight;
  if (focus) { $("app").classList.add("open"); history.replaceState({ chat }, ""); $("title").focus(); }
}

function follow() {
  const stream = new EventSource(`${base}/api/stream?last=${last}`);
  stream.onmessage = (event) => { $("state").textContent = ""; show(JSON.parse(event.data)); };
  stream.onopen = () => { $("state").textContent = ""; for (const sent of pending.values()) if (sent.failed) deliver(sent); };
  stream.onerror = () => { $("state").textContent = "连接中…"; if (stream.readyState === EventSource.CLOSED) setTimeout(follow, 3000); };
}

function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function deliver(sent) {
  sent.failed = false;
  sent.node?.querySelector(".bubble").classList.remove("failed");
  try {
    const answer = await call(`/api/chats/${sent.chat}`, { method: "POST", body: JSON.stringify(sent.body) });
    if (!answer.replies) thinking($("log"), false);
  } catch {
    sent.failed = true;
    sent.node?.querySelector(".bubble").classList.add("failed");
    thinking($("log"), false);
    $("state").textContent = "未发出，点消息重试";
  }
}

function send(text) {
  const body = { event: key(), text, quoted: quoted?.words ?? "", quotes_bot: quoted?.fromBot ?? false };
  const mine = { id: 0, chat: open, mine: true, bot: false, name: me.name, time: new Date().toISOString(), content: { text, quoted: body.quoted, event: body.event } };
  const node = bubble(mine, tools);
  node.querySelector(".bubble").classList.add("pending");
  const sent = { chat: open, body, node, failed: false };
  pending.set(body.event, sent);
  place(node);
  if (open === "private" || text.includes(`@${bot}`) || body.quotes_bot) thinking($("log"), true);
  quoted = null;
  showQuote();
  deliver(sent);
}

function choose(choice, button) {
  button.setAttribute("aria-pressed", "true");
  const sent = { chat: open, body: { event: key(), token: choice.token }, node: null, failed: false };
  pending.set(sent.body.event, sent);
  thinking($("log"), true);
  deliver(sent).then(() => pending.delete(sent.body.event));
}

function showQuote() {
  $("quote").hidden = !quoted;
  $("quote").firstElementChild.textContent = quoted?.words ?? "";
}

function grow() {
  const words = $("words");
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 128)}px`;
  $("send").disabled = !words.value.trim();
}

function submit() {
  const text = $("words").value.trim();
  if (!text) return;
  $("words").value = "";
  grow();
  send(text);
}

function askName() {
  $("name-words").value = me.name;
  $("name").showModal();
}

$("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
$("words").addEventListener("input", grow);
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
});
$("at").addEventListener("click", () => { $("words").value = `@${bot} ${$("words").value}`; grow(); $("words").focus(); });
$("quote").lastElementChild.addEventListener("click", () => { quoted = null; showQuote(); });
$("back").addEventListener("click", () => $("app").classList.remove("open"));
$("rename").addEventListener("click", askName);
$("name").addEventListener("close", async () => {
  const name = $("name-words").value.trim();
  if ($("name").returnValue !== "ok" || !name) return;
  await call("/api/name", { method: "POST", body: JSON.stringify({ name }) });
  me.name = name;
  $("me").textContent = name;
});
for (const button of document.querySelectorAll(".chat")) {
  button.addEventListener("click", async () => { await enter(button.dataset.chat); if (open === "group" && !me.name) askName(); });
}
window.addEventListener("offline", () => { $("state").textContent = "网络已断开"; });

me = await call("/api/me");
$("me").textContent = me.name || "访客";
last = me.newest;
await enter("private", matchMedia("(min-width: 900px)").matches);
follow();
document.body.dataset.ready = "true";
