// Fields that belong to one choice show only while it is chosen. GOV.UK's own script does the same with aria-expanded,
// which radios and checkboxes may not carry; here the field simply follows its choice in reading order.
export function revealChoices(scope) {
  scope.querySelectorAll?.(".govuk-radios, .govuk-checkboxes").forEach((group) => {
    if (group.dataset.reveals || !group.querySelector("[data-aria-controls]")) return;
    group.dataset.reveals = "yes";
    group.addEventListener("change", () => show(group));
    show(group);
  });
}

function show(group) {
  group.querySelectorAll("[data-aria-controls]").forEach((choice) => {
    const field = document.getElementById(choice.dataset.ariaControls);
    if (!field) return;
    field.hidden = !choice.checked;
    field.classList.remove("govuk-radios__conditional--hidden", "govuk-checkboxes__conditional--hidden");
  });
}
