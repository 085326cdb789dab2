// How an element compares with the file before and with its series: two signs in a column, and what
// they mean below the table.
import type { MarksTold } from "../../sync/header_messages.ts";
import type { Row } from "../../sync/messages.ts";
import { h } from "../dom.ts";

interface Sign {
  sign: string;
  words: string;
  class: string;
}

const PREVIOUS: Record<Row["previous"], Sign | null> = {
  "": null,
  different: { sign: "≠", words: "differs from the file before", class: "dw-differs" },
  new: { sign: "+", words: "not in the file before", class: "dw-differs" },
};
const SERIES: Record<Row["series"], Sign | null> = {
  "": null,
  constant: { sign: "=", words: "constant over the series", class: "dw-constant" },
  varying: { sign: "~", words: "varies over the series", class: "dw-varying" },
  partial: {
    sign: "÷",
    words: "the same where it is there, missing in some files",
    class: "dw-varying",
  },
};

export function markCell(row: Row): Node[] {
  return [PREVIOUS[row.previous], SERIES[row.series]].flatMap((each, i) => {
    if (!each) return i === 0 ? [h("span", { class: "dw-sign" })] : [];
    return [
      h(
        "span",
        {
          class: `dw-sign ${each.class}`,
          role: "img",
          "aria-label": each.words,
          title: each.words,
        },
        each.sign,
      ),
    ];
  });
}

/** What the signs mean, as far as there are any. */
export function markLegend({ previous, gone, looked_at, total }: MarksTold): Node[] {
  const signs = [
    ...(previous ? [PREVIOUS.different, PREVIOUS.new] : []),
    ...(looked_at ? Object.values(SERIES) : []),
  ];
  const entries = signs.flatMap((each) =>
    each
      ? [
          h(
            "span",
            {},
            h("span", { class: `dw-sign ${each.class}`, "aria-hidden": "true" }, each.sign),
            each.words,
          ),
        ]
      : [],
  );
  const most = looked_at < total ? `${count(looked_at)} of its ${count(total)} files compared` : "";
  const lost = gone
    ? `${count(gone)} row${gone === 1 ? "" : "s"} of the file before ${gone === 1 ? "is" : "are"} not here`
    : "";
  return [
    ...entries,
    ...[looked_at ? most : "", lost].filter(Boolean).map((text) => h("span", {}, text)),
  ];
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
