/** What a command prints: one JSON document with `--json`, else tables and sentences for people. */

import type { Language } from '@callgrant/protocol'
import { fieldLines, tableLines } from './layout.ts'
import { PLAIN, type Screen } from './screen.ts'
import type { Text } from './text.ts'

/** How a command prints. In the words for people, control characters of what is printed are replaced. */
export interface Output {
  /** Whether `--json` was given. */
  readonly json: boolean
  /** What the words for people are shown on. */
  readonly screen: Screen
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

export function makeOutput(
  json: boolean,
  language: Language,
  write: (text: string) => void,
  screen: Screen = PLAIN,
): Output {
  const line = (text: string) => {
    if (!json) write(`${text}\n`)
  }
  const lines = (texts: string[]) => {
    if (texts.length > 0) line(texts.join('\n'))
  }
  const result = (document: unknown, human: () => void) => {
    if (json) write(`${JSON.stringify(document, null, 2)}\n`)
    else human()
  }
  const fields = (thing: object) => lines(fieldLines(fieldsOf(thing), screen))
  return {
    json,
    screen,
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
      lines(tableLines(columns, cells, screen))
    },
    fields,
  }
}

/** The fields of a thing; those of a thing in it by their way: `caller.id`. */
function fieldsOf(thing: object, way = ''): [name: string, value: string][] {
  return Object.entries(thing).flatMap(([name, value]): [string, string][] =>
    isThing(value) ? fieldsOf(value, `${way}${name}.`) : [[way + name, cell(name, value)]],
  )
}

const isThing = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0

function cell(name: string, value: unknown): string {
  if (value === null || value === undefined) return '-'
  // A clock of people has no milliseconds; `--json` has them.
  if (typeof value === 'number' && /(_at|_until|^at)$/.test(name)) return time(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    return value.length === 0 ? '-' : printable(value.join(', '))
  }
  if (typeof value === 'object') return printable(JSON.stringify(value))
  return printable(String(value))
}

/** As `2026-05-01T08:00:00Z`, which options take as well. */
function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Names are written by other people: control characters in them could change what the terminal shows. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '·')
}
