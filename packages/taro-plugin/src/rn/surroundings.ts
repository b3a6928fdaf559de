/** What the SDK takes for granted, and React Native's JavaScript does not have: the events of its socket. */

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
