// The menu of how rows are shown: columns, pictures, how far the tree is unfolded.
import type { GroupLevel } from "../../sync/browser_messages.ts";
import type { BrowserTraits, State } from "../../sync/state.ts";
import type { MenuSection } from "../menu.ts";
import { PLACES } from "./columns.ts";
import type { Folding } from "./folding.ts";
import type { Form } from "./forms.ts";

interface Parts {
  traits: State<BrowserTraits>;
  form: Form;
  /** Columns without room. */
  hidden: readonly string[];
  pictures: boolean;
  folding: Folding;
  unfold: (level: GroupLevel) => void;
  switchPictures: () => void;
}

const DOWN: [GroupLevel, string][] = [
  ["patients", "Patients"],
  ["studies", "Studies"],
  ["series", "Series"],
];

export function viewSections(parts: Parts): MenuSection[] {
  const { traits, form, hidden, pictures, folding, unfold, switchPictures } = parts;
  const columns = PLACES.filter(({ gives }) => gives > 0).map(({ key, label }) => {
    const shown = () => traits.get("columns").includes(key);
    return {
      label,
      on: shown(),
      toggle: true,
      detail: shown() && hidden.includes(key) ? "no room" : "",
      run() {
        const next = PLACES.map((place) => place.key).filter(
          (each) => traits.get("columns").includes(each) !== (each === key),
        );
        traits.commit({ columns: next });
      },
    };
  });
  const unfolding = DOWN.map(([level, label]) => ({
    label,
    on: folding.down === level,
    run: () => unfold(level),
  }));
  const rows = [{ label: "Pictures", on: pictures, toggle: true, run: switchPictures }];
  return [
    { title: "Unfold down to", items: form === "tree" ? unfolding : [] },
    { title: "Rows", items: form === "gallery" ? [] : rows },
    { title: "Columns", items: form === "gallery" ? [] : columns },
  ];
}
