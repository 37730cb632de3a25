import { allocate } from "./memory";

/**
 * Threads that work together on one memory. Each has an instance of this module of its own, with its own globals; all share the memory, where
 * what they tell each other is kept. The instance that TypeScript calls is number 0 and leads: it hands a function to the others, does its own
 * share and comes back when all are done. In the build without threads there is only the leader.
 *
 * Nothing may depend on how many threads there are, or on which of them does what: a task is cut into items that write to places of their
 * own, and sums are taken in a fixed order.
 */

/** Number of this instance, 0 for the leader. */
export let member: i32 = 0;
/** Threads, the leader included. */
export let members: i32 = 1;

/** What a task does for one of its items or, in {@link together}, for one member; `task` points to what it needs. */
type Work = (item: i32, task: usize) => void;

/** What the threads tell each other, each word in a cache line of its own. */
const BOARD = memory.data(576, 64);
/** Counts the tasks handed out. */
const SEQUENCE = BOARD;
const WORK = BOARD + 64;
const TASK = BOARD + 68;
/** Members that have reached the barrier, and how often all of them have. */
const ARRIVED = BOARD + 128;
const PASSED = BOARD + 192;
/** Members asleep, to be woken. */
const ASLEEP = BOARD + 256;
/** The next item that nobody has begun. */
const NEXT = BOARD + 320;
/** 1 once a member has failed: those that wait for it give up. */
const FAILED = BOARD + 384;

/** 1 while the task of the moment is to be left. */
const LEFT = BOARD + 448;
/** Counts signs of life of all members but the leader. */
const BEATS = BOARD + 512;

/** Looks at a word before a member lies down to sleep: some tens of microseconds, more than most steps need. */
const SPINS: i32 = 20000;
/** Nanoseconds of sleep after which a member looks whether the others are still there. */
const NAP: i64 = 100_000_000;
/** Naps without a sign of life of any member after which the leader gives up: 10 seconds. Between two signs lies less than a second of work. */
const PATIENCE: i32 = 100;

/** Not 0 once the caller wants the task to be left. */
@external("env", "askedToLeave")
declare function askedToLeave(): i32;
/** Throws what the caller of a task that was left is to hear. */
@external("env", "leave")
declare function leave(): void;

/** Items that {@link each} hands out. */
@unmanaged
class Items {
  count: i32;
  work: usize;
  task: usize;
}
const items = memory.data(16, 16);

/** Tells the leader how many threads there are. */
export function teamLead(count: i32): void {
  members = count;
}

/** The address of the word that is set to 1 when a member has failed. */
export function teamFailure(): usize {
  return FAILED;
}

/** Room for one record of T for every member; the leader's is returned, empty, and those of the others lie behind it. */
@inline
export function allocateRecords<T>(): T {
  return changetype<T>(allocate(<usize>members * offsetof<T>()));
}

/** The record of a member, given that of the leader. */
@inline
export function recordOf<T>(leader: usize, number: i32): T {
  return changetype<T>(leader + <usize>number * offsetof<T>());
}

/**
 * Gives every member a copy of the leader's record, which is complete but for its scratch: tables are shared, and what is written while a
 * chain moves or a sample is looked at is each member's own.
 */
export function share<T>(leader: T): void {
  for (let number = members - 1; number >= 0; number--) {
    const record = recordOf<T>(changetype<usize>(leader), number);
    if (number > 0) memory.copy(changetype<usize>(record), changetype<usize>(leader), offsetof<T>());
    record.takeScratch(number);
  }
}

/** The record of this member. */
@inline
export function own<T>(leader: usize): T {
  return recordOf<T>(leader, member);
}

/** Serves the leader as member `number` of `count`, for ever. */
export function teamServe(number: i32, count: i32): void {
  if (ASC_FEATURE_THREADS) {
    member = number;
    members = count;
    let sequence: i32 = 0;
    while (true) {
      awaitChange(SEQUENCE, sequence);
      sequence++;
      const work = changetype<Work>(<usize>load<u32>(WORK));
      work(number, <usize>load<u32>(TASK));
      barrier();
    }
  }
}

/** Runs `work(member, task)` once on every member, at the same time; comes back when all are done. */
export function together(work: Work, task: usize): void {
  if (ASC_FEATURE_THREADS) {
    if (members > 1) {
      store<u32>(WORK, <u32>changetype<usize>(work));
      store<u32>(TASK, <u32>task);
      atomic.store<i32>(NEXT, 0);
      atomic.add<i32>(SEQUENCE, 1);
      wake(SEQUENCE);
      work(0, task);
      barrier();
      leaveIfAsked();
      return;
    }
  }
  store<i32>(NEXT, 0);
  work(0, task);
  leaveIfAsked();
}

