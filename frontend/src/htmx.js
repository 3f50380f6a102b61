// htmx, made fit for a strict content policy and for pages that must leave no trace in the browser.
import htmx from "htmx.org/dist/htmx.esm.js";
import { showErrors } from "./forms.js";

export function startHtmx() {
  Object.assign(htmx.config, {
    allowEval: false,
    allowScriptTags: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyEnabled: false, // pages about people stay out of the browser's storage
    historyCacheSize: 0,
    refreshOnHistoryMiss: true,
    scrollIntoViewOnBoost: false,
    responseHandling: [
      { code: "204", swap: false },
      { code: "[23]..", swap: true },
      { code: "422", swap: true }, // a form with its errors
      { code: "...", swap: false, error: true },
    ],
  });
  sessionStorage.removeItem("htmx-current-path-for-history"); // written on load, before the configuration is read
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token.value;
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    showErrors(detail.elt);
  });
  document.addEventListener("htmx:responseError", tellOfTrouble);
  document.addEventListener("htmx:sendError", tellOfTrouble);
}

function tellOfTrouble() {
  const place = document.getElementById("trouble");
  if (place) place.hidden = false;
}
