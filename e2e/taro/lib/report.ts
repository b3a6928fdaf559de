/** One row of `docs/taro/matrix.md` for each build that was made and run: the test leaves it in its own report. */

import { TestRunner } from 'vitest'

export interface Row {
  /** Its place in the table. */
  id: string
  platform: string
  bundler: string
  build: string
  /** How the plugin came into the project. */
  plugin: string
  /** Where the output ran. */
  ran: string
  seconds: number
  /** Bytes, compressed, that the plugin adds to what the first page loads. */
  bytes?: number
}

declare module 'vitest' {
  interface TaskMeta {
    matrix?: Row
  }
}

/** Says of the running test which row of the table it makes. */
export function report(row: Row): void {
  const test = TestRunner.getCurrentTest()
  if (!test) throw new Error('report() belongs into a test')
  test.meta.matrix = row
}
