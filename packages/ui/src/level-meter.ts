/** How loud the other side is, for a voice call without a picture. */

/** Ten times a second: often enough to follow speech, and no work for a phone. */
const EVERY_MS = 100

/** Follows one stream at a time. */
export class LevelMeter {
  readonly #onLevel: (level: number) => void
  #stream: MediaStream | null = null
  #audio: AudioContext | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param onLevel called with 0 (silence) to 1 (loud) */
  constructor(onLevel: (level: number) => void) {
    this.#onLevel = onLevel
  }

  /** @param stream null: stops */
  follow(stream: MediaStream | null): void {
    const heard = stream && stream.getAudioTracks().length > 0 ? stream : null
    if (heard === this.#stream) return
    this.#stop()
    if (heard) this.#start(heard)
  }

  #start(stream: MediaStream): void {
    this.#stream = stream
    const audio = new AudioContext()
    this.#audio = audio
    const analyser = audio.createAnalyser()
    analyser.fftSize = 512
    audio.createMediaStreamSource(stream).connect(analyser)
    const samples = new Float32Array(analyser.fftSize)
    this.#timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples)
      this.#onLevel(levelOf(samples))
    }, EVERY_MS)
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.#stream = null
    void this.#audio?.close()
    this.#audio = null
    this.#onLevel(0)
  }
}

/** Of samples between -1 and 1: 0 below -60 dB, 1 from -10 dB, which is loud speech. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const decibels = 10 * Math.log10(sum / samples.length || 1e-12)
  return Math.min(1, Math.max(0, (decibels + 60) / 50))
}
