/** One row of `docs/taro/matrix.md` for each build that was made and run. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

export const ROWS = resolve(import.meta.dirname, '../../../.cache/taro/rows')

export interface Row {
  /** Order in the table, and the row's file. */
  id: string
  platform: string
  bundler: string
  build: string
  plugin: string
  /** Where the output ran. */
  ran: string
  seconds: number
  /** Bytes, compressed, that the plugin adds to what the first page loads. */
  bytes?: number
}

export function report(row: Row): void {
  mkdirSync(ROWS, { recursive: true })
  writeFileSync(join(ROWS, `${row.id}.json`), JSON.stringify(row))
  process.stdout.write(
    `matrix: ${row.platform}, ${row.bundler}, ${row.build}, ${row.plugin}: ${row.seconds.toFixed(1)} s\n`,
  )
}
