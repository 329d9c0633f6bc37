// Every mark of a chart carries its words; whoever points at one, taps it or comes by with the Tab key reads them below.
const MARKS = ".mark-symbol [aria-label], .mark-rect [aria-label]";

for (const figure of document.querySelectorAll("figure")) {
  const words = figure.querySelector(".pointed");
  for (const mark of figure.querySelectorAll(MARKS)) {
    const tell = () => { words.textContent = mark.getAttribute("aria-label"); };
    mark.setAttribute("tabindex", "0");
    for (const event of ["pointerenter", "focus", "click"]) mark.addEventListener(event, tell);
  }
}
document.body.dataset.ready = "";
