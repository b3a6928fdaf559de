/** Keeps a browser's screen on. The browser releases the lock when the page is hidden, so it is taken again. */

/** @returns a function that takes and releases the lock; it throws what the browser refuses with */
export function createScreenLock(): (on: boolean) => Promise<void> {
  let wanted = false
  let lock: WakeLockSentinel | undefined
  let watching = false

  async function take(): Promise<void> {
    if (!wanted || document.visibilityState !== 'visible' || (lock && !lock.released)) return
    const taken = await navigator.wakeLock.request('screen')
    if (wanted) lock = taken
    else await taken.release()
  }

  return async (on) => {
    if (typeof document === 'undefined' || !navigator.wakeLock) return
    wanted = on
    if (!watching) {
      watching = true
      // When the browser refuses, for example with a low battery, the next time the page is shown tries again.
      document.addEventListener('visibilitychange', () => void take().catch(() => {}))
    }
    if (on) return take()
    const last = lock
    lock = undefined
    await last?.release()
  }
}
