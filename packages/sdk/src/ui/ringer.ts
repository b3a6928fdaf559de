/** The ring: tones made with Web Audio, and vibration. Nothing is downloaded, and it stops when it is told to. */

/** One round of a ring, repeated until it is stopped. Times in seconds, frequencies in hertz. */
interface Round {
  notes: readonly { at: number; length: number; frequency: number }[]
  length: number
  loudness: number
  /** Milliseconds on, off, on …; empty: no vibration. */
  vibration: readonly number[]
}

const chime = (at: number) =>
  [659, 784, 988, 784].map((frequency, i) => ({ at: at + i * 0.18, length: 0.32, frequency }))

export const RINGS = {
  /** At the side that is rung. */
  incoming: { notes: [...chime(0), ...chime(0.9)], length: 2.8, loudness: 0.3, vibration: [700, 300, 700] },
  /** At the side that waits. */
  waiting: {
    notes: [{ at: 0, length: 1, frequency: 425 }],
    length: 4,
    loudness: 0.08,
    vibration: [],
  },
} as const satisfies Record<string, Round>

/** How long a context may take to start before it counts as blocked, in milliseconds. */
const START_MS = 400

/** One ring at a time. */
export class Ringer {
  readonly #onBlocked: (blocked: boolean) => void
  #kind: keyof typeof RINGS | null = null
  #audio: AudioContext | null = null
  #blocked = false
  #timer: ReturnType<typeof setInterval> | undefined
  #hint: ReturnType<typeof setTimeout> | undefined

  /** @param onBlocked hears `true` when the browser plays nothing before a tap, `false` when it does */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked
  }

  /** Rings in one way, or, with `null`, not at all. Calling it again with the same changes nothing. */
  ring(kind: keyof typeof RINGS | null): void {
    if (kind === this.#kind) return
    this.#stop()
    this.#kind = kind
    if (kind) this.#start(RINGS[kind])
  }

  #start(round: Round): void {
    const audio = new AudioContext()
    this.#audio = audio
    // Vibration does not wait for the sound. Browsers refuse it before the person has touched the page.
    const vibrate = () => {
      if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([...round.vibration])
    }
    const once = () => {
      if (round.vibration.length > 0) vibrate()
      play(audio, round)
    }
    audio.onstatechange = () => {
      if (audio.state !== 'running') return
      this.#tellBlocked(false)
      clearInterval(this.#timer)
      once()
      this.#timer = setInterval(once, round.length * 1000)
    }
    // A context that is allowed to play needs a moment to start as well.
    this.#hint = setTimeout(() => this.#tellBlocked(audio.state === 'suspended'), START_MS)
    this.#timer = setInterval(once, round.length * 1000)
    if (round.vibration.length > 0) vibrate()
    addEventListener('pointerdown', this.#unblock, true)
    addEventListener('keydown', this.#unblock, true)
  }

  #unblock = (): void => {
    if (this.#audio?.state === 'suspended') void this.#audio.resume()
  }

  #tellBlocked(blocked: boolean): void {
    if (blocked !== this.#blocked) this.#onBlocked(blocked)
    this.#blocked = blocked
  }

  #stop(): void {
    clearTimeout(this.#hint)
    clearInterval(this.#timer)
    removeEventListener('pointerdown', this.#unblock, true)
    removeEventListener('keydown', this.#unblock, true)
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(0)
    if (this.#audio) {
      this.#audio.onstatechange = null
      void this.#audio.close()
      this.#audio = null
    }
    this.#tellBlocked(false)
  }
}

function play(audio: AudioContext, round: Round): void {
  // A blocked context does not move its clock: notes would pile up and sound all at once after the tap.
  if (audio.state !== 'running') return
  for (const note of round.notes) {
    const start = audio.currentTime + note.at
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = note.frequency
    volume.gain.setValueAtTime(0, start)
    volume.gain.linearRampToValueAtTime(round.loudness, start + 0.02)
    volume.gain.setValueAtTime(round.loudness, start + note.length * 0.6)
    volume.gain.linearRampToValueAtTime(0, start + note.length)
    tone.connect(volume).connect(audio.destination)
    tone.start(start)
    tone.stop(start + note.length)
  }
}
