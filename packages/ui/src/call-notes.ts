/** What the call page says beside its state: notices, and the calls that were missed. */

import type { Language } from '@callgrant/protocol/errors'
import type { Call, Troubles } from '@callgrant/sdk/calling'
import { html, nothing, type TemplateResult } from 'lit'
import { icon } from './call-icons.ts'
import { CALL_TEXTS, clockTime } from './call-texts.ts'
import type { Pictures } from './call-view.ts'
import { endMessage } from './end-message.ts'
import { isMissed, type MissedCall, missedCall } from './missed-call.ts'

export interface Notes {
  call: Call
  /** The other side's name as it is shown. */
  name: string
  language: Language
  pictures: Pictures
  /** The ring cannot be heard before a tap. */
  silent: boolean
  /** The other side cannot be heard before a tap. */
  unheard: boolean
  problem: string
  play(): void
}

export function notices({ call, name, language, pictures, silent, unheard, problem, play }: Notes) {
  const t = CALL_TEXTS[language]
  const talks = call.state === 'talking'
  const seen = pictures.large === 'remote' || pictures.small === 'remote'
  const texts = [
    // While both talk, the state itself says so.
    !call.online && !talks && call.state !== 'ended' ? t.offline : '',
    silent && call.state === 'incoming' ? t.silent : '',
    talks && call.roomType === 'video' && !seen && !call.remote.camera ? t.remoteCameraOff(name) : '',
    talks && !call.remote.microphone ? t.remoteMuted(name) : '',
    endMessage(call, name, language),
  ].filter((text) => text !== '')
  return html`
    ${texts.map((text) => html`<p class="notice" role="status">${text}</p>`)}
    ${problem && call.state !== 'ended' ? html`<p class="notice" role="alert">${problem}</p>` : nothing}
    ${talks && unheard ? html`<p class="notice"><button type="button" @click=${play}>${t.unheard}</button></p>` : nothing}
  `
}

/** Why this side sends less than it is meant to, each with a button that tries again. */
export function troubles(
  { state, trouble }: Call,
  language: Language,
  retry: (device: keyof Troubles) => void,
) {
  const t = CALL_TEXTS[language]
  if (state === 'incoming' || state === 'ended') return nothing
  return (['microphone', 'camera'] as const).map((device) => {
    const why = trouble[device]
    // What the system has taken comes back by itself; of the microphone the state says it.
    if (why === null || (device === 'microphone' && why === 'held')) return nothing
    return html`<p class="notice trouble" role="status">
      <span>${t.trouble[device][why]}</span>
      ${why === 'held' ? nothing : html`<button type="button" @click=${() => retry(device)}>${t.tryAgain}</button>`}
    </p>`
  })
}

/** What is still in trouble says so itself. */
export async function openAgain(call: Call, device: keyof Troubles): Promise<void> {
  try {
    await (device === 'camera' ? call.setCamera(true) : call.setMicrophone(true))
  } catch (error) {
    if (!call.trouble[device]) throw error
  }
}

/** All calls that were missed, the newest first, with the one that has just ended; nothing when that is the only one. */
export function missedCalls(
  call: Call,
  name: string,
  before: readonly MissedCall[],
  language: Language,
): TemplateResult | typeof nothing {
  if (call.state !== 'ended' || before.length === 0) return nothing
  const t = CALL_TEXTS[language]
  const all = [...before, ...(isMissed(call) ? [missedCall(call, name)] : [])].toReversed()
  // It scrolls, so it must be reached by keyboard.
  return html`<section class="missed" tabindex="0" aria-labelledby="missed">
    <h2 id="missed">${t.missedCalls(all.length)}</h2>
    <ul>
      ${all.map(
        ({ peerName, roomType, at }) => html`<li>
          ${icon(roomType === 'video' ? 'camera' : 'phone')}<span class="name"><bdi>${peerName}</bdi></span>
          <time datetime=${new Date(at).toISOString()}>${clockTime(at, language)}</time>
        </li>`,
      )}
    </ul>
  </section>`
}
