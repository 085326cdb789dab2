// A recording as traces on millimetre paper: leads below each other, time from left to right.
import {
  isVoltage,
  MM,
  nextSpeed,
  type Scale,
  SPEEDS,
  scaleOf,
  startAbout,
  tracePath,
} from "../../display/traces.ts";
import { typedArray } from "../../sync/buffers.ts";
import type { RecordingInfo, ReportNote } from "../../sync/report_messages.ts";
import { payloadOf, type Transport } from "../../sync/transport.ts";
import { h, setAttribute, svg } from "../dom.ts";
import { message, notice } from "../message.ts";
import { slider } from "../slider.ts";
import { paperMoves } from "./paper_moves.ts";

const LANE_MM = 18;
/** Above the first lane: tall waves reach over their own. */
const MARGIN_MM = 4;
/** Samples of all channels that come in one answer: a minute of twelve leads. */
const MOST = 400_000;

interface Chunk {
  group: number;
  start: number;
  stop: number;
  leads: Float32Array[];
}

export function traces(
  groups: readonly RecordingInfo[],
  notes: readonly ReportNote[],
  transport: Transport,
  signal: AbortSignal,
): HTMLElement {
  let chunk: Chunk | null = null;
  let asking = 0;
  const group = choice(
    "Recording",
    groups.map((each, at) => [String(at), groupWords(each)]),
    "0",
  );
  const speed = choice(
    "Speed",
    SPEEDS.map((n) => [String(n), `${n} mm/s`]),
    "25",
  );
  const gain = choice(
    "Gain",
    [5, 10, 20].map((n) => [String(n), `${n} mm/mV`]),
    "10",
  );
  const time = slider({ label: "Start", min: 0, max: 1, step: 0.1, value: 0, unit: "s" }, signal);
  const paper = svg("svg", { class: "dw-report-traces", role: "img" });
  const room = h(
    "div",
    {
      class: "dw-report-paper-room",
      role: "group",
      tabindex: 0,
      "aria-label": "Recording: arrow keys move along the time, + and − stretch it",
    },
    paper,
  );
  const trouble = h("div", {});
  const odd = h("div", { class: "dw-report-odd" });

  const voltages = groups.some(({ channels }) => channels.some(({ unit }) => isVoltage(unit)));
  const info = () => groups[Number(group.value)] as RecordingInfo;
  const seconds = () => Math.max(room.clientWidth, 100) / (Number(speed.value) * MM);
  const whole = () => info().samples / info().frequency;
  const span = (): [number, number] => {
    const { frequency, samples } = info();
    const first = Math.floor(time.value * frequency);
    return [
      Math.min(first, samples),
      Math.min(Math.ceil((time.value + seconds()) * frequency) + 1, samples),
    ];
  };
  const place = () => {
    const last = Math.max(0, whole() - seconds());
    time.setRange(0, Math.max(Math.ceil(last * 10) / 10, 0.1), 0.1);
    time.set(Math.min(time.value, last));
    time.el.hidden = last === 0;
  };
  const update = async () => {
    const [start, stop] = span();
    const number = Number(group.value);
    const held = chunk && chunk.group === number && chunk.start <= start && chunk.stop >= stop;
    if (!held && !(await fetchAround(number, start, stop))) return;
    draw();
  };
  const fetchAround = async (number: number, start: number, stop: number): Promise<boolean> => {
    const mine = ++asking;
    const room = Math.floor(MOST / Math.max(info().channels.length, 1));
    const from = Math.max(0, Math.min(start - (room - (stop - start)) / 2, info().samples - room));
    const args = { group: number, start: Math.floor(Math.min(from, start)), stop: 0 };
    args.stop = Math.max(stop, Math.min(args.start + room, info().samples));
    try {
      const { result, buffers } = await transport.request("get_waveform", args, { signal });
      const [about, buffer] = [result.buffers[0], buffers[0]];
      if (mine !== asking || !about || !buffer) return false;
      const all = typedArray(buffer, about) as Float32Array;
      const [leads = 0, samples = 0] = about.shape;
      const lead = (at: number) => all.subarray(at * samples, (at + 1) * samples);
      chunk = {
        group: number,
        start: result.start,
        stop: result.stop,
        leads: Array.from({ length: leads }, (_, at) => lead(at)),
      };
      trouble.replaceChildren();
      return true;
    } catch (reason) {
      if (!signal.aborted && mine === asking) trouble.replaceChildren(message(payloadOf(reason)));
      return false;
    }
  };
  const draw = () => {
    if (!chunk) return;
    const [start, stop] = span();
    const about = info();
    const height = (about.channels.length * LANE_MM + 2 * MARGIN_MM) * MM;
    const step = (Number(speed.value) * MM) / about.frequency;
    const x0 = (start / about.frequency - time.value) * about.frequency * step;
    const lanes = about.channels.map((channel, at) => {
      const values =
        chunk?.leads[at]?.subarray(start - chunk.start, stop - chunk.start) ?? new Float32Array();
      const scale = scaleOf(channel.unit, values, Number(gain.value), LANE_MM - 4);
      return lane(
        channel.name,
        scale,
        at,
        tracePath(
          values,
          { x0, step, center: middleOf(at), height: scale.perUnit * MM },
          scale.middle,
        ),
      );
    });
    setAttribute(paper, "height", height.toFixed(0));
    const until = Math.min(time.value + seconds(), whole());
    const names = about.channels.map(({ name }) => name).join(", ");
    setAttribute(
      paper,
      "aria-label",
      `${names}: ${time.value.toFixed(1)} to ${until.toFixed(1)} of ${whole().toFixed(1)} seconds`,
    );
    paper.replaceChildren(...lanes);
  };
  const said = () => {
    const problems = [
      ...info().problems,
      ...info().channels.flatMap(({ name, problems: own }) =>
        own.map((text) => `${name}: ${text}`),
      ),
    ];
    odd.replaceChildren(...problems.slice(0, 5).map((text) => notice(text, "warning")));
  };
  let frame = 0;
  const goTo = (start: number) => {
    place();
    time.set(Math.max(0, Math.min(start, whole() - seconds())));
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      void update();
    });
  };
  const pixel = () => 1 / (Number(speed.value) * MM);
  paperMoves(
    room,
    {
      pan: (pixels) => goTo(time.value - pixels * pixel()),
      zoom(step, x = room.clientWidth / 2) {
        const before = Number(speed.value);
        const after = nextSpeed(before, step);
        speed.value = String(after);
        goTo(startAbout(time.value, x, before, after));
      },
      toEnd: (end) => goTo(end === "start" ? 0 : whole()),
    },
    signal,
  );
  const again = () => {
    place();
    said();
    void update();
  };
  for (const each of [group, speed, gain]) each.addEventListener("change", again, { signal });
  time.onInput(() => void update());
  const watch = new ResizeObserver(again);
  watch.observe(room);
  signal.addEventListener(
    "abort",
    () => {
      watch.disconnect();
      cancelAnimationFrame(frame);
    },
    { once: true },
  );

  const bar = h(
    "div",
    { class: "dw-report-recording-bar" },
    groups.length > 1 && labelled("Recording", group),
    labelled("Speed", speed),
    voltages && labelled("Gain", gain),
    time.el,
  );
  return h("div", { class: "dw-report-recording" }, remarks(notes), odd, bar, trouble, room);
}

