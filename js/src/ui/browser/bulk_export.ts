// An export of all files of what is selected: as what, how it looks, what it is called.
import type { BulkExporting } from "../../sync/bulk_messages.ts";
import type { Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { type BulkForm, bulkPage } from "./bulk_page.ts";
import type { PagePane } from "./page_pane.ts";

const FORMATS: [string, string][] = [
  ["png", "PNG, each frame"],
  ["jpeg", "JPEG, each frame"],
  ["tiff", "TIFF, each frame"],
  ["tiff-stack", "TIFF of many pages, each series"],
  ["gif", "GIF, each series as a film"],
  ["webp", "WebP, each series as a film"],
  ["apng", "APNG, each series as a film"],
  ["dicom", "DICOM, as it is"],
  ["npy", "NumPy, each series"],
  ["npz", "NumPy with affine, each series"],
  ["nifti", "NIfTI, each series"],
  ["csv", "Metadata as CSV"],
  ["json", "Metadata as JSON"],
];
const VALUES: [string, string][] = [
  ["display", "As on the screen, 8 bits"],
  ["modality", "Modality values"],
  ["stored", "Stored values"],
];
const AS_VALUES = ["png", "tiff", "tiff-stack"];
const PICTURES = [...AS_VALUES, "jpeg", "gif", "webp", "apng"];
const TABLES: [string, string][] = [
  ["", "No table"],
  ["csv", "CSV beside the files"],
  ["json", "JSON beside the files"],
];

export function bulkExport(transport: Transport, signal: AbortSignal): PagePane {
  const page = {
    pane: "bulk_export",
    kind: "export",
    verb: "Write the files",
    first: "Give both the centre and the width of the window, or neither.",
    form,
  } as const;
  return bulkPage(transport, page, signal);
}

function form(changed: () => void): BulkForm {
  const format = choice("Format", FORMATS, () => {
    arrange();
    changed();
  });
  const values = choice("Values", VALUES, () => {
    arrange();
    changed();
  });
  const metadata = choice("Table of metadata", TABLES, changed);
  const center = typed("Window centre", "Centre", changed);
  const width = typed("Window width", "Width", changed);
  const pattern = typed(
    "Pattern of names",
    "{Modality}{SeriesNumber}/{InstanceNumber:04d}; empty: by numbers",
    changed,
  );
  const identifiers = h("input", { type: "checkbox", onchange: changed });
  const windowed = labelled("Window", center, width);
  const asValues = labelled("Values", values);
  const named = labelled("Names", pattern);
  const table = labelled("Metadata", metadata);
  const arrange = () => {
    const kind = format.value;
    asValues.hidden = !AS_VALUES.includes(kind);
    const shown = asValues.hidden || values.value === "display";
    windowed.hidden = !(shown && PICTURES.includes(kind));
    table.hidden = named.hidden = kind === "csv" || kind === "json";
    who.hidden = kind === "dicom";
  };
  const who = h(
    "label",
    { class: "dw-bulk-line" },
    identifiers,
    " Names and metadata may say who it is",
  );
  arrange();
  return {
    el: h(
      "div",
      { class: "dw-bulk-form", role: "group", "aria-label": "What to export" },
      labelled("Format", format),
      asValues,
      windowed,
      named,
      table,
      who,
    ),
    asked() {
      const asked = windowed.hidden ? null : windowOf(center.value, width.value);
      if (asked === undefined) return null;
      return {
        editing: null,
        exporting: {
          format: format.value,
          pattern: named.hidden ? "" : pattern.value.trim(),
          identifiers: identifiers.checked,
          window: asked,
          values: asValues.hidden ? "display" : values.value,
          metadata: (table.hidden ? "" : metadata.value) as BulkExporting["metadata"],
        },
      };
    },
  };
}

/** A window of two numbers, null for none, undefined for what is no window (yet). */
export function windowOf(center: string, width: string): [number, number] | null | undefined {
  if (center.trim() === "" && width.trim() === "") return null;
  const found: [number, number] = [Number(center || "x"), Number(width || "x")];
  return found.every(Number.isFinite) && found[1] > 0 ? found : undefined;
}

function choice(label: string, options: [string, string][], changed: () => void) {
  return h(
    "select",
    { class: "dw-field", "aria-label": label, onchange: changed },
    ...options.map(([value, words]) => h("option", { value }, words)),
  );
}

function typed(label: string, placeholder: string, changed: () => void) {
  return h("input", {
    type: "text",
    class: "dw-field",
    "aria-label": label,
    placeholder,
    spellcheck: "false",
    autocomplete: "off",
    oninput: changed,
  });
}

function labelled(words: string, ...fields: HTMLElement[]): HTMLElement {
  return h(
    "div",
    { class: "dw-bulk-line" },
    h("span", { class: "dw-bulk-label", "aria-hidden": "true" }, words),
    ...fields,
  );
}
