// A question as a form: options to tap, boxes to tick, or a field to fill in; once answered it shows what was said.
import { make } from "./bubbles.js";

const LETTERS = "ABCDEFGHIJ";
// What was answered, by the question's token: a question that is put again stands there answered.
const answers = new Map();

export function quiz(part, tools) {
  const form = make("form", "quiz");
  form.dataset.token = part.token;
  const fields = make("fieldset");
  fields.append(make("legend", "", part.prompt));
  if (part.options.length === 0) fields.append(field());
  else if (part.multiple) fields.append(...part.options.map((text, place) => box(text, place)), submit());
  else fields.append(...part.options.map((text, place) => option(text, place, (button) => send(button, { picked: [place] }))));
  form.append(fields, make("p", "said"));
  form.lastChild.setAttribute("role", "status");

  async function send(button, said) {
    fields.disabled = true;
    button?.setAttribute("aria-pressed", "true");
    if (await tools.answer(part.token, said)) return;
    fields.disabled = false;
    button?.removeAttribute("aria-pressed");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const picked = [...form.querySelectorAll("input:checked")].map((input) => Number(input.value));
    const text = form.querySelector("input[type=text]")?.value.trim() ?? "";
    if (picked.length || text) send(null, text ? { text } : { picked });
  });
  form.addEventListener("input", () => {
    const button = form.querySelector("[type=submit]");
    const text = form.querySelector("input[type=text]");
    if (button) button.disabled = !(text ? text.value.trim() : form.querySelector("input:checked"));
  });
  if (answers.has(part.token)) mark(form, answers.get(part.token));
  return form;
}

// What a person said, as it comes back with the log, closes the question it answers.
export function answered(content, log) {
  if (!content.token) return;
  answers.set(content.token, content);
  for (const form of log.querySelectorAll(`.quiz[data-token="${CSS.escape(content.token)}"]`)) mark(form, content);
}

function mark(form, content) {
  form.querySelector("fieldset").disabled = true;
  form.classList.add("answered");
  for (const place of content.picked) {
    const input = form.querySelector(`input[value="${place}"]`);
    if (input) input.checked = true;
    form.querySelector(`button[value="${place}"]`)?.setAttribute("aria-pressed", "true");
  }
  form.querySelector(".said").textContent = `已回答：${content.text}`;
}

function option(text, place, tapped) {
  const button = make("button", "option");
  button.type = "button";
  button.value = String(place);
  button.append(make("b", "", LETTERS[place]), make("span", "", text));
  button.addEventListener("click", () => tapped(button));
  return button;
}

function box(text, place) {
  const label = make("label", "option");
  const input = make("input");
  input.type = "checkbox";
  input.value = String(place);
  label.append(input, make("b", "", LETTERS[place]), make("span", "", text));
  return label;
}

function field() {
  const row = make("div", "fill");
  const input = make("input");
  input.type = "text";
  input.maxLength = 100;
  input.setAttribute("aria-label", "要填的内容");
  row.append(input, submit());
  return row;
}

function submit() {
  const button = make("button", "", "提交");
  button.type = "submit";
  button.disabled = true;
  return button;
}
