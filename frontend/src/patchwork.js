// The one script of every page. Everything it does is an improvement: pages work without it.
import { countUse } from "./count.js";
import { countDown } from "./countdown.js";
import { guardForms, showErrors } from "./forms.js";
import { startHtmx } from "./htmx.js";
import { answerByKey } from "./keys.js";
import { closeMenus } from "./menus.js";
import { revealChoices } from "./reveal.js";
import { offerUndo } from "./undo.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
startHtmx();
guardForms();
closeMenus();
countUse();
countDown();
answerByKey();
document.addEventListener("htmx:load", (event) => enliven(event.detail.elt));

showErrors(document);
document.addEventListener("click", ({ target }) => target.closest?.("[data-print]") && window.print());

// A link that looks like a button answers to the space bar like one.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.("a[role=button]")) return;
  event.preventDefault();
  event.target.click();
});

// Parts that few pages need are fetched by those pages only.
if (document.getElementById("network-data")) import("./network.js").then(({ draw }) => draw());
if (document.querySelector("[data-passkeys]")) import("./passkeys.js").then(({ start }) => start());

function enliven(scope) {
  revealChoices(scope);
  offerUndo(scope);
}
