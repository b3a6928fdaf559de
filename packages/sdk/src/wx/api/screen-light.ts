/** Keeps a browser's screen lit. The browser lets it go dark again when the page is hidden, so it is asked anew. */

/** @returns turns it on and off; @throws what the browser refuses, as a page that is not in sight */
export function screenLight(): (on: boolean) => Promise<void> {
  let wanted = false
  let lock: WakeLockSentinel | undefined
  let following = false

  async function take(): Promise<void> {
    if (!wanted || document.visibilityState !== 'visible' || (lock && !lock.released)) return
    const taken = await navigator.wakeLock.request('screen')
    if (wanted) lock = taken
    else await taken.release()
  }

  return async (on) => {
    if (typeof document === 'undefined' || !navigator.wakeLock) return
    wanted = on
    if (!following) {
      following = true
      // The page came back: what is refused now, with a battery that is low, is asked for at the next time.
      document.addEventListener('visibilitychange', () => void take().catch(() => {}))
    }
    if (on) return take()
    const last = lock
    lock = undefined
    await last?.release()
  }
}
