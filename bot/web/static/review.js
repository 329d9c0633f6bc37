// Reviewing works without this; it adds the keys, and folds the form away until somebody edits.
const at = (id) => document.getElementById(id);
document.body.classList.add("scripted");

function open() {
  at("editing").classList.add("open");
  at("edit").setAttribute("aria-expanded", "true");
  at("editing").querySelector("textarea").focus();
}

const keys = {
  y: () => at("approve").click(),
  n: () => at("reason").focus(),
  e: open,
  j: () => at("later").click(),
  k: () => at("earlier").click(),
};

at("edit")?.addEventListener("click", open);
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, textarea");
  if (event.key === "Escape" && typing) { event.target.blur(); return; }
  const act = at("editing") && keys[event.key.toLowerCase()];
  if (typing || !act || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
// One decision, one post: a second press while the first is on its way would decide on the next item.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "true";
  });
}
