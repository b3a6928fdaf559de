/** Keeps the screen on during a call: a phone that locks itself takes the camera and, on some, the microphone. */

export class WakeLock {
  #wanted = false
  #lock: Promise<WakeLockSentinel | null> | undefined

  /** @param on whether a call is shown that is not over; may be said again and again */
  keep(on: boolean): void {
    if (on === this.#wanted) return
    this.#wanted = on
    if (on) document.addEventListener('visibilitychange', this.#visible)
    else document.removeEventListener('visibilitychange', this.#visible)
    if (on) this.#request()
    else this.#release()
  }

  /** A browser takes the lock when the page is hidden, and does not give it back. */
  readonly #visible = (): void => {
    if (document.visibilityState !== 'visible') return
    this.#release()
    this.#request()
  }

  #request(): void {
    if (!('wakeLock' in navigator)) return
    // NotAllowedError: the battery is low, or the system says no. The call is the same without.
    this.#lock = navigator.wakeLock.request('screen').catch(() => null)
  }

  #release(): void {
    void this.#lock?.then((lock) => lock?.release())
    this.#lock = undefined
  }
}
