// Numbers and option names as they are expected, or an error that says where one is not.
import { InputError, nearestName, refuse, show } from "./errors.ts";

/** Refuses anything but an integer in [minimum, maximum]. */
export function checkInteger(where: string, value: number, minimum: number, maximum = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `>= ${minimum}` : `from ${minimum} to ${maximum}`;
  refuse(where, `an integer ${range}`, value);
}

/** Refuses NaN and infinities. */
export function checkFinite(where: string, value: number): void {
  if (!Number.isFinite(value)) refuse(where, "a finite number", value);
}

/** Refuses anything but a finite number > 0. */
export function checkPositive(where: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) refuse(where, "a finite number > 0", value);
}

/** Refuses anything but a finite number >= 0. */
export function checkNotNegative(where: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) refuse(where, "a finite number >= 0", value);
}

/** Refuses options of other names, which would silently leave a default in place, and anything that holds no options. */
export function checkOptionNames(where: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    refuse(where, `options { ${known.slice(0, 2).join(", ")}${known.length > 2 ? ", …" : ""} }`, options);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    throw new InputError(
      `${where}: unknown option ${show(key)}; known: ${known.join(", ")}.${nearest ? ` Did you mean ${show(nearest)}?` : ""}`,
    );
  }
}
