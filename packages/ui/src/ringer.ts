/** The ring tone, generated with Web Audio so that nothing is downloaded, and vibration. */

/** One period of a ring tone, which is repeated. Times in seconds, frequencies in hertz. */
interface Pattern {
  notes: readonly { at: number; length: number; frequency: number }[]
  length: number
  loudness: number
  /** Milliseconds on, off, on …; empty: no vibration. */
  vibration: readonly number[]
}

const chime = (at: number) =>
  [659, 784, 988, 784].map((frequency, i) => ({ at: at + i * 0.18, length: 0.32, frequency }))

export const RINGS = {
  /** For the side that is rung. */
  incoming: { notes: [...chime(0), ...chime(0.9)], length: 2.8, loudness: 0.3, vibration: [700, 300, 700] },
  /** For the side that waits for an answer. */
  waiting: {
    notes: [{ at: 0, length: 1, frequency: 425 }],
    length: 4,
    loudness: 0.08,
    vibration: [],
  },
} as const satisfies Record<string, Pattern>

/** How long a context may take to start before it counts as blocked, in milliseconds. */
const START_MS = 400

/**
 * What a browser may take as the gesture that allows sound. With a mouse or a key it is the press; with a finger it is the
 * release, since a press may become a scroll. A frame that comes to the front may have been tapped before.
 */
const GESTURES = ['pointerdown', 'pointerup', 'touchend', 'click', 'keydown', 'focus'] as const

/** One ring at a time. */
export class Ringer {
  readonly #onBlocked: (blocked: boolean) => void
  #kind: keyof typeof RINGS | null = null
  #audio: AudioContext | null = null
  #blocked = false
  #timer: ReturnType<typeof setInterval> | undefined
  #hint: ReturnType<typeof setTimeout> | undefined

  /** @param onBlocked called with true when the browser plays no sound before a tap, with false when it plays again */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked
  }

  /** Starts a ring tone, or stops it with `null`. Does nothing when that tone plays already. */
  ring(kind: keyof typeof RINGS | null): void {
    if (kind === this.#kind) return
    this.#stop()
    this.#kind = kind
    if (kind) this.#start(RINGS[kind])
  }

  #start(pattern: Pattern): void {
    const audio = new AudioContext()
    this.#audio = audio
    // Vibration starts at once, also while the sound is blocked. Browsers refuse it before a tap on the page.
    const vibrate = () => {
      if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([...pattern.vibration])
    }
    const once = () => {
      if (pattern.vibration.length > 0) vibrate()
      play(audio, pattern)
    }
    audio.onstatechange = () => {
      if (audio.state !== 'running') return
      this.#setBlocked(false)
      clearInterval(this.#timer)
      once()
      this.#timer = setInterval(once, pattern.length * 1000)
    }
    // Also a context that may play takes a moment to start.
    this.#hint = setTimeout(() => this.#setBlocked(audio.state === 'suspended'), START_MS)
    this.#timer = setInterval(once, pattern.length * 1000)
    if (pattern.vibration.length > 0) vibrate()
    for (const gesture of GESTURES) addEventListener(gesture, this.#unblock, true)
  }

  /** iOS calls a context that a phone call took `interrupted`. */
  #unblock = (): void => {
    const audio = this.#audio
    // A refusal changes nothing: it stays silent, which is said, until the next gesture.
    if (audio && audio.state !== 'running') audio.resume().catch(() => this.#setBlocked(true))
  }

  #setBlocked(blocked: boolean): void {
    if (blocked !== this.#blocked) this.#onBlocked(blocked)
    this.#blocked = blocked
  }

  #stop(): void {
    clearTimeout(this.#hint)
    clearInterval(this.#timer)
    for (const gesture of GESTURES) removeEventListener(gesture, this.#unblock, true)
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(0)
    if (this.#audio) {
      this.#audio.onstatechange = null
      void this.#audio.close()
      this.#audio = null
    }
    this.#setBlocked(false)
  }
}

function play(audio: AudioContext, pattern: Pattern): void {
  // The clock of a blocked context stands still: all notes would sound at once after the tap.
  if (audio.state !== 'running') return
  for (const note of pattern.notes) {
    const start = audio.currentTime + note.at
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = note.frequency
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(pattern.loudness, start + 0.02)
    volume.gain.setValueAtTime(pattern.loudness, start + note.length * 0.6)
    volume.gain.linearRampToValueAtTime(0, start + note.length)
    tone.connect(volume).connect(audio.destination)
    tone.start(start)
    tone.stop(start + note.length)
  }
}
