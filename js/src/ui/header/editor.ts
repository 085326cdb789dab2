// The tab in which a header is edited: the value of the current row, an element to insert, the edits
// made so far, and where to save them.
import type { GetChangesResult, PutEditArgs, PutEditResult } from "../../sync/edit_messages.ts";
import type { Row } from "../../sync/messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { payloadOf } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { changeList } from "./change_list.ts";
import { undoOf } from "./edit_words.ts";
import { insertForm } from "./insert_form.ts";
import { saveForm } from "./save_form.ts";
import type { SideTab } from "./side.ts";
import { valueForm } from "./value_form.ts";

/** What the rooms of the editor ask of the kernel. */
export interface Asking {
  put(args: PutEditArgs): Promise<PutEditResult>;
  failed(reason: unknown): void;
}

/** The edits, shared by a view's table and editor. */
export interface Edits {
  readonly now: GetChangesResult | null;
  undo(): void;
  redo(): void;
  onChange(callback: (changes: GetChangesResult) => void): void;
}

/** Keep the edits of one view up to date. */
export function edits(transport: Transport, signal: AbortSignal): Edits {
  const heard: ((changes: GetChangesResult) => void)[] = [];
  let now: GetChangesResult | null = null;
  const take = ({ result }: { result: GetChangesResult }) => {
    now = result;
    for (const callback of heard) callback(result);
  };
  const ask = (command: "get_changes" | "undo_edit" | "redo_edit") => {
    // Without a kernel there are no edits, and nothing to say about them.
    transport.request(command, {}, { signal }).then(take, () => {});
  };
  const refresh = () => ask("get_changes");
  transport.on("edits", refresh, signal);
  transport.on("rows", refresh, signal);
  transport.on(
    "progress",
    ({ done, total }) => {
      if (!now?.saving) return;
      now = { ...now, saving: { ...now.saving, running: true, done, total: total ?? done } };
      for (const callback of heard) callback(now);
    },
    signal,
  );
  refresh();
  return {
    get now() {
      return now;
    },
    undo: () => ask("undo_edit"),
    redo: () => ask("redo_edit"),
    onChange(callback) {
      heard.push(callback);
      if (now) callback(now);
    },
  };
}

/** Ctrl+Z and Ctrl+Shift+Z, but where a field has its own. */
export function undoKeys(root: HTMLElement, list: Edits, signal: AbortSignal): void {
  root.addEventListener(
    "keydown",
    (event) => {
      const asked = undoOf(event);
      if (!asked || event.target instanceof HTMLInputElement) return;
      if (event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      event.stopPropagation();
      list[asked]();
    },
    { signal },
  );
}

export function editTab(transport: Transport, list: Edits): SideTab {
  return {
    key: "edit",
    label: "Edit",
    mount(el, signal) {
      const trouble = h("p", { class: "dw-edit-trouble", role: "alert", hidden: true });
      const asking: Asking = {
        async put(args) {
          const { result } = await transport.request("put_edit", args, { signal });
          if (!args.check) trouble.hidden = true;
          return result;
        },
        failed(reason) {
          if (signal.aborted) return;
          const { message, remedy } = payloadOf(reason);
          trouble.textContent = [message, remedy].filter(Boolean).join(" ");
          trouble.hidden = false;
        },
      };
      const value = valueForm(transport, asking, signal);
      const insert = insertForm(asking, signal);
      const changes = changeList(list);
      const save = saveForm(transport, asking, signal);
      el.classList.add("dw-edit");
      el.append(trouble, value.el, insert.el, changes.el, save.el);
      list.onChange((state) => {
        if (signal.aborted) return;
        changes.show(state);
        save.show(state);
      });
      return {
        show(row: Row | null) {
          value.show(row);
          insert.show(row);
        },
      };
    },
  };
}
