// What is wrong with the series that are selected: how bad, what it means, what one can do.
import type { GetGroupFindingsResult, GroupFinding } from "../../sync/browser_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h } from "../dom.ts";
import { message, notice } from "../message.ts";
import { count } from "./figures.ts";
import { severityMark } from "./findings_badge.ts";
import type { PagePane } from "./page_pane.ts";

interface Does {
  /** Go to the row of a series. */
  go: (group: number) => void;
}

export function found(transport: Transport, { go }: Does): PagePane {
  return {
    kind: "findings",
    mount(el, signal) {
      let asked = 0;
      const draw = ({ findings, omitted, remark }: GetGroupFindingsResult) => {
        const left = `${count(omitted)} more: select less to see them.`;
        el.replaceChildren(
          ...(remark ? [notice(remark)] : []),
          ...(findings.length === 0 && !remark ? [notice("Nothing wrong was found.")] : []),
          h(
            "ul",
            {
              class: "dw-shelf-found-list",
              "aria-label": "Findings",
              hidden: findings.length === 0,
            },
            ...findings.map((each) => entry(each, go)),
          ),
          ...(omitted > 0 ? [notice(left)] : []),
        );
      };
      return {
        async show(ids) {
          const mine = ++asked;
          try {
            const { result } = await transport.request("get_group_findings", { ids }, { signal });
            if (mine === asked) draw(result);
          } catch (reason) {
            if (mine === asked && !signal.aborted) el.replaceChildren(message(payloadOf(reason)));
          }
        },
      };
    },
  };
}

function entry(finding: GroupFinding, go: (group: number) => void): HTMLElement {
  const { group, about, severity, why, fix, file, files } = finding;
  const more = files > 1 ? ` and ${count(files - 1)} more` : "";
  return h(
    "li",
    { class: `dw-shelf-found dw-shelf-severity-${severity}` },
    severityMark(severity),
    h(
      "div",
      { class: "dw-shelf-found-words" },
      h("div", { class: "dw-shelf-found-message" }, finding.message),
      about && h("button", { class: "dw-shelf-link", onclick: () => go(group) }, about),
      why && h("div", {}, why),
      fix && h("div", { class: "dw-shelf-found-fix" }, fix),
      file && h("div", { class: "dw-message-where" }, `${file}${more}`),
    ),
  );
}
