// Bytes as text that JSON, HTML and a string of JavaScript carry as it is: four bytes in five
// characters, where base64 takes five and a third. "#" to "y", without "<" and "\".

const BASE = 85;
const FIRST = 35;
const [LESS, BACKSLASH] = [60, 92];

export function toBase85(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let i = 0; i < 4; i++) value = value * 256 + (bytes[at + i] ?? 0);
    const digits: string[] = [];
    for (let i = 0; i < 5; i++) {
      digits.unshift(character(value % BASE));
      value = Math.floor(value / BASE);
    }
    text += digits.slice(0, Math.min(bytes.length - at, 4) + 1).join("");
  }
  return text;
}

export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  for (let at = 0, place = 0; place < bytes.length; at += 5) {
    let value = 0;
    // Beyond the end the greatest digit: what was left out there is rounded up.
    for (let i = at; i < at + 5; i++)
      value = value * BASE + (i < text.length ? digit(text.charCodeAt(i)) : BASE - 1);
    for (let shift = 24; shift >= 0; shift -= 8) bytes[place++] = value >>> shift;
  }
  return bytes;
}

function character(digit: number): string {
  const code = digit + FIRST;
  return String.fromCharCode(code + Number(code >= LESS) + Number(code >= BACKSLASH - 1));
}

function digit(code: number): number {
  return code - FIRST - Number(code > LESS) - Number(code > BACKSLASH);
}
