import { accessSync, constants } from "node:fs";
import { expect, test } from "vitest";

test("the program that package.json names can be executed: npx runs the file itself", () => {
  expect(() => accessSync("dist/cli/nqs.js", constants.X_OK)).not.toThrow();
});
