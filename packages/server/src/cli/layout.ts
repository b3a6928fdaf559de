/** Text in columns, as wide as the terminal at most. A Han character takes two columns. */

import stringWidth from 'string-width'
import type { Screen } from './screen.ts'

const GAP = '  '
const NOTHING = '-'
/** Lines longer than this are hard to read, however wide the terminal is. Where there is none, lines are for programs. */
const READABLE = 110
const readable = ({ columns }: Screen) => (Number.isFinite(columns) ? Math.min(columns, READABLE) : columns)

/** Fills up to a width on the terminal, where a Han character takes two columns. */
function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)))
}

/**
 * What stays together on a line: a word, or one Han character, since between those there is no space and a line may end
 * anywhere but before a mark that closes or behind one that opens.
 */
const UNITS =
  /[（《“‘「]*(?:\p{Script=Han}|[^\s\p{Script=Han}（《“‘「，。；：、！？）》”’」]+)[，。；：、！？）》”’」]*|\s+|./gu

/** Lines of at most that width, unless a word is longer, which is not cut; one line where the width is endless. */
function wrap(text: string, width: number): string[] {
  if (!Number.isFinite(width)) return [text]
  const lines: string[] = []
  let line = ''
  for (const [unit] of text.matchAll(UNITS)) {
    if (line !== '' && stringWidth((line + unit).trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = unit.trimStart()
    } else line += unit
  }
  return [...lines, line.trimEnd()]
}

/** Text behind another; what does not fit goes on below it. */
export function beside(left: string, leftColumns: number, right: string, screen: Screen): string[] {
  const room = readable(screen) - leftColumns - GAP.length
  const [first = '', ...others] = wrap(right, room)
  return [
    `${pad(left, leftColumns)}${GAP}${first}`.trimEnd(),
    ...others.map((line) => ' '.repeat(leftColumns + GAP.length) + line),
  ]
}

/** A paragraph. */
export const paragraph = (text: string, screen: Screen): string[] =>
  text.split('\n').flatMap((line) => wrap(line, readable(screen)))

/** Names and values, one below the other. */
export function fieldLines(rows: readonly [name: string, value: string][], screen: Screen): string[] {
  const widest = Math.max(...rows.map(([name]) => stringWidth(name)))
  return rows.flatMap(([name, value]) => beside(screen.style('cyan', name), widest, value, screen))
}

/**
 * Rows under the names of their columns. Where they are wider than the terminal, columns without any value are left out,
 * then texts are wrapped between words; where that is not enough, each row becomes a block of names and values, so that an
 * id is never cut.
 */
export function tableLines(head: readonly string[], cells: readonly string[][], screen: Screen): string[] {
  const column = (i: number) => [head[i] ?? '', ...cells.map((row) => row[i] ?? '')]
  const all = head.map((_, i) => i)
  const filled = all.filter((i) => cells.some((row) => row[i] !== NOTHING))
  for (const shown of [all, filled]) {
    const widths = shown.map((i) => widest(column(i), stringWidth))
    if (total(widths) <= screen.columns) return rows(shown, widths)
  }
  const least = filled.map((i) => widest(column(i), longestWord))
  const widths = filled.map((i) => widest(column(i), stringWidth))
  while (total(widths) > screen.columns) {
    const slack = widths.map((width, i) => width - (least[i] ?? 0))
    const most = slack.indexOf(Math.max(...slack))
    if ((slack[most] ?? 0) <= 0) return blocks()
    widths[most] = (widths[most] ?? 0) - 1
  }
  return rows(filled, widths)

  function rows(shown: number[], widths: number[]): string[] {
    const line = (texts: string[]) =>
      texts
        .map((text, i) => pad(text, widths[i] ?? 0))
        .join(GAP)
        .trimEnd()
    const names = line(shown.map((i) => head[i] ?? ''))
    return [
      screen.style('bold', names),
      ...cells.flatMap((row) => {
        const wrapped = shown.map((i, n) => wrap(row[i] ?? '', widths[n] ?? 0))
        const height = Math.max(...wrapped.map((lines) => lines.length))
        return Array.from({ length: height }, (_, n) => line(wrapped.map((lines) => lines[n] ?? '')))
      }),
    ]
  }

  function blocks(): string[] {
    return cells.flatMap((row, n) => [
      ...(n > 0 ? [''] : []),
      ...fieldLines(
        filled.map((i): [string, string] => [head[i] ?? '', row[i] ?? '']),
        screen,
      ),
    ])
  }
}

const widest = (texts: string[], measure: (text: string) => number) => Math.max(...texts.map(measure))
const total = (widths: number[]) => widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length)
/** Width of the longest part that is not broken. */
const longestWord = (text: string) =>
  widest([...text.matchAll(UNITS)].map(([unit]) => unit).concat(''), stringWidth)
