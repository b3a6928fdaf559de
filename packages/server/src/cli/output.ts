/** What a command prints: one JSON document with `--json`, else tables and sentences for people. */

import type { Language } from '@callgrant/protocol'
import stringWidth from 'string-width'
import type { Text } from './text.ts'

/** How a command prints. In the words for people, control characters of what is printed are replaced. */
export interface Output {
  /** Whether `--json` was given. */
  readonly json: boolean
  /** The whole result: the document with `--json`; else `human` prints it. Called once by a command. */
  result(document: unknown, human: () => void): void
  /** The whole result, where it is one thing: the document with `--json`; else its fields. */
  item(thing: object): void
  /** One of several results, as it happens: one line of JSON with `--json`; else `human` prints it. */
  record(document: unknown, human: () => void): void
  /** A sentence for people; nothing with `--json`. */
  say(text: Text): void
  /** One line for people; nothing with `--json`. */
  line(text: string): void
  /** Rows under their column names, for people. @param none said when there are no rows */
  table(rows: readonly object[], columns: readonly string[], none: Text): void
  /** The fields of one thing, for people. */
  fields(thing: object): void
}

export function makeOutput(json: boolean, language: Language, write: (text: string) => void): Output {
  const line = (text: string) => {
    if (!json) write(`${text}\n`)
  }
  const result = (document: unknown, human: () => void) => {
    if (json) write(`${JSON.stringify(document, null, 2)}\n`)
    else human()
  }
  const fields = (thing: object) => {
    const widest = Math.max(...Object.keys(thing).map((name) => stringWidth(name)))
    for (const [name, value] of Object.entries(thing)) line(`${pad(name, widest)}  ${cell(name, value)}`)
  }
  return {
    json,
    result,
    item: (thing) => result(thing, () => fields(thing)),
    record(document, human) {
      if (json) write(`${JSON.stringify(document)}\n`)
      else human()
    },
    say: (text) => line(text[language]),
    line,
    table(rows, columns, none) {
      if (rows.length === 0) return line(none[language])
      const cells = rows.map((row) => {
        const values = new Map<string, unknown>(Object.entries(row))
        return columns.map((column) => cell(column, values.get(column)))
      })
      const widths = columns.map((column, i) =>
        Math.max(...[column, ...cells.map((r) => r[i] ?? '')].map((text) => stringWidth(text))),
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
    fields,
  }
}

function cell(column: string, value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (typeof value === 'number' && /(_at|^at)$/.test(column)) return new Date(value).toISOString()
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'object') return JSON.stringify(value)
  return printable(String(value))
}

/** Names are written by other people: control characters in them could change what the terminal shows. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '·')
}

/** Fills up to a width on the terminal, where a Han character takes two columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)))
}
