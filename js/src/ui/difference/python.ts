// A row as Python: what one types to have its values.

/** `BeamSequence[0].(300A,00C0)` after `dataset` as pydicom takes it. */
export function pythonOf(dataset: string, path: string): string {
  const steps = path.split(/\.(?![^(]*\))/).map((step, place) => {
    const tag = /^\(([0-9A-F]{4}),([0-9A-F]{4})\)(.*)$/.exec(step);
    if (tag) return `[0x${tag[1]}, 0x${tag[2]}].value${tag[3]}`;
    return `${place === 0 && META.test(step) ? ".file_meta" : ""}.${step}`;
  });
  return `${dataset}${steps.join("")}`;
}

/** One line for each dataset that has the element. */
export function pythonLines(
  labels: readonly string[],
  paths: readonly (string | null)[],
  path: string,
): string {
  return labels
    .map((label, side) => [nameOf(label, side), paths.length > 0 ? paths[side] : path] as const)
    .flatMap(([name, at]) => (at ? [pythonOf(name, at)] : []))
    .join("\n");
}

/** The label where Python takes it as a name, else a letter. */
function nameOf(label: string, side: number): string {
  const name = label.toLowerCase();
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : String.fromCharCode(97 + side);
}

const META =
  /^(FileMetaInformation|MediaStorageSOP|TransferSyntaxUID|Implementation(ClassUID|VersionName)|(Source|Sending|Receiving)ApplicationEntityTitle|PrivateInformation)/;
