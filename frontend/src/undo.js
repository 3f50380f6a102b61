// An offer to undo counts down and goes away; it waits while someone points at it or has the focus in it.
export function offerUndo(scope) {
  const offers = [...(scope.querySelectorAll?.("[data-undo-seconds]") ?? [])];
  if (scope.matches?.("[data-undo-seconds]")) offers.push(scope);
  offers.forEach(countDown);
}

function countDown(offer) {
  if (offer.dataset.counting) return;
  offer.dataset.counting = "yes";
  let left = Number(offer.dataset.undoSeconds);
  const shown = offer.querySelector("[data-undo-left]");
  const timer = setInterval(() => {
    if (!offer.isConnected) return clearInterval(timer);
    if (offer.matches(":hover, :focus-within")) return;
    left -= 1;
    if (shown) shown.textContent = left > 0 ? `(${left})` : "";
    if (left > 0) return;
    clearInterval(timer);
    offer.querySelector("form")?.remove();
  }, 1000);
}
