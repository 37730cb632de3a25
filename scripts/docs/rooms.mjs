// A typedoc plugin that groups the reference by the folders of src/, in the order in which data flows, and keeps its lines short and steady.
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";
import { MarkdownPageEvent } from "typedoc-plugin-markdown";

/** What the group of a folder is called; typedoc.json has their order. */
const titles = {
  lattice: "Lattices",
  hamiltonian: "Hamiltonians",
  ansatz: "Networks",
  readout: "Readings",
  vmc: "Drivers",
  learn: "Learning",
  statistics: "Statistics",
  observables: "Observables",
  exact: "Exact energies",
  files: "Files",
  core: "Errors and formulas",
  "index.ts": "The package",
};

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const reflection of project.children ?? []) group(reflection, project);
    for (const reflection of Object.values(project.reflections)) {
      if (reflection.kindOf(ReflectionKind.Parameter) && reflection.name === "__namedParameters") reflection.name = nameOf(reflection.type);
      for (const part of reflection.comment?.summary ?? []) if (part.kind === "text") part.text = starsAsText(part.text);
    }
  });
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    if (page.contents) page.contents = withSteadyAnchors(page.contents);
  });
}

function group(reflection, project) {
  const path = project.getSymbolIdFromReflection(reflection)?.packagePath;
  const title = titles[path?.split("/")[1]];
  if (title === undefined) throw new Error(`docs: ${reflection.name} comes from ${path}; add its folder to scripts/docs/rooms.mjs`);
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: title }]));
}

/** What a parameter that is taken apart at once is called: its type, as a variable. */
function nameOf(type) {
  const name = type?.type === "reference" && !type.package?.startsWith("typescript") ? type.name : "options";
  return name.endsWith("Options") ? "options" : name[0].toLowerCase() + name.slice(1);
}

/** A star is a product or a complex conjugate here, never emphasis. */
function starsAsText(text) {
  return text.replace(/(?<=\S)\*/g, "\\*");
}

/**
 * The anchors of table rows are numbered through the page, so that a new row would change them all: links go to the name that owns the row.
 * Names that differ in their case alone (`Pauli`, `pauli`) share an anchor, which GitHub numbers in the order of the page.
 */
function withSteadyAnchors(text) {
  const anchors = new Map();
  const taken = new Map();
  for (const [, heading] of text.matchAll(/^#{1,6} (.*)$/gm)) {
    const name = heading.replace(/[()\\]/g, "");
    const slug = name.toLowerCase().replaceAll(" ", "-");
    const count = taken.get(slug) ?? 0;
    taken.set(slug, count + 1);
    if (!anchors.has(name)) anchors.set(name, count === 0 ? slug : `${slug}-${count}`);
  }
  return text.replace(/<a id="[^"]*"><\/a> ?/g, "").replace(/\[([^\]\n]*)\]\(#[\w-]+\)/g, (_, label) => {
    const anchor = anchors.get(label.replace(/[`()\\]/g, "").split(".")[0]);
    return anchor === undefined ? label : `[${label}](#${anchor})`;
  });
}
