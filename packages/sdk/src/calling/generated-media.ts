/** A drawn picture and a soft tone, for machines without camera and microphone, and for trying things out. */

import type { MediaProvider } from './types.ts'

const WIDTH = 320
const HEIGHT = 240
const FRAMES_PER_SECOND = 15

/**
 * @param label drawn into the picture, to tell two sides apart
 * @returns a provider of a drawn face with a running clock, and of a tone that comes and goes once a second
 */
export function generatedMedia(label = ''): MediaProvider {
  return {
    async open({ audio, video, facing }) {
      if (typeof MediaStream === 'undefined') {
        throw new Error(
          'Node has no camera and no WebRTC: pass `...weriftMedia(werift)` of @callgrant/sdk/calling.',
        )
      }
      // The picture first: where it cannot be made, no tone is left playing.
      const pictures = video ? [picture(label, facing === 'user' ? 210 : 30)] : []
      return new MediaStream([...(audio ? [tone()] : []), ...pictures])
    },
  }
}

function picture(label: string, hue: number): MediaStreamTrack {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const context = canvas.getContext('2d')
  const track = canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks()[0]
  if (!context || !track) throw new Error('This browser cannot make a picture from a canvas.')
  const began = Date.now()
  const draw = () => drawFrame(context, label, hue, Date.now() - began)
  draw()
  const timer = setInterval(draw, 1000 / FRAMES_PER_SECOND)
  whenStopped(track, () => clearInterval(timer))
  return track
}

function drawFrame(context: CanvasRenderingContext2D, label: string, hue: number, ms: number): void {
  const turn = ms / 1000
  context.fillStyle = `hsl(${hue} 45% 32%)`
  context.fillRect(0, 0, WIDTH, HEIGHT)
  context.save()
  context.translate(WIDTH / 2, HEIGHT / 2 - 15 + Math.sin(turn * 2) * 8)
  context.fillStyle = `hsl(${hue} 60% 82%)`
  circle(context, 0, 0, 62)
  context.fillStyle = '#222'
  // The eyes blink every third second, so that a frozen picture is noticed.
  const open = turn % 3 > 0.15 ? 7 : 1
  context.fillRect(-26, -14 - open, 10, open * 2)
  context.fillRect(16, -14 - open, 10, open * 2)
  context.beginPath()
  context.arc(0, 12, 26, 0.2, Math.PI - 0.2)
  context.lineWidth = 4
  context.stroke()
  context.restore()
  context.fillStyle = '#fff'
  context.font = '16px sans-serif'
  context.textAlign = 'center'
  context.fillText(`${label} ${new Date().toLocaleTimeString()}`.trim(), WIDTH / 2, HEIGHT - 16)
}

function circle(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, Math.PI * 2)
  context.fill()
}

function tone(): MediaStreamTrack {
  const audio = new AudioContext()
  const oscillator = new OscillatorNode(audio, { frequency: 330 })
  // Quiet, and louder and softer once a second.
  const volume = new GainNode(audio, { gain: 0.03 })
  const swell = new OscillatorNode(audio, { frequency: 1 })
  const depth = new GainNode(audio, { gain: 0.03 })
  const out = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 })
  swell.connect(depth).connect(volume.gain)
  oscillator.connect(volume).connect(out)
  oscillator.start()
  swell.start()
  const track = out.stream.getAudioTracks()[0]
  if (!track) throw new Error('This browser cannot make a tone.')
  whenStopped(track, () => void audio.close())
  return track
}

/** Calls `work` once the track is stopped: browsers fire no event when a page stops its own track. */
function whenStopped(track: MediaStreamTrack, work: () => void): void {
  const stop = track.stop.bind(track)
  track.stop = () => {
    const live = track.readyState === 'live'
    stop()
    // A track may be stopped more than once; a sound that is closed cannot be closed again.
    if (live) work()
  }
}
