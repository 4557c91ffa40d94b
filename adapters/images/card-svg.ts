import type { AdImage } from '../../core/contract/plan-model.ts';

/** Average advance of IBM Plex Sans semibold, as a part of the type size: enough to break lines, never to place glyphs. */
const ADVANCE = 0.56;

const PAPERS = [
  { ground: '#1d3fbb', band: '#162f8c', ink: '#ffffff', quiet: '#cdd6f7' },
  { ground: '#0f5c4c', band: '#0b463a', ink: '#ffffff', quiet: '#c3e4da' },
  { ground: '#7a2348', band: '#5e1a37', ink: '#ffffff', quiet: '#f0cfdc' },
  { ground: '#2b2f3a', band: '#1d2029', ink: '#ffffff', quiet: '#d5d8e0' },
  { ground: '#8a4b08', band: '#693906', ink: '#ffffff', quiet: '#f6dfc2' },
] as const;

/** The recipe as SVG. The colour comes from the brand, so one company always looks the same. */
export function cardSvg(image: AdImage, size: { readonly width: number; readonly height: number }): string {
  const { width, height } = size;
  const paper = PAPERS[numberOf(image.brand) % PAPERS.length] ?? PAPERS[0];
  const unit = Math.min(width, height) / 100;
  const margin = 8 * unit;
  const room = width - 2 * margin;
  const wide = width > height * 1.4;
  const headline = fit(image.headline, room, wide ? 11 * unit : 13 * unit, 6 * unit, wide ? 2 : 4);
  const lineHeight = headline.size * 1.12;
  const top = (wide ? 30 : 38) * unit + (height - Math.min(width, height)) * 0.28;
  const lines = headline.lines.map((line, index) => text(margin, top + index * lineHeight, headline.size, 600, paper.ink, line)).join('');
  const afterHeadline = top + (headline.lines.length - 1) * lineHeight;
  const place = fit(image.place, room, 6.5 * unit, 4 * unit, 1);
  const detail = fit(image.detail, room, 5.5 * unit, 4 * unit, 1);
  const brand = fit(image.brand, room, 5.5 * unit, 3.5 * unit, 1);
  const bandHeight = 15 * unit;
  const band =
    image.template === 'split'
      ? `<rect x="0" y="0" width="${px(width)}" height="${px(top - headline.size * 1.4)}" fill="${paper.band}"/>`
      : `<rect x="0" y="${px(height - bandHeight)}" width="${px(width)}" height="${px(bandHeight)}" fill="${paper.band}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${paper.ground}"/>`,
    band,
    `<rect x="${px(margin)}" y="${px(top - headline.size * 1.25)}" width="${px(9 * unit)}" height="${px(1.1 * unit)}" fill="${paper.quiet}"/>`,
    lines,
    text(margin, afterHeadline + 10 * unit, place.size, 400, paper.quiet, place.lines[0] ?? ''),
    image.detail === '' ? '' : text(margin, afterHeadline + 18 * unit, detail.size, 400, paper.ink, detail.lines[0] ?? ''),
    text(margin, height - bandHeight / 2 + brand.size * 0.35, brand.size, 600, paper.ink, brand.lines[0] ?? ''),
    '</svg>',
  ].join('');
}

/** The largest size at which the words stand in the lines allowed; the last line is cut at a word when even the smallest is too large. */
function fit(words: string, room: number, largest: number, smallest: number, maxLines: number): { lines: readonly string[]; size: number } {
  for (let size = largest; size > smallest; size *= 0.92) {
    const lines = breakLines(words, Math.floor(room / (size * ADVANCE)));
    if (lines.length <= maxLines) return { lines, size };
  }
  const characters = Math.max(1, Math.floor(room / (smallest * ADVANCE)));
  const lines = breakLines(words, characters);
  if (lines.length <= maxLines) return { lines, size: smallest };
  const last = lines[maxLines - 1] ?? '';
  return {
    lines: [
      ...lines.slice(0, maxLines - 1),
      `${Array.from(last)
        .slice(0, characters - 1)
        .join('')}…`,
    ],
    size: smallest,
  };
}

function breakLines(words: string, characters: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(/\s+/).filter((part) => part !== '')) {
    const pieces = word.length > characters ? (word.match(new RegExp(`.{1,${Math.max(1, characters)}}`, 'gu')) ?? [word]) : [word];
    for (const piece of pieces) {
      if (line !== '' && line.length + 1 + piece.length > characters) {
        lines.push(line);
        line = piece;
      } else line = line === '' ? piece : `${line} ${piece}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function text(x: number, y: number, size: number, weight: number, fill: string, content: string): string {
  return `<text x="${px(x)}" y="${px(y)}" font-family="IBM Plex Sans" font-weight="${weight}" font-size="${px(size)}" fill="${fill}">${escapeXml(content)}</text>`;
}

/** Two decimals: enough for a pixel, and the same text on every machine. */
function px(value: number): string {
  return value.toFixed(2);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escapeXml(content: string): string {
  return content
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '') // not allowed in XML, escaped or not
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** FNV-1a: a colour for a name, the same on every machine. */
function numberOf(name: string): number {
  let hash = 2166136261;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash;
}
