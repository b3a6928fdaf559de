/** For builds without the plugin: the same app, whose code still fetches sessions, so that sizes can be compared. */

export function setSession(get: unknown): void {
  Object.assign(globalThis, { get })
}

export function getPerson(): never {
  throw new Error('no plugin')
}

export const DeviceCallPage = () => null
export const useDeviceCalls = () => ({ connection: 'closed' })
