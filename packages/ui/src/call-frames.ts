/** The two pictures of a call, each in its frame. */

import type { Call } from '@callgrant/sdk/calling'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { isMirrored } from './audio-outputs.ts'
import { type CallLook, isPlaced, pictureStyle, smallRatio } from './call-look.ts'
import type { CallTexts } from './call-texts.ts'
import type { Pictures } from './call-view.ts'
import type { SmallPicture } from './small-picture.ts'

export interface Frames {
  call: Call
  t: CallTexts
  /** The other side's name. */
  name: string
  pictures: Pictures
  look: CallLook
  small: SmallPicture
  /** How a large picture lies in the page. */
  fitOf(which: 'remote' | 'local'): 'cover' | 'contain'
  play(): void
  /** A picture's size is known, or another than before. */
  sized(event: Event): void
}

/**
 * Both videos stay on the page, since one that is taken away falls silent; their frames say where they are seen. `live`:
 * setting the same stream again would restart the video, and the page renders twice a second.
 */
export function frame(which: 'remote' | 'local', frames: Frames): TemplateResult {
  const { call, t, pictures } = frames
  const remote = which === 'remote'
  const place = pictures.large === which ? 'large' : pictures.small === which ? 'small' : 'gone'
  const large = place === 'large'
  const look = frames.look[which]
  const stream = remote ? call.remoteStream : call.localStream
  const fitted = large && !isPlaced(look) && frames.fitOf(which) === 'contain'
  return html`<div
    class="frame ${which}-frame ${place} ${fitted ? 'fitted' : ''}"
    .style=${place === 'small' ? smallStyle(frames.small, smallRatio(look)) : ''}
  >
    ${fitted ? html`<canvas class="fill" width="32" height="32" aria-hidden="true"></canvas>` : nothing}
    <video
      class=${`${which}${place === 'gone' ? '' : ' seen'}`}
      autoplay
      playsinline
      aria-label=${remote ? t.remoteVideo(frames.name) : t.localVideo}
      aria-hidden=${place === 'gone'}
      .style=${pictureStyle(look, !remote && isMirrored(call.localStream), large)}
      .muted=${!remote || call.state === 'incoming'}
      .srcObject=${live(call.state === 'ended' ? null : stream)}
      @loadedmetadata=${remote ? frames.play : nothing}
      @resize=${frames.sized}
      @emptied=${frames.sized}
    ></video>
    ${place === 'small' ? handle(frames) : nothing}
  </div>`
}

function handle({ t, pictures, small }: Frames): TemplateResult {
  return html`<button
      class="handle"
      type="button"
      aria-label=${pictures.large ? t.swap : t.move}
      aria-describedby="move-hint"
      @pointerdown=${small.pointerDown}
      @pointermove=${small.pointerMove}
      @pointerup=${small.pointerUp}
      @pointercancel=${small.pointerUp}
      @click=${small.click}
      @keydown=${small.keyDown}
    ></button>
    <span class="said" id="move-hint">${t.moveHint}</span>`
}

function smallStyle({ corner, carried }: SmallPicture, ratio: number | undefined): string {
  return [
    `--x: ${corner.x}; --y: ${corner.y}`,
    ratio ? `--ratio: ${ratio}` : '',
    carried ? `--carried-x: ${carried.x}px; --carried-y: ${carried.y}px; transition: none` : '',
  ].join('; ')
}
