// What lies over the pixels of a frame: overlays and shutter, pictures of the kernel.
import type { Layer } from "../render/canvas.ts";
import { pictureOf } from "../sync/buffers.ts";
import type { Badge, FrameInfo, Graphic } from "../sync/messages.ts";
import type { Live } from "./live.ts";

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
    all.filter(({ kind, png }) => png !== undefined && live.now[SWITCH[kind]]);
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

/** Whether the frame has something of this kind. */
export function hasGraphic(info: FrameInfo | undefined, kind: Graphic["kind"]): boolean {
  return info?.graphics?.some((graphic) => graphic.kind === kind) ?? false;
}

/** What the file would draw and the user has switched off; whose colours it has. */
export function graphicBadges(
  { graphics: all = [], profile }: FrameInfo,
  now: Live["now"],
): Badge[] {
  const off = all
    .filter(({ kind }) => !now[SWITCH[kind]])
    .map(({ kind, text }) => ({
      text: kind === "overlay" ? "OVERLAYS OFF" : "SHUTTER OFF",
      reason:
        kind === "overlay"
          ? `The file draws over its pixels: ${text}.`
          : `The file hides a part of this image by its display shutter: ${text}.`,
      level: "info" as const,
    }));
  if (profile === undefined) return off;
  const text = now.color_profile ? "COLOR PROFILE" : "PROFILE OFF";
  const how = now.color_profile ? "are shown by" : "would be shown by";
  const reason = `Colours ${how} the file's ICC profile, ${profile}; without, by sRGB.`;
  return [...off, { text, reason, level: "info" }];
}
