import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EditRow, PutEditResult, SaveState } from "../src/sync/edit_messages.ts";
import { kernelTransport } from "../src/sync/transport.ts";
import {
  changesTitle,
  insertPlace,
  likeText,
  offered,
  savingLines,
  scopesOf,
  undoOf,
} from "../src/ui/header/edit_words.ts";
import { edits } from "../src/ui/header/editor.ts";
import { question } from "../src/ui/header/question.ts";
import { EDIT_EXAMPLES } from "./edit_protocol.ts";
import { FakeModel } from "./fake_model.ts";

const row: EditRow = {
  action: "set",
  path: "PatientName",
  tag: "(0010,0010)",
  keyword: "PatientName",
  name: "Patient's Name",
  vr: "PN",
  old: "a",
  new: "b",
  follows: false,
};
const saving: SaveState = {
  running: false,
  done: 3,
  total: 3,
  where: "/data/out",
  counts: {},
  missing: {},
  notes: [],
  errors: [],
};
const answer: PutEditResult = {
  ok: false,
  message: "",
  remedy: "",
  widen: false,
  vr: "",
  name: "",
  allowed: "",
  needs_vr: false,
  needs_creator: false,
  suggestions: [],
};

describe("what the editor says", () => {
  it("counts edits, but not those that come with another", () => {
    expect(changesTitle([])).toBe("No changes");
    expect(changesTitle([row, { ...row, follows: true }])).toBe("1 change");
    expect(changesTitle([row, row])).toBe("2 changes");
  });

  it("offers what a row allows", () => {
    const names = (kind: "value" | "sequence" | "item" | "fixed", lines = false) =>
      Object.entries(offered({ kind, lines }))
        .filter(([, on]) => on)
        .map(([name]) => name);
    expect(names("value")).toEqual(["line", "set", "remove"]);
    expect(names("value", true)).toEqual(["lines", "set", "remove"]);
    expect(names("sequence")).toEqual(["append", "remove"]);
    expect(names("item")).toEqual(["before", "remove"]);
    expect(names("fixed")).toEqual([]);
  });

  it("names the place of a new element: beside an element, inside an item", () => {
    expect(insertPlace(null)).toBe("at the top");
    expect(insertPlace({ path: "PatientName", vr: "PN" })).toBe("at the top");
    expect(insertPlace({ path: "A[0].B", vr: "LO" })).toBe("into A[0]");
    expect(insertPlace({ path: "A[0]", vr: "" })).toBe("into A[0]");
  });

  it("tells what may be meant, unless it is clear", () => {
    const found = ["A", "B", "C", "D"].map((element) => ({ element, tag: "", name: "", vr: "" }));
    const like = { ...answer, suggestions: found };
    expect(likeText("pat", like)).toBe("Elements like it: A, B, C.");
    expect(likeText("(0010,0010)", like)).toBe("");
    expect(likeText("pat", answer)).toBe("");
    expect(likeText("pat", { ...like, ok: true })).toBe("");
    expect(likeText("pat", { ...like, name: "Patient's Name" })).toBe("");
  });

  it("offers to save more than a file only where there is more", () => {
    expect(scopesOf({ files: 1, all_files: 1 }).map(([scope]) => scope)).toEqual(["this"]);
    expect(scopesOf({ files: 3, all_files: 3 })).toEqual([
      ["this", "This file"],
      ["series", "The series, 3 files"],
    ]);
    const all = scopesOf({ files: 1, all_files: 9 });
    expect(all.map(([scope]) => scope)).toEqual(["this", "all"]);
  });

  it("tells how saving goes and how it ended", () => {
    const going = savingLines({ ...saving, running: true, done: 2 });
    expect(going).toEqual([{ kind: "plain", text: "2 of 3 files" }]);
    const one = savingLines({ ...saving, total: 1, counts: { written: 1 } });
    expect(one).toEqual([{ kind: "plain", text: "Saved: ", target: "/data/out" }]);
    const ended = savingLines({
      ...saving,
      counts: { written: 1, unchanged: 1, cancelled: 1, failed: 2 },
      missing: { PatientName: 1 },
      notes: ["The dataset was deflated anew."],
      errors: ["There is a file already."],
    });
    expect(ended.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      "plain: 2 files saved: ",
      "note: PatientName is missing in 1 file; left out there.",
      "note: The dataset was deflated anew.",
      "note: Stopped: 1 file left out.",
      "wrong: 2 not saved. There is a file already.",
    ]);
    expect(savingLines(saving)).toEqual([]);
  });

  it("knows the keys of undo and redo", () => {
    const key = { ctrlKey: true, metaKey: false, shiftKey: false, key: "z" };
    expect(undoOf(key)).toBe("undo");
    expect(undoOf({ ...key, shiftKey: true, key: "Z" })).toBe("redo");
    expect(undoOf({ ...key, ctrlKey: false, metaKey: true })).toBe("undo");
    expect(undoOf({ ...key, ctrlKey: false })).toBeNull();
    expect(undoOf({ ...key, key: "y" })).toBeNull();
  });
});

