// Answers by a single key, only while the focus is inside the box they belong to (WCAG 2.1.4).
export function answerByKey() {
  const box = document.querySelector("[data-keys]");
  if (!box) return;
  if (location.hash === "#pair") box.focus();
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea, select")) return;
    const pressed = event.key.toLowerCase();
    const button = [...box.querySelectorAll("[data-key]")].find((each) => each.dataset.key.split(" ").includes(pressed));
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
