// Menus are <details class="pw-menu">: Escape or a press elsewhere closes them.
export function closeMenus() {
  document.addEventListener("click", ({ target }) => close((menu) => !menu.contains(target)));
  document.addEventListener("focusin", ({ target }) => close((menu) => !menu.contains(target)));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close((menu) => {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      return true;
    });
  });
}

function close(when) {
  document.querySelectorAll("details.pw-menu[open]").forEach((menu) => { if (when(menu)) menu.open = false; });
}
