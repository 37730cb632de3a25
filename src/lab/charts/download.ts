// Files that the page makes: data as CSV, plots as SVG and PNG.
import type { Picture } from "./colours.ts";

/** Rows as CSV (RFC 4180). */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** Hands a file to the browser. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "font-family", "font-size", "font-weight"];

/** A plot as a file of its own: what the page's style sheet says is written into it. */
export async function saveChart(svg: SVGSVGElement, name: string, format: "svg" | "png"): Promise<void> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const [from, to] = [svg, copy].map((root) => [root, ...root.querySelectorAll("*")]);
  for (const [k, element] of from.entries()) {
    const style = getComputedStyle(element);
    for (const property of kept) to[k].setAttribute(property, style.getPropertyValue(property));
  }
  const { width, height } = svg.viewBox.baseVal;
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of [
    ["width", width],
    ["height", height],
    ["fill", getComputedStyle(document.body).backgroundColor],
  ]) {
    ground.setAttribute(String(key), String(value));
  }
  copy.prepend(ground);
  const picture = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
  if (format === "svg") save(picture, `${name}.svg`);
  else save(await rastered(picture, width, height), `${name}.png`);
}

/** A picture of large pixels as SVG: a rectangle for each run of equal pixels in a row. */
export function rasterSvg({ columns, rows, pixels }: Picture): string {
  const colour = (n: number) => `rgb(${pixels.slice(4 * n, 4 * n + 3).join(",")})`;
  let rects = "";
  for (let row = 0; row < rows; row++) {
    for (let first = 0, next = 0; first < columns; first = next) {
      const fill = colour(row * columns + first);
      for (next = first + 1; next < columns && colour(row * columns + next) === fill; next++);
      rects += `<rect x="${first}" y="${row}" width="${next - first}" height="1" fill="${fill}"/>`;
    }
  }
  const size = `width="${ENLARGED * columns}" height="${ENLARGED * rows}" viewBox="0 0 ${columns} ${rows}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} shape-rendering="crispEdges">${rects}</svg>`;
}

/** Pixels of the file for each of the picture. */
const ENLARGED = 16;

/** A picture of large pixels as a file. */
export async function saveRaster(picture: HTMLCanvasElement, name: string): Promise<void> {
  const canvas = document.createElement("canvas");
  canvas.width = ENLARGED * picture.width;
  canvas.height = ENLARGED * picture.height;
  const context = canvas.getContext("2d");
  if (context) {
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  }
  save(await fileOf(canvas), `${name}.png`);
}

/** Twice as many pixels as on the page. */
const SHARPNESS = 2;

async function rastered(picture: Blob, width: number, height: number): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(picture);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * width;
  canvas.height = SHARPNESS * height;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(image.src);
  return await fileOf(canvas);
}

function fileOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
}
