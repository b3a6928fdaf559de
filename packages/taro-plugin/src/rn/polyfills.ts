/** Globals that the SDK's WebSocket uses and React Native does not have. */

import 'event-target-polyfill'

if (typeof globalThis.MessageEvent === 'undefined') {
  class PlainMessageEvent<T> extends Event {
    readonly data: T | undefined
    constructor(type: string, { data }: { data?: T } = {}) {
      super(type)
      this.data = data
    }
  }
  Object.assign(globalThis, { MessageEvent: PlainMessageEvent })
}
