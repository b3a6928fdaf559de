/** A map by device: model and serial. */

import type { DeviceRef } from '@callgrant/protocol'

export class DeviceMap<T> {
  readonly #byKey: Map<string, T>

  /** @param from is copied */
  constructor(from?: DeviceMap<T>) {
    this.#byKey = new Map(from ? from.#byKey : [])
  }

  get(device: DeviceRef): T | undefined {
    return this.#byKey.get(keyOf(device))
  }

  has(device: DeviceRef): boolean {
    return this.#byKey.has(keyOf(device))
  }

  set(device: DeviceRef, value: T): void {
    this.#byKey.set(keyOf(device), value)
  }
}

// Neither has a colon.
const keyOf = ({ model_id, sn }: DeviceRef) => `${model_id}:${sn}`
