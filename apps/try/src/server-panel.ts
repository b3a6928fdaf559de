/** The third panel: the authorization, its history, and the server's events, explained for newcomers. */

import { html, nothing } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { EventLine } from './event-lines.ts'
import type { IndexTexts } from './index-texts.ts'
import { skeleton } from './skeleton.ts'
import type { TryState } from './try-api.ts'

export interface ServerView {
  state: TryState | undefined
  lines: readonly EventLine[]
  online: boolean
  locale: string
}

export function serverPanel({ state, lines, online, locale }: ServerView, t: IndexTexts) {
  const time = (at: number) => new Date(at).toLocaleTimeString(locale)
  return html`
    <p role="alert" class="problem" ?hidden=${online}>${online ? '' : t.offline}</p>
    ${state ? consent(state, t, time) : online ? skeleton(4) : nothing}
    <section aria-labelledby="history">
      <h3 id="history">${t.history}</h3>
      ${
        state && state.records.length > 0
          ? html`<ol class="lines" data-list="records">
              ${repeat(
                state.records,
                (record) => record.id,
                (record) => html`<li>
                  <time>${time(record.at)}</time>
                  <span><b>${t.acts[record.act]}</b>${record.words ? html` <q>${record.words}</q>` : nothing}</span>
                </li>`,
              )}
            </ol>`
          : html`<p class="quiet">${t.historyEmpty}</p>`
      }
    </section>
    <section aria-labelledby="events">
      <h3 id="events">${t.events}</h3>
      <div role="log" aria-labelledby="events">
        ${
          lines.length > 0
            ? html`<ol class="lines" data-list="events">
                ${repeat(
                  lines,
                  (line) => line.key,
                  (line) => html`<li>
                    <time>${time(line.at)}</time>
                    <span>${line.text} <code>${line.name}</code></span>
                  </li>`,
                )}
              </ol>`
            : html`<p class="quiet">${t.eventsEmpty}</p>`
        }
      </div>
    </section>
  `
}

function consent(state: TryState, t: IndexTexts, time: (at: number) => string) {
  const row = state.check.authorization
  const now = row === null ? 'none' : row.status === 1 ? 'authorized' : 'refused'
  const look = { none: '', authorized: 'good', refused: 'bad' }[now]
  return html`<section aria-labelledby="consent" class="consent">
    <h3 id="consent">${t.consent}</h3>
    <p><span class="pill ${look}" data-consent=${now}>${t.consentState[now]}</span></p>
    <dl>
      <dt>${t.why}</dt>
      <dd>${t.whyWords[state.check.decided_by]}</dd>
      ${
        row === null
          ? nothing
          : html`<dt>${t.shownName}</dt>
              <dd>${row.display_name}</dd>
              <dt>${t.subject}</dt>
              <dd><code>${row.openid} · ${row.sn ?? row.group_id}</code></dd>
              <dt>${t.since}</dt>
              <dd>${time(row.updated_at)}</dd>`
      }
    </dl>
  </section>`
}