describe("the question while one types", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function typing() {
    const waiting: { asked: string; answer(text: string): void; fail(): void }[] = [];
    const heard: string[] = [];
    const ended = new AbortController();
    const put = (asked: string) =>
      new Promise<string>((resolve, reject) => {
        waiting.push({ asked, answer: resolve, fail: () => reject(new Error(asked)) });
      });
    const to = {
      answered: (text: string) => void heard.push(text),
      failed: (reason: unknown) => void heard.push(String(reason)),
    };
    return { waiting, heard, ended, asked: question(put, to, ended.signal) };
  }

  it("is asked once, after the last key", () => {
    const { waiting, asked } = typing();
    asked.ask("a");
    vi.advanceTimersByTime(200);
    asked.ask("ab");
    vi.advanceTimersByTime(249);
    expect(waiting).toHaveLength(0);
    vi.advanceTimersByTime(1);
    expect(waiting.map((each) => each.asked)).toEqual(["ab"]);
  });

  it("hears only the answer to the last, also of failures", async () => {
    const { waiting, heard, asked } = typing();
    asked.ask("a");
    vi.advanceTimersByTime(300);
    asked.ask("ab");
    vi.advanceTimersByTime(300);
    waiting[0]?.answer("late");
    waiting[1]?.answer("right");
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(["right"]);
    asked.ask("abc");
    vi.advanceTimersByTime(300);
    waiting[2]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual(["right", "Error: abc"]);
  });

  it("is forgotten when it is cleared, or its view is gone", async () => {
    const { waiting, heard, ended, asked } = typing();
    asked.ask("a");
    asked.clear();
    vi.advanceTimersByTime(300);
    expect(waiting).toHaveLength(0);
    asked.ask("b");
    vi.advanceTimersByTime(300);
    ended.abort();
    waiting[0]?.answer("late");
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([]);
  });
});

describe("the edits of a view", () => {
  const state = EDIT_EXAMPLES.get_changes.result;

  function view() {
    const model = new FakeModel();
    const ended = new AbortController();
    const list = edits(kernelTransport(model, ended.signal), ended.signal);
    const heard: (typeof state)[] = [];
    list.onChange((next) => heard.push(next as typeof state));
    const event = (name: string, data: object) => model.emit("msg:custom", { event: name, data });
    return { model, list, heard, event };
  }
  const turn = () => new Promise((resolve) => setTimeout(resolve));

  it("are asked for at first, and whenever rows or edits are others", async () => {
    const { model, list, heard, event } = view();
    expect(model.sent.map(({ command }) => command)).toEqual(["get_changes"]);
    model.answer(0, { ok: true, result: state });
    await turn();
    expect(heard).toEqual([state]);
    expect(list.now).toEqual(state);
    event("edits", { count: 1 });
    event("rows", { index: 0 });
    await turn();
    expect(model.sent).toHaveLength(3);
  });

  it("are taken back and made again by the kernel", async () => {
    const { model, list, heard } = view();
    list.undo();
    list.redo();
    expect(model.sent.slice(1).map(({ command }) => command)).toEqual(["undo_edit", "redo_edit"]);
    model.answer(1, { ok: true, result: { ...state, undo: false } });
    await turn();
    expect(heard.at(-1)?.undo).toBe(false);
  });

  it("show progress while files are being saved, and only then", async () => {
    const { model, heard, event } = view();
    model.answer(0, { ok: true, result: { ...state, saving: null } });
    await turn();
    event("progress", { done: 1, total: 4, what: "Saving" });
    expect(heard).toHaveLength(1);
    model.emit("msg:custom", { event: "edits", data: { count: 1 } });
    model.answer(1, { ok: true, result: { ...state, saving } });
    await turn();
    event("progress", { done: 2, total: 4, what: "Saving" });
    expect(heard.at(-1)?.saving).toMatchObject({ running: true, done: 2, total: 4 });
  });
});
