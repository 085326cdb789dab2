// What lies over the pixels of a frame: overlays and shutter, pictures of the kernel.
import type { Layer } from "../render/layers.ts";
import { pictureOf } from "../sync/buffers.ts";
import type { Badge, FrameInfo, Graphic } from "../sync/messages.ts";
import type { Live } from "./live.ts";
import type { MenuSection } from "./menu.ts";

export interface Graphics {
  /** They can be drawn at once; asks for what is missing. */
  ready(info: FrameInfo): boolean;
  /** Those that are wanted, lowest first. */
  layers(info: FrameInfo): Layer[];
}

/** The traits that switch them. */
const SWITCH = { overlay: "overlays", shutter: "shutter" } as const;
const DESCRIBED = { dtype: "uint8", shape: [], encoding: "png" } as const;
/** Frames of a series mostly share a shutter: pictures are kept by what they are. */
const KEPT = 8;

/** `decoded` runs when one more can be drawn. */
export function graphics(live: Live, decoded: () => void, signal: AbortSignal): Graphics {
  const bitmaps = new Map<string, ImageBitmap | "pending" | null>();
  const decode = async (png: string) => {
    bitmaps.set(png, "pending");
    const bitmap = await createImageBitmap(pictureOf(png, { ...DESCRIBED, shape: [] })).catch(
      () => null,
    );
    if (signal.aborted) return bitmap?.close();
    bitmaps.set(png, bitmap);
    decoded();
  };
  const drop = (png: string) => {
    const bitmap = bitmaps.get(png);
    if (bitmap instanceof ImageBitmap) bitmap.close();
    bitmaps.delete(png);
  };
  signal.addEventListener("abort", () => [...bitmaps.keys()].forEach(drop), { once: true });
  const wanted = ({ graphics: all = [] }: FrameInfo) =>
    all.filter((each) => each.png !== undefined && isDrawn(each, live.now));
  return {
    ready(info) {
      const pngs = wanted(info).map(({ png }) => png as string);
      for (const png of pngs) if (!bitmaps.has(png)) void decode(png);
      for (const old of bitmaps.keys()) {
        if (bitmaps.size > KEPT && !pngs.includes(old)) drop(old);
      }
      return pngs.every((png) => bitmaps.get(png) !== "pending");
    },
    layers: (info) =>
      wanted(info).flatMap(({ png, region }) => {
        const image = bitmaps.get(png as string);
        return image instanceof ImageBitmap && region ? [{ image, region }] : [];
      }),
  };
}

type Now = Live["now"];

function isDrawn({ kind, group }: Graphic, now: Now): boolean {
  return now[SWITCH[kind]] && !now.overlays_off.includes(group ?? 0);
}

/** What the frame has of this kind. */
export function graphicsOf(info: FrameInfo | undefined, kind: Graphic["kind"]): Graphic[] {
  return info?.graphics?.filter((graphic) => graphic.kind === kind) ?? [];
}

/** A switch for each overlay, and two for all of them. */
export function overlayMenu(
  all: Graphic[],
  now: Now,
  show: (values: Partial<Now>) => void,
): MenuSection[] {
  const switched = (group: number) => {
    const off = now.overlays ? now.overlays_off : all.map((each) => each.group as number);
    const rest = off.filter((each) => each !== group);
    show({ overlays: true, overlays_off: rest.length < off.length ? rest : [...off, group] });
  };
  const items = all.map((each) => ({
    label: each.text,
    detail: each.group?.toString(16).toUpperCase(),
    toggle: true,
    on: isDrawn(each, now),
    run: () => switched(each.group as number),
  }));
  return [
    { title: "Overlays", items },
    {
      title: "All",
      items: [
        { label: "Show all", run: () => show({ overlays: true, overlays_off: [] }) },
        { label: "Hide all", run: () => show({ overlays: false }) },
      ],
    },
  ];
}

/** What the file would draw and the user has switched off; whose colours it has. */
export function graphicBadges({ graphics: all = [], profile }: FrameInfo, now: Now): Badge[] {
  const hidden = (kind: Graphic["kind"], badge: string, what: string): Badge[] => {
    const texts = all.flatMap((each) =>
      each.kind === kind && !isDrawn(each, now) ? [each.text] : [],
    );
    const reason = `The file ${what}: ${texts.join(", ")}.`;
    return texts.length > 0 ? [{ text: badge, reason, level: "info" }] : [];
  };
  const off = [
    ...hidden("overlay", now.overlays ? "OVERLAY OFF" : "OVERLAYS OFF", "draws over its pixels"),
    ...hidden("shutter", "SHUTTER OFF", "hides a part of this image by its display shutter"),
  ];
  if (profile === undefined) return off;
  const text = now.color_profile ? "COLOR PROFILE" : "PROFILE OFF";
  const how = now.color_profile ? "are shown by" : "would be shown by";
  const reason = `Colours ${how} the file's ICC profile, ${profile}; without, by sRGB.`;
  return [...off, { text, reason, level: "info" }];
}
