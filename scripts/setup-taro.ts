/** Vitest's global setup for the matrix: the Taro project, installed. */

import { ensureTaroProject, taroProjectFolder } from './lib/taro-project.ts'

export default function setup(): void {
  const took = ensureTaroProject()
  process.stdout.write(
    `Taro project: ${taroProjectFolder()}${took === null ? '' : `, installed in ${Math.round(took)} s`}\n`,
  )
}
