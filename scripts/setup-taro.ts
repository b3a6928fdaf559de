/** Vitest's global setup for the matrix: the Taro project installed, old rows gone; after it, the table. */

import { rmSync } from 'node:fs'
import { ROWS } from '../e2e/taro/lib/report.ts'
import { ensureTaroProject, taroProjectFolder } from './lib/taro-project.ts'

export default function setup(): void {
  const took = ensureTaroProject()
  process.stdout.write(
    `Taro project: ${taroProjectFolder()}${took === null ? '' : `, installed in ${Math.round(took)} s`}\n`,
  )
  rmSync(ROWS, { recursive: true, force: true })
}
