// The title, and behind it the other series of the source: small pictures to choose from.
import type { FrameStore } from "../frames/store.ts";
import { pictureOf } from "../sync/buffers.ts";
import type { SeriesChoice, SeriesInfo } from "../sync/messages.ts";
import type { State, ViewerTraits } from "../sync/state.ts";
import type { Transport } from "../sync/transport.ts";
import { h, setText } from "./dom.ts";
import { icon } from "./icons.ts";
import { menu } from "./menu.ts";

export interface SeriesPicker {
  el: HTMLElement;
  show(info: SeriesInfo): void;
  /** Does nothing where there is one series. */
  open(): void;
}

interface Parts {
  traits: State<ViewerTraits>;
  transport: Transport;
  store: FrameStore;
}

/** Few at a time: what is on screen does not wait for all of them. */
const AT_A_TIME = 3;

export function seriesPicker({ traits, transport, store }: Parts, signal: AbortSignal) {
  const title = h("span", { class: "dw-title" }, "DICOM series");
  const place = h("span", { class: "dw-series-place" });
  const button = h(
    "button",
    { class: "dw-button dw-series", "data-tip-key": "s", hidden: true },
    place,
    icon("chevron"),
  );
  const pictures = new Map<number, HTMLImageElement>();
  let asking = false;

  const picture = (number: number) => {
    const known = pictures.get(number) ?? h("img", { class: "dw-thumbnail", alt: "" });
    pictures.set(number, known);
    return known;
  };
  const shown = () => button.ariaExpanded === "true";
  /** All that are not there yet, as long as somebody looks. */
  const load = async () => {
    const missing = [...pictures].filter(([, image]) => !image.src && !image.title);
    const series = missing.slice(0, AT_A_TIME).map(([number]) => number);
    if (asking || series.length === 0) return;
    asking = true;
    try {
      const { result, buffers } = await transport.request("get_thumbnails", { series }, { signal });
      for (const { series: number, error } of result.errors) picture(number).title = error.message;
      for (const [k, number] of result.series.entries()) {
        const [buffer, described] = [buffers[k], result.buffers[k]];
        if (buffer && described) set(picture(number), pictureOf(buffer, described));
      }
    } catch {
      return;
    } finally {
      asking = false;
    }
    if (shown()) void load();
  };
  const set = (image: HTMLImageElement, blob: Blob) => {
    image.src = URL.createObjectURL(blob);
    signal.addEventListener("abort", () => URL.revokeObjectURL(image.src), { once: true });
  };
  const item = (choice: SeriesChoice) => ({
    label: titleOf(choice),
    detail: `${choice.count} × ${choice.columns} × ${choice.rows}`,
    picture: picture(choice.number),
    on: choice.number === store.series?.series,
    run: () => traits.commit({ series_number: choice.number }),
  });
  const sections = () => {
    queueMicrotask(() => void load());
    return [{ title: "Series", items: (store.series?.choices ?? []).map(item) }];
  };
  const panel = menu(button, "Series", sections, signal);
  return {
    el: h("div", { class: "dw-heading" }, title, button),
    show(info) {
      const text = titleOf(info);
      const many = info.choices.length;
      setText(title, text);
      title.title = text;
      setText(place, `${info.series + 1} of ${many}`);
      button.ariaLabel = `Series ${info.series + 1} of ${many}: ${text}`;
      button.dataset.tip = "Another series";
      button.hidden = many < 2;
    },
    open() {
      if (!button.hidden) panel.open(button);
    },
  } satisfies SeriesPicker;
}

/** The modality is said once, whoever says it. */
export function titleOf({ modality, title }: Pick<SeriesInfo, "modality" | "title">): string {
  if (!title) return modality || "Image";
  return !modality || title.startsWith(modality) ? title : `${modality} · ${title}`;
}
