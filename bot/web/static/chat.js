// The chat page: follows the log by server-sent events, shows it, sends what is typed or tapped.
import { bubble, fill, moment, preview, thinking } from "./bubbles.js";
import { answered } from "./quiz.js";
import { openSheet } from "./sheet.js";

const base = document.body.dataset.base;
const bot = document.body.dataset.bot;
const $ = (id) => document.getElementById(id);
const wide = matchMedia("(min-width: 900px)");
const rooms = { private: { title: bot, unread: 0 }, group: { title: "学习交流群", unread: 0 } };
// What stands in the open log, and what was sent and has not come back by the stream, by event.
const seen = new Set();
const pending = new Map();
let me = { name: "", csrf: "" };
let open = "private";
let entered = 0;
let loading = false;
let quoted = null;
let last = 0;

async function call(path, options = {}) {
  const headers = { "X-CSRF-Token": me.csrf, "Content-Type": "application/json" };
  // A line that hangs is as good as none: what is sent again under the same event counts once.
  const answer = await fetch(base + path, { signal: AbortSignal.timeout(20000), ...options, headers });
  if (answer.status === 401 && me.csrf) location.reload();
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).problem ?? String(answer.status), { cause: answer.status });
  return answer.status === 204 ? null : answer.json();
}

const tools = {
  tap: (choice, button) => (choice.sheet ? sheet(choice.sheet) : choose(choice, button)),
  answer: async (token, said) => {
    thinking($("log"), true);
    return deliver({ chat: open, body: { event: key(), token, ...said }, node: null, failed: false });
  },
  quote: (words, fromBot) => { quoted = { words: words.slice(0, 120), fromBot }; showQuote(); $("words").focus(); },
  again: (event) => { const sent = pending.get(event); if (sent) deliver(sent); },
};

function sheet(source) {
  openSheet((wanted) => call(`/api/article?source=${encodeURIComponent(wanted)}`), source);
}

function visible(chat) {
  return chat === open && (wide.matches || $("app").classList.contains("open"));
}

function receive(message) {
  last = Math.max(last, message.id);
  document.querySelector(`[data-last="${message.chat}"]`).textContent = preview(message).slice(0, 40);
  if (message.mine) settle(message.content.event);
  if (!message.mine && !visible(message.chat)) unread(message.chat, rooms[message.chat].unread + 1);
  // While the log is being loaded, what comes by the stream comes with the log.
  if (message.chat === open && !loading) show(message);
}

function show(message) {
  if (seen.has(message.id)) return;
  seen.add(message.id);
  if (message.mine) settle(message.content.event);
  if (message.bot) thinking($("log"), false);
  place(bubble(message, tools), message.time, message.mine || message.bot);
  if (message.mine) answered(message.content, $("log"));
}

function place(node, time, follow = true) {
  const log = $("log");
  const reading = log.scrollHeight - log.scrollTop - log.clientHeight > 160;
  const before = Number(log.dataset.time ?? 0);
  if (Date.parse(time) - before > 5 * 60000) log.append(moment(time));
  log.dataset.time = Date.parse(time);
  log.append(node);
  const dots = log.querySelector(".thinking");
  if (dots) log.append(dots);
  if (follow || !reading) log.scrollTop = Math.min(log.scrollHeight, node.offsetTop - 12);
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
  badge.setAttribute("aria-label", `${count} 条新消息`);
}

async function enter(chat, focus = true) {
  const turn = ++entered;
  open = chat;
  loading = true;
  for (const button of document.querySelectorAll(".chat")) button.setAttribute("aria-current", String(button.dataset.chat === chat));
  $("title").textContent = rooms[chat].title;
  $("at").hidden = chat !== "group";
  $("words").placeholder = chat === "group" ? `@${bot} 后面写问题` : "输入问题，例如：每月学习几次";
  if (focus) {
    if (!wide.matches && !$("app").classList.contains("open")) history.pushState({ chat }, "");
    $("app").classList.add("open");
    unread(chat, 0);
    $("title").focus();
  }
  quoted = null;
  showQuote();
  await load(chat, turn);
}

async function load(chat, turn) {
  const log = $("log");
  log.setAttribute("aria-busy", "true");
  const messages = await call(`/api/chats/${chat}?limit=100`).catch(() => null);
  if (turn !== entered) return;
  log.replaceChildren();
  delete log.dataset.time;
  seen.clear();
  loading = false;
  if (messages === null) $("state").textContent = "没有连上，正在重试";
  if (messages?.length === 0 && chat === "private") fill(log, bot);
  for (const message of messages ?? []) show(message);
  for (const sent of pending.values()) if (sent.chat === chat && sent.node) place(sent.node, sent.time);
  log.scrollTop = log.scrollHeight;
  log.setAttribute("aria-busy", "false");
  if (messages === null) setTimeout(() => { if (turn === entered) load(chat, turn); }, 3000);
}

