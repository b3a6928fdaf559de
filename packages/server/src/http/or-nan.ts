/** Figures that need the store: while it is away, what this process knows by itself is told all the same. */

import { CallgrantError } from '@callgrant/protocol'

export async function orNaN<T>(figure: Promise<T>, none: T): Promise<T> {
  try {
    return await figure
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'unavailable') return none
    throw error
  }
}
