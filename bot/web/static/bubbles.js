// Messages as elements. Every word is set as text, never as markup.
import { quiz } from "./quiz.js";

export function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
const calendar = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "long", day: "numeric" });

export function moment(time) {
  const then = new Date(time);
  const day = calendar.format(then);
  return make("p", "time", day === calendar.format(new Date()) ? clock.format(then) : `${day} ${clock.format(then)}`);
}

export function preview(message) {
  return message.content.text ?? message.content.parts.map((part) => part.text ?? part.prompt ?? "").find(Boolean) ?? "";
}

// The last character of a name and a colour of its own tell the people of a room apart: 小安 from 小贝.
const COLOURS = ["#5a6f8c", "#7a5c86", "#8a6236", "#4a6a73", "#875058", "#6b6b3d"];

function face(name) {
  const node = make("span", "avatar", [...name].at(-1));
  node.style.backgroundColor = COLOURS[[...name].reduce((sum, char) => sum + char.codePointAt(0), 0) % COLOURS.length];
  return node;
}

export function bubble(message, tools) {
  const line = make("article", message.mine ? "line mine" : "line");
  line.setAttribute("aria-label", message.mine ? "我" : message.name);
  const avatar = message.bot ? make("span", "avatar bot", "学") : face(message.name || "我");
  avatar.setAttribute("aria-hidden", "true");
  const body = make("div", "body");
  if (!message.mine && message.chat === "group") body.append(make("span", "who", message.name));
  if (message.content.parts) for (const part of message.content.parts) body.append(draw(part, tools));
  else body.append(words(message, tools));
  if (!message.mine) body.append(replyButton(message, tools));
  line.append(avatar, body);
  return line;
}

function words(message, tools) {
  const node = make("div", "bubble");
  if (message.content.quoted) node.append(make("span", "quoted", message.content.quoted));
  node.append(document.createTextNode(message.content.text));
  if (message.mine) node.addEventListener("click", () => { if (node.classList.contains("failed")) tools.again(message.content.event); });
  return node;
}

function replyButton(message, tools) {
  const button = make("button", "plain reply", "引用");
  button.type = "button";
  button.setAttribute("aria-label", `引用${message.name}的消息`);
  button.addEventListener("click", () => tools.quote(preview(message), message.bot));
  return button;
}

function draw(part, tools) {
  if (part.kind === "text") return make("div", "bubble", part.text);
  if (part.kind === "quiz") return quiz(part, tools);
  if (part.kind === "file") return file(part);
  if (part.kind === "image") return image(part);
  return part.kind === "card" ? card(part) : choices(part, tools);
}

function file(part) {
  const line = make("div", "bubble", "文件：");
  const link = make("a", "", part.name);
  const bytes = Uint8Array.from(atob(part.data), (char) => char.charCodeAt(0));
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = part.name;
  line.append(link);
  return line;
}

function image(part) {
  const node = make("img", "picture");
  node.src = `data:image/png;base64,${part.data}`;
  node.alt = part.alt;
  return node;
}

function card(part) {
  const node = make("section", "card");
  const heading = make("h4", "", `${part.heading} `);
  heading.append(make("span", "address", part.address));
  node.append(heading);
  if (part.note) node.append(make("span", "note", part.note));
  if (part.path) node.append(make("div", "path", part.path));
  const text = make("div", part.text.length > 420 && !part.whole ? "text long" : "text");
  marked(text, part.text, part.marks);
  node.append(text);
  return node;
}

export function marked(node, text, marks) {
  // Spans count characters as the server does: by code point.
  const characters = Array.from(text);
  let at = 0;
  for (const [start, end] of marks ?? []) {
    node.append(characters.slice(at, start).join(""), make("mark", "", characters.slice(start, end).join("")));
    at = end;
  }
  node.append(characters.slice(at).join(""));
}

function choices(part, tools) {
  const node = make("div", "choices");
  if (part.prompt) node.append(make("p", "", part.prompt));
  for (const choice of part.choices) {
    const button = make("button", "", choice.label);
    button.type = "button";
    button.addEventListener("click", () => tools.tap(choice, button));
    node.append(button);
  }
  return node;
}

export function thinking(log, on) {
  log.querySelector(".thinking")?.remove();
  if (!on) return;
  const line = make("div", "line thinking");
  line.setAttribute("aria-label", "正在查找");
  const dots = make("div", "bubble dots");
  dots.append(make("i"), make("i"), make("i"));
  const avatar = make("span", "avatar bot", "学");
  avatar.setAttribute("aria-hidden", "true");
  line.append(avatar, dots);
  log.append(line);
  log.scrollTop = log.scrollHeight;
}

export function fill(log, bot) {
  log.append(make("p", "time", `我是${bot}。直接提问，我用库中文件的原文回答，并注明条款。`));
}
