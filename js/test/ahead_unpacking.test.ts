import { deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { toBase85 } from "../src/ahead/base85.ts";
import { unpack } from "../src/ahead/unpacking.ts";
import type { RenderProps, Widget } from "../src/sync/host.ts";

/** As little of a document as a message needs. */
class FakeElement {
  readonly children: (FakeElement | string)[] = [];
  readonly attributes: Record<string, string> = {};
  removed = false;
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }
  remove(): void {
    this.removed = true;
  }
  get text(): string {
    return this.children.map((each) => (typeof each === "string" ? each : each.text)).join(" ");
  }
}

beforeEach(() => vi.stubGlobal("document", { createElement: () => new FakeElement() }));
afterEach(() => vi.unstubAllGlobals());

const packed = (code: string) => toBase85(deflateRawSync(code));
const GOOD = packed("export default () => ({ render: () => {} });");

/** What stands in the view, and that it goes with it. */
function said(widget: Widget): string {
  const el = new FakeElement();
  const view = new AbortController();
  widget.render({ el, signal: view.signal } as unknown as RenderProps);
  const [message] = el.children as [FakeElement];
  expect(message.attributes.role).toBe("alert");
  view.abort();
  expect(message.removed).toBe(true);
  return message.text;
}

test("an old browser is named", async () => {
  vi.stubGlobal("DecompressionStream", undefined);
  expect(said(await unpack(GOOD))).toMatch(/can't unpack.*Safari 16.4/);
});

test("so is one that knows no raw stream", async () => {
  const stream = () => {
    throw new TypeError("Unsupported compression format: 'deflate-raw'");
  };
  vi.stubGlobal("DecompressionStream", function refuse() {
    stream();
  });
  expect(said(await unpack(GOOD))).toMatch(/can't unpack/);
});

test.each([
  ["cut", GOOD.slice(0, 20)],
  ["changed", `yyyyy${GOOD.slice(5)}`],
  ["nothing", ""],
])("a program that is %s is to be installed again", async (_, payload) => {
  expect(said(await unpack(payload))).toMatch(/damaged.*force-reinstall/);
});

test("a page that lets no blob run is told what to allow", async () => {
  vi.stubGlobal("URL", { createObjectURL: () => "blob:none", revokeObjectURL: () => {} });
  expect(said(await unpack(GOOD))).toMatch(/does not let.*blob:/);
});
