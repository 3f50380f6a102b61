// Tells the server that a number or address was used: the deed only, never whose it was.
export function countUse() {
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[data-count]");
    if (!link || !navigator.sendBeacon) return;
    const body = new FormData();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) body.set("csrfmiddlewaretoken", token.value);
    navigator.sendBeacon(link.dataset.count, body);
  });
}
