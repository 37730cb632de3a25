import { describe, expect, test } from "vitest";
import { Engine, Mistake, type Port } from "../../src/lab/engine/engine.ts";
import type { Reply, Request } from "../../src/lab/engine/tasks.ts";
import { firstSight } from "../../src/lab/settings/settings.ts";

/** A worker that answers when the test does. */
class Fake implements Port {
  readonly asked: Request[] = [];
  ended = false;
  onmessage: Port["onmessage"] = null;
  onerror: Port["onerror"] = null;
  postMessage(message: Request): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  reply(data: Reply): void {
    this.onmessage?.({ data } as MessageEvent<Reply>);
  }
  fail(message: string): void {
    this.onerror?.({ message } as ErrorEvent);
  }
}

function setUp() {
  const workers: Fake[] = [];
  const engine = new Engine(() => {
    workers.push(new Fake());
    return workers[workers.length - 1];
  });
  return { engine, workers };
}

describe("a worker as the page sees it", () => {
  test("tasks are told apart: events and results go where they belong", async () => {
    const { engine, workers } = setUp();
    const heard: unknown[] = [];
    const one = engine.run("train", { settings: firstSight, reading: "born", threads: 1 }, (event) => heard.push(event));
    const other = engine.run("references", firstSight);
    const [worker] = workers;
    worker.reply({ id: 2, kind: "result", result: "known" });
    worker.reply({ id: 1, kind: "event", event: "a step" });
    worker.reply({ id: 1, kind: "result", result: "trained" });
    worker.reply({ id: 1, kind: "event", event: "too late" });
    expect([await one.result, await other.result, heard]).toEqual(["trained", "known", ["a step"]]);
    // What has ended is not steered any more.
    const before = worker.asked.length;
    one.stop();
    expect(worker.asked).toHaveLength(before);
  });

  test("a mistake of the user is one, a fault of ours is an error", async () => {
    const { engine, workers } = setUp();
    const [mistaken, faulty] = [engine.run("references", firstSight), engine.run("references", firstSight)];
    workers[0].reply({ id: 1, kind: "mistake", text: "formula: no" });
    workers[0].reply({ id: 2, kind: "fault", text: "out of memory" });
    await expect(mistaken.result).rejects.toThrow(Mistake);
    await expect(faulty.result).rejects.toThrow(/^out of memory$/);
  });

  test("a worker that dies is ended, all its tasks are told, and the next task gets another", async () => {
    const { engine, workers } = setUp();
    const [one, other] = [engine.run("references", firstSight), engine.run("references", firstSight)];
    workers[0].fail("killed");
    for (const { result } of [one, other]) await expect(result).rejects.toThrow(/the worker was lost \(killed\)/);
    expect(workers[0].ended).toBe(true);
    const next = engine.run("references", firstSight);
    workers[1].reply({ id: 3, kind: "result", result: "again" });
    expect(await next.result).toBe("again");
  });
});
