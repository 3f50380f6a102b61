// A clock that runs down: data-countdown holds the seconds left when the page was made. At nought the page is fetched anew,
// and the server says what is still open: the script only shows the time.
export function countDown() {
  const clocks = [...document.querySelectorAll("[data-countdown]")];
  if (!clocks.length) return;
  const begun = performance.now();
  const tick = () => {
    for (const clock of clocks) {
      const left = Math.max(0, Math.ceil(Number(clock.dataset.countdown) - (performance.now() - begun) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (left === 0) {
        clearInterval(timer);
        location.assign(location.href);
        return;
      }
    }
  };
  const timer = setInterval(tick, 1000);
  tick();
}
