// A second press on the same button does nothing while the first is under way.
const PATIENCE = 8000;

export function guardForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (Date.now() - Number(form.dataset.sentAt || 0) < PATIENCE) return event.preventDefault();
    form.dataset.sentAt = Date.now();
  }, true);
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent-at]").forEach(release));
  document.addEventListener("htmx:afterRequest", ({ target }) => release(target));
}

// What went wrong is read first.
export function showErrors(scope) {
  const summary = scope.querySelector?.(".govuk-error-summary");
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
}

function release(element) {
  const form = element.closest?.("form");
  if (form) delete form.dataset.sentAt;
}
