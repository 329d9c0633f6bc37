// The sheet that slides up with an article whole; its neighbours and references are one tap away.
import { make, marked } from "./bubbles.js";

const sheet = document.getElementById("sheet");
const $ = (id) => document.getElementById(id);

export async function openSheet(load, source) {
  let found;
  try { found = await load(source); } catch { found = null; }
  if (!found) { show({ heading: "这条内容已不在现行文件库里", address: "", path: "", note: "", text: "请重新提问。", marks: [] }, []); return; }
  const links = [
    ["‹ 上一条", found.before], ["下一条 ›", found.after],
    ...found.references.map((reference) => [reference.label, reference.source]),
  ].filter(([, target]) => target);
  show(found.card, links.map(([label, target]) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => openSheet(load, target));
    return button;
  }));
}

function show(card, links) {
  $("sheet-title").textContent = `${card.heading} ${card.address}`;
  $("sheet-path").textContent = card.path;
  $("sheet-note").hidden = !card.note;
  $("sheet-note").textContent = card.note;
  $("sheet-text").replaceChildren();
  marked($("sheet-text"), card.text, card.marks);
  $("sheet-text").scrollTop = 0;
  $("sheet-links").replaceChildren(...links);
  if (!sheet.open) sheet.showModal();
}

$("sheet-close").addEventListener("click", () => sheet.close());
sheet.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); });
