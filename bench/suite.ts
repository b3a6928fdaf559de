/** What every comparison is: the same work by Callgrant and by the bare thing under it, measured in one run. */

import type { Bench } from 'tinybench'

export interface Suite {
  name: string
  /** What it is measured against. */
  bare: string
  /** @param report takes a row as soon as it is there; the others are returned */
  measure(report: (row: Measured) => void): Promise<Measured | Measured[] | LeftOut>
}

export interface Measured {
  /** Where a suite has several. */
  name?: string
  /** Where the rows of a suite have different ones. */
  against?: string
  ours: number
  bare: number
  /** Of `/s` more is better, of the others less. */
  unit: '/s' | 'KB' | 'ms' | 'MB'
  /** The slowest of a hundred of ours, in milliseconds. */
  p99?: number
}

/** Why it cannot be measured on this machine. */
export interface LeftOut {
  leftOut: string
}

/** Runs the tasks `ours` and `bare` of a bench. @param close called at the end in any case */
export async function sideBySide(bench: Bench, close: () => Promise<void>): Promise<Measured> {
  try {
    await bench.run()
  } finally {
    await close()
  }
  const result = (task: 'ours' | 'bare') => {
    const found = bench.getTask(task)?.result
    if (found?.state !== 'completed') throw new Error(`${task}: did not complete`)
    return found
  }
  const p99 = result('ours').latency.p99
  return {
    ours: result('ours').throughput.mean,
    bare: result('bare').throughput.mean,
    unit: '/s',
    ...(p99 !== undefined && { p99 }),
  }
}
