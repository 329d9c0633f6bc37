// The administration pages work without this; it adds the progress bar, the filter and the second thought.
const base = document.body.dataset.base;
const bar = document.getElementById("task");

async function watch() {
  const answer = await fetch(`${base}/admin/task`).catch(() => null);
  if (answer?.redirected) { location.reload(); return; }
  if (!answer?.ok) { setTimeout(watch, 3000); return; }
  const task = await answer.json();
  const words = bar.querySelector("p");
  const progress = bar.querySelector("progress");
  bar.hidden = !task.running && !task.report.length && !task.problem;
  progress.hidden = !task.running;
  if (task.running) {
    const left = task.remaining === null ? "" : `，每秒 ${Math.round(task.rate)} 个，约剩 ${Math.ceil(task.remaining)} 秒`;
    words.textContent = `${task.stage} ${task.done}${task.total ? ` / ${task.total}` : ""}${left}`;
    if (task.total) { progress.max = task.total; progress.value = task.done; } else progress.removeAttribute("value");
    bar.dataset.ran = "true";
    setTimeout(watch, 600);
  } else {
    words.textContent = task.problem || "完成。";
    bar.querySelector("pre").textContent = task.report.join("\n");
    bar.dataset.ended = "true";
    document.getElementById("again").hidden = !bar.dataset.ran;
  }
}

if (bar) watch();
// On a phone the row of pages is wider than the screen.
document.querySelector("nav [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
document.querySelector("[data-most]")?.addEventListener("change", ({ target }) => {
  const large = [...target.files].find((file) => file.size > target.dataset.most * 2 ** 20);
  target.setCustomValidity(large ? `${large.name} 超过 ${target.dataset.most} MB，请拆分后再上传。` : "");
  target.reportValidity();
});
const filter = document.getElementById("filter");
const narrow = () => {
  for (const row of document.querySelectorAll("#held tbody tr")) row.hidden = !row.textContent.includes(filter.value);
};
filter?.addEventListener("input", narrow);
// What was typed before this was there, or is kept by the browser when the page is loaded again.
if (filter?.value) narrow();
for (const form of document.querySelectorAll("form[data-sure]")) {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.sure)) event.preventDefault(); });
}
