// Which tools have room in one line. Pure.

export interface Foldable {
  width: number;
  /** Width of the words beside the icon, which go first. */
  words: number;
  /** The least go first; equal ones from the end of the line. */
  stays: number;
}

export interface Folded {
  words: boolean;
  hidden: ReadonlySet<number>;
}

/** `more` is the width of the button behind which the hidden ones stand. */
export function fold(tools: readonly Foldable[], room: number, more: number): Folded {
  let width = tools.reduce((sum, tool) => sum + tool.width, 0);
  const hidden = new Set<number>();
  if (width <= room) return { words: true, hidden };
  width -= tools.reduce((sum, tool) => sum + tool.words, 0);
  if (width <= room) return { words: false, hidden };
  const order = tools
    .map((tool, at) => ({ ...tool, at }))
    .sort((a, b) => a.stays - b.stays || b.at - a.at);
  width += more;
  for (const tool of order) {
    if (width <= room) break;
    hidden.add(tool.at);
    width -= tool.width - tool.words;
  }
  return { words: false, hidden };
}
