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
  },
});
