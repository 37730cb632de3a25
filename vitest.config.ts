import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Threads share the code they compile and start faster than processes; two are enough for a small machine.
    pool: "threads",
    maxWorkers: 2,
    // Modules are loaded once for each thread, not once for each file: no test changes what another one imports.
    isolate: false,
  },
});
