/** Cells of the settings page: quiet hours of the app, and how one device or group may ring. */

import type { OwnAuthorization, PersonQuiet, QuietHours } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import { QUIET_HOURS_MAX } from '@callgrant/protocol/limits'
import { type AllowLimit, timeInWords, timeZone } from '@callgrant/sdk/platform'
import { html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { DialogTexts } from './dialog-texts.ts'
import { FOR_GOOD, type LimitChoice, limitChoice, limitOf } from './limit-choice.ts'
import { cross } from './settings-icons.ts'
import type { SettingsTexts } from './settings-texts.ts'

/** What most people sleep through. */
const NIGHT: QuietHours = { from: '22:00', to: '07:00', days: 'every' }
/** What is begun with where one stretch more is wanted. */
const NOON: QuietHours = { from: '12:00', to: '14:00', days: 'every' }

/** One stretch, in words: “22:00–07:00, every day”. */
function hoursInWords(hours: readonly QuietHours[], t: SettingsTexts): string {
  return hours.map(({ from, to, days }) => `${from}–${to}, ${t.days[days]}`).join('; ')
}

/** What a row says of its limits, its hours and that it is urgent; empty when it has none of them. */
export function conditionsInWords(row: OwnAuthorization, language: Language, t: SettingsTexts): string {
  return [
    row.expires_at === undefined ? '' : t.until(timeInWords(language, row.expires_at)),
    row.rings_left === undefined ? '' : t.ringsLeft(row.rings_left),
    row.urgent ? t.urgentShort : '',
    row.quiet && !row.urgent ? t.quietShort(hoursInWords(row.quiet.hours, t)) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** The switch for quiet hours, and while they are on their stretches and whether callers are told. */
export function quietCell(
  quiet: PersonQuiet,
  t: SettingsTexts,
  change: (change: Partial<Pick<PersonQuiet, 'on' | 'hours' | 'tell'>>) => void,
): TemplateResult {
  const switchOn = (on: boolean) => change(on && quiet.hours.length === 0 ? { on, hours: [NIGHT] } : { on })
  const elsewhere = quiet.on && quiet.time_zone !== null && quiet.time_zone !== timeZone()
  return html`<div class="cells">
    ${box(t.quiet, quiet.on, switchOn, 'quiet-note')}
    ${
      quiet.on
        ? html`${stretches(quiet.hours, t, (hours) => change({ hours }))}
          ${box(t.tell, quiet.tell, (tell) => change({ tell }))}`
        : nothing
    }
    <p class="note cell-note" id="quiet-note">${t.quietNote}${elsewhere ? ` ${t.zone(quiet.time_zone ?? '')}` : ''}</p>
  </div>`
}

/** What a person may set for one row, beside its switch. */
export interface RowChange {
  limit?: AllowLimit | null
  urgent?: boolean
  quiet?: QuietHours[] | null
}

/** The choice of how long a row holds, while it is open. */
export interface OpenChoice {
  /** Null: it is not open. */
  choice: LimitChoice | null
  texts: DialogTexts
  choose(choice: LimitChoice | null): void
}

export function rowOptions(
  row: OwnAuthorization,
  t: SettingsTexts,
  { choice, texts, choose }: OpenChoice,
  change: (change: RowChange) => void,
): TemplateResult {
  const limited = row.expires_at !== undefined || row.rings_left !== undefined
  const chosen = (event: Event) => {
    const { value } = event.target as HTMLSelectElement
    const limit = LIMITS[value]
    if (limit !== undefined) change({ limit })
    choose(value === 'other' ? LIMITED : null)
  }
  const limit = choice && limitOf(choice)
  const quiet = row.quiet?.hours
  return html`<li class="cell options"><div role="group" aria-label=${t.optionsOf(row.display_name)}>
    ${
      row.status === 1
        ? html`<label class="line"><span>${t.howLong}</span>
            <select class="field" @change=${chosen}>
              ${limited ? html`<option value="" .selected=${live(!choice)}>${t.asItIs}</option>` : nothing}
              <option value="good" .selected=${live(!limited && !choice)}>${t.forGood}</option>
              <option value="today">${t.today}</option>
              <option value="ring">${t.oneRing}</option>
              <option value="other" .selected=${live(choice !== null)}>${t.otherLimit}</option>
            </select>
          </label>
          ${
            choice
              ? html`${limitChoice(choice, texts, choose)}
                  <button
                    class="button green save"
                    type="button"
                    ?disabled=${limit === undefined}
                    @click=${() => {
                      if (limit !== undefined) change({ limit })
                      choose(null)
                    }}
                  >${t.save}</button>`
              : nothing
          }`
        : nothing
    }
    ${box(t.urgent, row.urgent === true, (urgent) => change({ urgent }))}
    ${box(t.ownQuiet, quiet !== undefined, (on) => change({ quiet: on ? [NIGHT] : null }))}
    ${quiet ? stretches(quiet, t, (hours) => change({ quiet: hours })) : nothing}
  </div></li>`
}

/** With what the choice opens: for good stands above it. */
const LIMITED: LimitChoice = { ...FOR_GOOD, time: 'today' }

const LIMITS: Record<string, AllowLimit | null> = {
  good: null,
  today: { until: 'midnight' },
  ring: { rings: 1 },
}

function box(label: string, on: boolean, change: (on: boolean) => void, note?: string): TemplateResult {
  return html`<label class="line cell">
    <span class="name">${label}</span>
    <input
      class="switch"
      type="checkbox"
      aria-describedby=${note ?? nothing}
      .checked=${live(on)}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
  </label>`
}

/** From, to and days of each stretch; more can be added, and all but one taken away. */
function stretches(
  hours: readonly QuietHours[],
  t: SettingsTexts,
  change: (hours: QuietHours[]) => void,
): TemplateResult {
  const set = (place: number, part: Partial<QuietHours>) =>
    change(hours.map((one, other) => (other === place ? { ...one, ...part } : one)))
  const time = (place: number, name: 'from' | 'to', label: string, value: string) => html`<label
    ><span class="note">${label}</span>
    <input
      class="field"
      type="time"
      required
      .value=${live(value)}
      @change=${(event: Event) => {
        const given = (event.target as HTMLInputElement).value
        if (given !== '') set(place, { [name]: given.slice(0, 5) })
      }}
  /></label>`
  // What has the focus goes with its stretch.
  const focusFirst = (event: Event) =>
    (event.currentTarget as Element).closest('.stretches')?.querySelector('input')?.focus()
  const remove = (place: number) => (event: Event) => {
    focusFirst(event)
    change(hours.toSpliced(place, 1))
  }
  const add = (event: Event) => {
    if (hours.length + 1 === QUIET_HOURS_MAX) focusFirst(event)
    change([...hours, hours.some(({ from }) => from === NOON.from) ? NIGHT : NOON])
  }
  return html`<div class="stretches">${hours.map(
    (one, place) => html`<div class="stretch">
      ${time(place, 'from', t.from, one.from)} ${time(place, 'to', t.to, one.to)}
      <label
        ><span class="note">${t.when}</span>
        <select
          class="field"
          @change=${(event: Event) => set(place, { days: (event.target as HTMLSelectElement).value as QuietHours['days'] })}
        >
          ${(['every', 'weekdays', 'weekend'] as const).map(
            (days) =>
              html`<option value=${days} .selected=${live(one.days === days)}>${t.days[days]}</option>`,
          )}
        </select>
      </label>
      ${
        hours.length === 1
          ? nothing
          : html`<button
              class="remove"
              type="button"
              aria-label=${t.removeHours(hoursInWords([one], t))}
              @click=${remove(place)}
            >${cross}</button>`
      }
    </div>`,
  )}
  ${
    hours.length < QUIET_HOURS_MAX
      ? html`<button class="add" type="button" @click=${add}>${t.addHours}</button>`
      : nothing
  }</div>`
}
