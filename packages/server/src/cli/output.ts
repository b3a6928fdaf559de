/** What a command prints: one JSON document with `--json`, else tables and sentences for people. */

import type { Language } from '@callgrant/protocol'
import type { Text } from './text.ts'

/** A cell as it comes over the wire. */
type Cell = unknown
type Row = Record<string, Cell>

export interface Output {
  readonly json: boolean
  /** The whole result: the document with `--json`; else `human` prints it. Called once by a command. */
  result(document: unknown, human: () => void): void
  /** One of several results, as it happens: one line of JSON with `--json`; else `human` prints it. */
  record(document: unknown, human: () => void): void
  /** A sentence for people; nothing with `--json`. */
  say(text: Text): void
  /** One line for people; nothing with `--json`. */
  line(text: string): void
  /** Rows under their column names, for people. */
  table(rows: readonly Row[], columns: readonly string[], none: Text): void
  /** The fields of one thing, for people. */
  fields(row: Row): void
}

export function makeOutput(json: boolean, language: Language, write: (text: string) => void): Output {
  const line = (text: string) => {
    if (!json) write(`${text}\n`)
  }
  return {
    json,
    result(document, human) {
      if (json) write(`${JSON.stringify(document, null, 2)}\n`)
      else human()
    },
    record(document, human) {
      if (json) write(`${JSON.stringify(document)}\n`)
      else human()
    },
    say: (text) => line(text[language]),
    line,
    table(rows, columns, none) {
      if (rows.length === 0) return line(none[language])
      const cells = rows.map((row) => columns.map((column) => cell(column, row[column])))
      const widths = columns.map((column, i) =>
        Math.max(...[column, ...cells.map((r) => r[i] ?? '')].map(width)),
      )
      for (const row of [columns, ...cells]) {
        line(
          row
            .map((text, i) => pad(text, widths[i] ?? 0))
            .join('  ')
            .trimEnd(),
        )
      }
    },
    fields(row) {
      const names = Object.keys(row)
      const widest = Math.max(...names.map(width))
      for (const name of names) line(`${pad(name, widest)}  ${cell(name, row[name])}`)
    },
  }
}

function cell(column: string, value: Cell): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && /(_at|^at)$/.test(column)) return new Date(value).toISOString()
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object') return JSON.stringify(value)
  return printable(String(value))
}

/** Names come from elsewhere: a terminal must not take orders from them. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '·')
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60\p{Emoji_Presentation}]/u

/** Columns on a terminal: a Han character takes two. */
function width(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)))
}