function follow() {
  const stream = new EventSource(`${base}/api/stream?last=${last}`);
  stream.onmessage = (event) => { $("state").textContent = ""; receive(JSON.parse(event.data)); };
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
  } catch (error) {
    sent.failed = true;
    sent.node?.querySelector(".bubble").classList.add("failed");
    thinking($("log"), false);
    const words = sent.node ? "未发出，点消息重试" : "未发出，请再点一次";
    $("state").textContent = error.cause === 429 ? error.message : words;
  }
  return !sent.failed;
}

function send(text) {
  const body = { event: key(), text, quoted: quoted?.words ?? "", quotes_bot: quoted?.fromBot ?? false };
  const time = new Date().toISOString();
  const node = bubble({ id: 0, chat: open, mine: true, bot: false, name: me.name, time, content: { text, quoted: body.quoted, event: body.event } }, tools);
  node.querySelector(".bubble").classList.add("pending");
  const sent = { chat: open, body, node, time, failed: false };
  pending.set(body.event, sent);
  place(node, time);
  if (open === "private" || /[@＠]/.test(text) && text.includes(bot) || body.quotes_bot) thinking($("log"), true);
  quoted = null;
  showQuote();
  deliver(sent);
}

async function choose(choice, button) {
  // What is for one person alone goes on in the private chat.
  if (choice.token.startsWith("do-") && open === "group") await enter("private");
  button.setAttribute("aria-pressed", "true");
  thinking($("log"), true);
  const sent = { chat: open, body: { event: key(), token: choice.token }, node: null, failed: false };
  if (!await deliver(sent)) button.removeAttribute("aria-pressed");
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
  $("suggest").hidden = open !== "group" || !/[@＠]$/.test(words.value);
}

function write(text) {
  $("words").value = text;
  grow();
  $("words").focus();
}

function submit() {
  const text = $("words").value.trim();
  if (!text) return;
  write("");
  send(text);
}

function askName() {
  $("name-words").value = me.name;
  $("name").showModal();
}

async function rename(name) {
  try {
    await call("/api/name", { method: "POST", body: JSON.stringify({ name }) });
    me.name = name;
    $("me").textContent = name;
  } catch (error) {
    $("state").textContent = error.message;
    $("name-words").setCustomValidity(error.message);
    $("name").showModal();
    $("name-words").reportValidity();
  }
}

$("form").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
$("words").addEventListener("input", grow);
$("words").addEventListener("keydown", (event) => {
  // Safari ends a composition before the Enter that ended it; only the old key code tells.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && !event.shiftKey && !composing) { event.preventDefault(); submit(); }
});
$("at").addEventListener("click", () => write(`@${bot} ${$("words").value}`));
$("suggest").addEventListener("click", () => write(`${$("words").value.slice(0, -1)}@${bot} `));
$("quote").lastElementChild.addEventListener("click", () => { quoted = null; showQuote(); });
$("back").addEventListener("click", () => (history.state?.chat ? history.back() : $("app").classList.remove("open")));
window.addEventListener("popstate", () => {
  $("app").classList.remove("open");
  document.querySelector(`.chat[data-chat="${open}"]`).focus();
});
$("rename").addEventListener("click", askName);
$("name-words").addEventListener("input", () => $("name-words").setCustomValidity(""));
$("name").addEventListener("close", () => {
  const name = $("name-words").value.trim();
  if ($("name").returnValue === "ok" && name) rename(name);
});
for (const button of document.querySelectorAll(".chat")) {
  button.addEventListener("click", async () => { await enter(button.dataset.chat); if (open === "group" && !me.name) askName(); });
}
window.addEventListener("offline", () => { $("state").textContent = "网络已断开"; });

// A link that binds carries its code behind #, which no server and no log ever sees; it leaves the address bar at once.
function codeOfLink() {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (location.hash) history.replaceState(history.state, "", location.pathname);
  return code;
}

async function bindByLink(code) {
  if (open !== "private" || !visible("private")) await enter("private");
  send(`绑定 ${code.slice(0, 40)}`);
}

window.addEventListener("hashchange", () => {
  const code = codeOfLink();
  if (code) bindByLink(code);
});

try {
  const code = codeOfLink();
  me = await call("/api/me");
  $("me").textContent = me.name || "访客";
  last = me.newest;
  const group = await call("/api/chats/group?limit=1");
  for (const message of group) document.querySelector('[data-last="group"]').textContent = preview(message).slice(0, 40);
  history.replaceState(null, "");
  await enter("private", wide.matches);
  follow();
  if (code) await bindByLink(code);
  document.body.dataset.ready = "true";
} catch (error) {
  $("app").classList.add("open");
  $("log").append(document.createTextNode(error.message));
}
