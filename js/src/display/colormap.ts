// Colour maps over screen grey. Twin of dicomwidgets/display/colormap.py.

/** Hexadecimal stops, straight lines between them: grey, red, green, blue. */
const STOPS: Record<string, string> = {
  grey: "00000000ffffffff",
  hot_iron: "000000007ffe000080ff0000bfff7e00fefffcfcffffffff",
  hot_metal_blue:
    "00000000110000212a0000532b0000544c000095550000a7663200c8775a0096888c203299be4000" +
    "aaff6000eeffe0c8ffffffff",
  pet:
    "00000000010002013e007d7b3f00807d40017e7f5f3f40bd61433dc1746817e77f7e01fd808000ff" +
    "828404f8a9d1525cc0ff8000e9ffd2a5ebffd6aefefffcfaffffffff",
  pet_20_step:
    "000000000c0000000d600050196000501a303050263030502730307032303070335050803f505080" +
    "406060b04c6060b04d7070c0597070c05a8080e0658080e06630603072306030733090307f309030" +
    "8050c0508c50c0508d40e0409840e04099e0e050a5e0e050a6d0d060b2d0d060b3d0b040bfd0b040" +
    "c0d09000cbd09000ccc06000d8c06000d9b03000e5b03000e6ff0000f2ff0000f3ffffffffffffff",
  spring: "00ff00ffffffff00",
  summer: "0000ff007f00c000c0009f81fd0081fafe0080fcff0080fe",
  fall: "00ffff00ffff0000",
  winter: "000000ff7f007fc0be3fbea0c141c19ffe7efe80ff7fff80",
  viridis:
    "00440154174821722b433a834538578c7125828e8b1e9a899821a784a730b47ab84dc26bcc79d151" +
    "ebcae01ef2dce218f9eee51bfffde724",
  magma:
    "000000030b0504171e1a10412d30106537420f744355137d5c7c238177a7317d93d4436da4eb5660" +
    "b1f56c5bbdfa825fccfd9f6ce4fecb8efffbfcbf",
  inferno:
    "000000030501010b110b07261f1f0c472b34095f37480b6a4965156e5f88216a78af315b8dcd4247" +
    "a2e65c2ebaf78310c3fa9306cbfba208d7fbb91ee4f6d33feff1e864f8f3f689fffcfea4",
  plasma:
    "000c0786061d068d183f039c306500a73f7c02a74a8c0aa460a9239584cf4b74a9ec7754c6fa9d3a" +
    "defdc128ecfad824fdf0f525ffeff821",
  cividis:
    "0000224d14003070170031701d14366f2b2b3f6d474a536b7371727385817f78a5a09775c8c4b468" +
    "e0dec957f3f3da42fcfde333fffde737",
  turbo:
    "0030123b0738266c0f3f3d9c184456c721466de6294682f82f4291fe3738a5fb4126bde94a1ad1d2" +
    "5117debf581ee8af5f2ff09a684df97c7684fe507e9efd3e86b3f8358fcaed339ce7d738a8f8be39" +
    "b5fe9e2ec2f9771ecfec520eded43205ecb41b01fa8b0901ff7a0402",
  rainbow: "00000000200000ff6000ffff9000ff00c0ffff00ffff0000",
};

export const COLORMAPS: readonly string[] = Object.keys(STOPS);

/** Opaque pixels as ImageData holds them on a little-endian machine: one per screen grey. A name
 * that is not known gives grey. */
export function palette(name: string): Uint32Array {
  const table = new Uint32Array(256);
  const stops = stopsOf(STOPS[name] ?? (STOPS.grey as string));
  stops.slice(1).forEach(([stop, ...high], at) => {
    const [start, ...low] = stops[at] as Stop;
    for (let grey = start; grey <= stop; grey++) {
      const [red, green, blue] = low.map((from, channel) => {
        const rise = (((high[channel] ?? 0) - from) * (grey - start)) / (stop - start);
        return Math.floor(from + rise + 0.5);
      }) as [number, number, number];
      table[grey] = packed(red, green, blue);
    }
  });
  return table;
}

type Stop = [grey: number, red: number, green: number, blue: number];

function stopsOf(hex: string): Stop[] {
  return (hex.match(/.{8}/g) ?? []).map(
    (stop) => stop.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) as Stop,
  );
}

export function packed(red: number, green: number, blue: number): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
