// Examples of the messages about elements and problems; test/protocol.ts takes them in.
import type { ExplanationCommands } from "../src/sync/explanation_messages.ts";

const told = {
  id: 3,
  path: "FrameIncrementPointer",
  tag: "(0028,0009)",
  name: "Frame Increment Pointer",
  keyword: "FrameIncrementPointer",
  text: "Tags of the elements that say what changes from frame to frame.",
  category: "Image",
  vr: {
    code: "AT",
    name: "Attribute Tag",
    limit: "4 bytes, always",
    repertoire: "binary",
    padding: "none",
    separator: "length",
    explanation: "The tag of another element, as two 16-bit numbers.",
    link: "https://dicom.nema.org/",
  },
  vm: "1-n",
  retired: false,
  creator: "",
  object: "X-Ray Angiographic Image",
  types: [
    {
      module: "Multi-frame",
      usage: "C",
      type: "1C",
      condition: "Number of Frames is greater than 1",
      link: "https://dicom.nema.org/",
    },
  ],
  values: [
    {
      value: "(0018,1063)",
      name: "Frame Time",
      explanation: "Milliseconds from one frame to the next.",
      link: "https://dicom.nema.org/",
    },
  ],
  link: "https://dicom.nema.org/",
};

export const EXPLANATION_EXAMPLES: ExplanationCommands = {
  get_explanation: { args: { id: 3 }, result: told },
  get_problems: {
    args: {},
    result: {
      problems: [
        {
          severity: "error",
          id: 3,
          above: [1, 2],
          path: "ProcedureCodeSequence[0].CodeMeaning",
          tag: "(0008,0104)",
          name: "Code Meaning",
          message: "Type 1 in this kind of object, and it is not there.",
          why: "The object needs this element.",
          fix: "Add the element with its true value.",
          rule: "type-1-missing",
          source: "dicomwidgets",
        },
      ],
      validator: true,
      omitted: 0,
    },
  },
};