const middleOf = (at: number) => (MARGIN_MM + (at + 0.5) * LANE_MM) * MM;

function lane(name: string, scale: Scale, at: number, path: string): SVGElement {
  const y = middleOf(at) - 0.34 * LANE_MM * MM;
  return svg(
    "g",
    {},
    svg("path", { d: path, class: "dw-report-trace" }),
    svg(
      "text",
      { x: 6, y, class: "dw-report-lead" },
      name,
      svg("tspan", { dx: 6, class: "dw-report-scale" }, scale.words),
    ),
  );
}

function remarks(notes: readonly ReportNote[]): HTMLElement | null {
  const shown = notes.filter(({ text }) => text);
  if (shown.length === 0) return null;
  const words = shown.map(({ text, value, unit }) =>
    h("li", {}, text, value && h("b", {}, ` ${value} ${unit}`)),
  );
  return h("ul", { class: "dw-report-notes", "aria-label": "Remarks of the file" }, ...words);
}

function groupWords({ label, originality, channels, samples, frequency }: RecordingInfo): string {
  const long = `${Number((samples / frequency).toFixed(1))} s`;
  return [label || originality, `${channels.length} channels`, long].filter(Boolean).join(", ");
}

function choice(label: string, options: string[][], value: string): HTMLSelectElement {
  const made = options.map(([key = "", text = ""]) =>
    h("option", { value: key, selected: key === value }, text),
  );
  return h("select", { class: "dw-report-choice", "aria-label": label }, ...made);
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  return h(
    "span",
    { class: "dw-report-labelled" },
    h("span", { "aria-hidden": "true" }, text),
    field,
  );
}
