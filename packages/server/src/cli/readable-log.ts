/** The log for people at a terminal: a line of words for each line of JSON. */

import type { DestinationStream } from 'pino'
import { printable } from './output.ts'
import type { Screen } from './screen.ts'

const LEVELS: Record<number, readonly [word: string, colour: 'dim' | 'green' | 'yellow' | 'red']> = {
  10: ['trace', 'dim'],
  20: ['debug', 'dim'],
  30: ['info', 'green'],
  40: ['warning', 'yellow'],
  50: ['error', 'red'],
  60: ['fatal', 'red'],
}

/** @param write a line, as to standard output */
export function readableLog(screen: Screen, write: (text: string) => void): DestinationStream {
  return { write: (line) => write(`${readable(line, screen)}\n`) }
}

function readable(line: string, screen: Screen): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as {
    level: number
    time: number
    msg?: string
    err?: { message?: string; stack?: string }
  }
  const [word, colour] = LEVELS[level] ?? [String(level), 'dim']
  const at = screen.style('dim', new Date(time).toTimeString().slice(0, 8))
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  const words = [at, screen.style(colour, word), printable(msg ?? ''), err?.message, ...facts]
  const text = words.filter((part) => part !== undefined && part !== '').join(' ')
  return err?.stack ? `${text}\n${screen.style('dim', err.stack)}` : text
}
