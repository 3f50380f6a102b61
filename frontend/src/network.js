// The picture of who is around a person. The table beside it says the same in words.
import cytoscape from "cytoscape";

const MARGIN = 28;

export function draw() {
  const box = document.getElementById("network");
  const data = JSON.parse(document.getElementById("network-data").textContent);
  if (!box || !data.nodes?.length) return;
  keepStylesOut();
  box.hidden = false;
  const picture = cytoscape({
    container: box,
    elements: [...arranged(data.nodes), ...data.edges.map(asEdge)],
    style: look(),
    layout: { name: "preset", fit: true, padding: MARGIN },
    minZoom: 0.4, maxZoom: 2, wheelSensitivity: 0.3,
    userZoomingEnabled: false, boxSelectionEnabled: false, autounselectify: true,
  });
  const fit = () => { picture.resize(); picture.fit(undefined, MARGIN); };
  new ResizeObserver(fit).observe(box);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => picture.style(look()));
}

// cytoscape would write a <style> element, which our content policy forbids; patchwork.css has that rule.
function keepStylesOut() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  document.head.append(Object.assign(document.createElement("meta"), { id }));
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
  return { data: { id, words, kind, initials: kind === "person" ? "" : initials(label) },
    classes: [kind === "person" ? "person" : "colleague", lead ? "lead" : ""].join(" "), position: { x, y } };
}

function asEdge({ source, target, lead = false, label = "" }) {
  return { data: { source, target, label }, classes: lead ? "lead" : "" };
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("").toUpperCase();
}

function look() {
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
    } },
    { selector: ".person", style: {
      width: 64, height: 64, "background-color": accent, "border-color": accent, "font-size": 15, "font-weight": 700,
    } },
    { selector: ".lead", style: { "border-color": accent, "border-width": 3 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": colour("--pw-line-strong"), "curve-style": "straight", "overlay-opacity": 0,
      label: "data(label)", "font-size": 11, color: text,
    } },
    { selector: "edge.lead", style: { width: 3, "line-color": accent } },
  ];
}
