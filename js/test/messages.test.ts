import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COMMANDS, EVENTS, PROTOCOL_VERSION } from "../src/sync/messages.ts";
import { PROTOCOL } from "./protocol.ts";

const file = new URL("../../tests/golden/protocol.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8"));

test("the golden file is what TypeScript says the protocol is", () => {
  expect(golden).toEqual(PROTOCOL);
});

test("it shows every command and every event", () => {
  expect(Object.keys(golden.commands).sort()).toEqual([...COMMANDS].sort());
  expect(Object.keys(golden.events).sort()).toEqual([...EVENTS].sort());
  expect(golden.version).toBe(PROTOCOL_VERSION);
});
