// The picture of who is around a person. The table beside it says the same in words.
import cytoscape from "cytoscape";

const MARGIN = 28;

export async function draw() {
  const box = document.getElementById("network");
  const data = JSON.parse(document.getElementById("network-data").textContent);
  if (!box || !data.nodes?.length) return;
  keepStylesOut();
  const icons = await sprite();
  box.hidden = false;
  const picture = cytoscape({
    container: box,
    elements: [...arranged(data.nodes), ...data.edges.map(asEdge)],
    style: look(icons),
    layout: { name: "preset", fit: true, padding: MARGIN },
    minZoom: 0.4, maxZoom: 2,
    userZoomingEnabled: false, boxSelectionEnabled: false, autounselectify: true,
  });
  const fit = () => { picture.resize(); picture.fit(undefined, MARGIN); };
  new ResizeObserver(fit).observe(box);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => picture.style(look(icons)));
}

// cytoscape would write a <style> element, which our content policy forbids; patchwork.css has that rule.
function keepStylesOut() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  document.head.append(Object.assign(document.createElement("meta"), { id }));
}

// The kinds' icons, from the sprite the page already uses.
async function sprite() {
  const address = document.querySelector("svg use")?.getAttribute("href").split("#")[0];
  if (!address) return {};
  const text = await fetch(address).then((answer) => (answer.ok ? answer.text() : ""));
  const symbols = new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("symbol");
  return Object.fromEntries([...symbols].map((symbol) => [symbol.id, symbol.querySelector("path").getAttribute("d")]));
}

function drawn(path, colour) {
  if (!path) return "none";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

// The person in the middle, everyone else on a ring, colleagues of one kind side by side, the lead at the top.
function arranged(nodes) {
  const centre = nodes.filter(({ kind }) => kind === "person").slice(0, 1);
  const around = nodes.filter((node) => !centre.includes(node));
  around.sort((a, b) => Number(Boolean(b.lead)) - Number(Boolean(a.lead)) || a.kind.localeCompare(b.kind));
  const narrow = window.innerWidth < 700;
  const [across, down] = narrow ? [150, 210] : [330, 190];
  const room = Math.max(1, around.length / (narrow ? 8 : 11));
  return [
    ...centre.map((node) => asNode(node, 0, 0)),
    ...around.map((node, i) => {
      const angle = (2 * Math.PI * i) / around.length - Math.PI / 2;
      const ring = around.length > 10 && i % 2 ? 0.68 : 1;
      return asNode(node, Math.cos(angle) * across * room * ring, Math.sin(angle) * down * room * ring);
    }),
  ];
}

function asNode({ id, label, kind, role = "", lead = false }, x, y) {
  const words = role ? `${label}\n${role}` : label;
  return { data: { id, words, kind },
    classes: [kind === "person" ? "person" : "colleague", lead ? "lead" : ""].join(" "), position: { x, y } };
}

function asEdge({ source, target, lead = false, label = "" }) {
  return { data: { source, target, label }, classes: lead ? "lead" : "" };
}

function look(icons) {
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  const text = colour("--govuk-text-colour");
  const accent = colour("--govuk-brand-colour");
  return [
    { selector: "node", style: {
      width: 44, height: 44, "background-color": colour("--pw-card"), "border-width": 1.5,
      "border-color": colour("--pw-line-strong"), label: "data(words)", color: text, "font-size": 13,
      "font-family": "system-ui, sans-serif", "text-valign": "bottom", "text-margin-y": 6, "text-wrap": "wrap",
      "text-max-width": 130, "text-background-color": colour("--pw-page"), "text-background-opacity": 0.85,
      "text-background-padding": 2, "overlay-opacity": 0,
      "background-image": (node) => drawn(icons[node.data("kind")] ?? icons.other, text),
      "background-width": 24, "background-height": 24,
    } },
    { selector: ".person", style: {
      width: 64, height: 64, "background-color": accent, "border-color": accent, "font-size": 15, "font-weight": 700,
      "background-image": drawn(icons.youth, colour("--pw-on-accent")), "background-width": 36, "background-height": 36,
    } },
    { selector: ".lead", style: { "border-color": accent, "border-width": 3 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": colour("--pw-line-strong"), "curve-style": "straight", "overlay-opacity": 0,
      label: "data(label)", "font-size": 11, color: text,
    } },
    { selector: "edge.lead", style: { width: 3, "line-color": accent } },
  ];
}