/** What a task that was left has written is of no use: its caller hears so. */
function leaveIfAsked(): void {
  if (load<i32>(LEFT) == 0) return;
  store<i32>(LEFT, 0);
  leave();
}

/**
 * Asked between pieces of work that each take well below a second: whether the task goes on. Tells the leader that this member is alive.
 * Where it says no, what is left of the work is skipped, but no barrier.
 */
export function goesOn(): bool {
  if (member == 0) {
    if (load<i32>(LEFT) == 0 && askedToLeave() != 0) setLeft();
    return load<i32>(LEFT) == 0;
  }
  beat();
  if (ASC_FEATURE_THREADS) return atomic.load<i32>(LEFT) == 0;
  return true;
}

/** A sign of life of this member. */
function beat(): void {
  if (ASC_FEATURE_THREADS) {
    if (member > 0) atomic.add<i32>(BEATS, 1);
  }
}

function setLeft(): void {
  if (ASC_FEATURE_THREADS) atomic.store<i32>(LEFT, 1);
  else store<i32>(LEFT, 1);
}

/** Runs `work(item, task)` for the items 0 … count - 1, each on whichever member is free. */
export function each(count: i32, work: Work, task: usize): void {
  const all = changetype<Items>(items);
  all.count = count;
  all.work = changetype<usize>(work);
  all.task = task;
  together(takeItems, items);
}

function takeItems(_: i32, pointer: usize): void {
  const all = changetype<Items>(pointer);
  const work = changetype<Work>(all.work);
  const count = all.count;
  for (let item = takeNext(NEXT); item < count && goesOn(); item = takeNext(NEXT)) work(item, all.task);
}

/** Adds one to a word and returns what it was: hands out the rows of a step that every member works on. */
@inline
export function takeNext(counter: usize): i32 {
  if (ASC_FEATURE_THREADS) {
    beat();
    return atomic.add<i32>(counter, 1);
  }
  const value = load<i32>(counter);
  store<i32>(counter, value + 1);
  return value;
}

/** Waits until every member is here. */
export function barrier(): void {
  if (ASC_FEATURE_THREADS) {
    if (members == 1) return;
    const passed = atomic.load<i32>(PASSED);
    if (atomic.add<i32>(ARRIVED, 1) == members - 1) {
      atomic.store<i32>(ARRIVED, 0);
      atomic.store<i32>(PASSED, passed + 1);
      wake(PASSED);
    } else {
      if (member == 0) awaitMembers(passed);
      else awaitChange(PASSED, passed);
    }
  }
}

/** Wakes those that sleep until a word changes. */
function wake(word: usize): void {
  if (ASC_FEATURE_THREADS) {
    if (atomic.load<i32>(ASLEEP) > 0) atomic.notify(word, -1);
  }
}

/** Waits until a word is no longer `value`. If a member has failed the instance breaks off, which its caller hears. */
function awaitChange(word: usize, value: i32): void {
  if (ASC_FEATURE_THREADS) {
    if (changesSoon(word, value)) return;
    atomic.add<i32>(ASLEEP, 1);
    while (atomic.load<i32>(word) == value) {
      atomic.wait<i32>(word, value, NAP);
      if (atomic.load<i32>(FAILED) != 0) unreachable();
    }
    atomic.sub<i32>(ASLEEP, 1);
  }
}

/** The leader's wait for the others. It also breaks off if nobody shows a sign of life any more, and hears whether the task is to be left. */
function awaitMembers(passed: i32): void {
  if (ASC_FEATURE_THREADS) {
    if (changesSoon(PASSED, passed)) return;
    atomic.add<i32>(ASLEEP, 1);
    let naps = 0;
    let before = signsOfLife();
    while (atomic.load<i32>(PASSED) == passed) {
      atomic.wait<i32>(PASSED, passed, NAP);
      goesOn();
      const now = signsOfLife();
      naps = now == before ? naps + 1 : 0;
      before = now;
      if (naps > PATIENCE || atomic.load<i32>(FAILED) != 0) unreachable();
    }
    atomic.sub<i32>(ASLEEP, 1);
  }
}

/** Looks at a word for a while. */
function changesSoon(word: usize, value: i32): bool {
  if (ASC_FEATURE_THREADS) {
    for (let spin = 0; spin < SPINS; spin++) {
      if (atomic.load<i32>(word) != value) return true;
    }
  }
  return false;
}

/** Grows with every sign of life. No loop: where one is inlined into that of the wait, the first compiler of V8 11.3 loses count of the naps. */
@inline
function signsOfLife(): i32 {
  if (ASC_FEATURE_THREADS) return atomic.load<i32>(BEATS) + atomic.load<i32>(ARRIVED);
  return 0;
}
