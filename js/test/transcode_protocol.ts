// Examples of the messages of TranscodePreview; test/protocol.ts takes them in.
import type { TranscodeCommands } from "../src/sync/transcode_messages.ts";

export const TRANSCODE_EXAMPLES: TranscodeCommands = {
  get_syntaxes: {
    args: {},
    result: {
      syntaxes: [
        {
          keyword: "JPEG2000",
          name: "JPEG 2000 Image Compression",
          uid: "1.2.840.10008.1.2.4.91",
          parameters: [
            {
              name: "ratio",
              title: "Times smaller",
              least: 2,
              most: 100,
              usual: 10,
              whole: false,
              unit: "×",
            },
          ],
          install: "",
        },
      ],
    },
  },
  get_trial: {
    args: { index: 12, to: "JPEG2000", parameter: "ratio", amount: 10, pixels: true },
    result: {
      index: 12,
      numbering: 1,
      encoded_bytes: 52_429,
      stored_bytes: 524_288,
      source_bytes: 524_288,
      max_error: 14,
      mean_error: 2.25,
      psnr: 61.5,
      lossless: false,
      photometric: "MONOCHROME2",
      written: ["LossyImageCompression 01"],
      milliseconds: 31.5,
      buffers: [{ dtype: "uint16", shape: [512, 512], encoding: "raw" }],
    },
  },
};
