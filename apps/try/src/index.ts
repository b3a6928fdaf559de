/** `index.html`: the door and the phone side by side, the server's data, and the story in seven steps. */

import { html, nothing, type PropertyDeclarations } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { openChannel } from './channel.ts'
import { type EventLine, eventLineOf, isAbout, personOf } from './event-lines.ts'
import { currentIds, type Ids, newTry, type Place, pageAddress } from './ids.ts'
import { INDEX_TEXTS, STEP_PLACE } from './index-texts.ts'
import { Page } from './page.ts'
import { preferencesBar } from './preferences-bar.ts'
import { Progress } from './progress.ts'
import { serverPanel } from './server-panel.ts'
import { factsOf } from './story.ts'
import { storyPanel } from './story-panel.ts'
import { type TryConfig, type TryEvent, type TryState, tryConfig, tryEvents, tryState } from './try-api.ts'

const PANELS = ['door', 'phone', 'second', 'server'] as const
/** Under which it is kept that the second phone was added. */
const secondKey = ({ name }: Ids) => `callgrant-try.second.${name}`
const ICON = new URL('../icon.svg', import.meta.url).href
type Panel = (typeof PANELS)[number]
/** How many events are shown. */
const LINES_MAX = 50
/** On a screen as narrow, or as low, the panels are behind tabs. */
const narrow = matchMedia('(max-width: 719px), (max-height: 519px)')

class TryIndex extends Page {
  static override properties: PropertyDeclarations = {
    state: { state: true },
    entries: { state: true },
    online: { state: true },
    tab: { state: true },
    hasSecond: { state: true },
    calling: { state: true },
    config: { state: true },
  }
  declare protected state: TryState | undefined
  declare protected entries: (TryEvent | EventLine)[]
  declare protected online: boolean
  declare protected tab: Panel
  /** Whether the second person's phone is shown. */
  declare protected hasSecond: boolean
  declare protected calling: ReadonlySet<Panel>
  declare protected config: TryConfig | undefined

  #ids!: Ids
  #progress!: Progress
  #channel: ReturnType<typeof openChannel> | undefined

  constructor() {
    super()
    this.entries = []
    this.online = true
    this.tab = 'phone'
    this.calling = new Set()
    this.#begin(currentIds())
  }

  protected override get pageTitle(): string {
    return INDEX_TEXTS[this.language].title
  }

  override connectedCallback(): void {
    super.connectedCallback()
    narrow.addEventListener('change', () => this.requestUpdate())
    tryEvents(
      this.#handleEvent,
      () => void this.#read(),
      () => {
        this.online = false
      },
    )
    tryConfig().then(
      (config) => {
        this.config = config
      },
      () => {
        this.online = false
      },
    )
  }

  #begin(ids: Ids): void {
    this.#ids = ids
    this.#progress = new Progress(ids.openid)
    this.#channel?.close()
    this.#channel = openChannel(ids, (message) => {
      const { en, zh } = INDEX_TEXTS
      const t = this.language === 'zh' ? zh : en
      const at = Date.now()
      if (message.type === 'ring-refused') {
        // By this browser's clock, which may be behind the server's.
        this.#progress.add({ key: `here-${at}`, fact: message, at: Math.max(at, this.#progress.newest) })
        this.#note({ key: `here-${at}`, at, text: t.ringRefused(message.errCode), name: message.errMsg })
      } else if (message.type === 'ask-refused') {
        this.#note({ key: `here-${at}`, at, text: t.askRefused, name: message.errMsg })
      } else if (message.type === 'in-call') {
        const calling = new Set(this.calling)
        if (message.active) calling.add(message.page)
        else calling.delete(message.page)
        this.calling = calling
      }
    })
    this.entries = []
    this.state = undefined
    this.calling = new Set()
    this.hasSecond = localStorage.getItem(secondKey(ids)) !== null
    if (this.tab === 'second') this.tab = 'phone'
    void this.#read()
  }

  #startOver = (): void => this.#begin(newTry())

  #addSecond = async (): Promise<void> => {
    localStorage.setItem(secondKey(this.#ids), '')
    this.hasSecond = true
    this.#show('second')
    await this.updateComplete
    this.querySelector('#panel-second')?.scrollIntoView({ block: 'nearest' })
  }

  get #panels(): Panel[] {
    return PANELS.filter((panel) => this.hasSecond || panel !== 'second')
  }

  #note(entry: TryEvent | EventLine): void {
    this.entries = [entry, ...this.entries].slice(0, LINES_MAX)
  }

  #handleEvent = (event: TryEvent): void => {
    if (!isAbout(event, this.#ids)) return
    if (!this.#isSame(event)) this.#note(event)
    // The story is Alice’s.
    if (event.type === 'call.changed' && personOf(event) === this.#ids.openid) {
      const { call } = event.data as { call: TryState['calls'][number] }
      this.#progress.add(...factsOf(call))
    }
    if (event.type.startsWith('authorization.')) {
      this.#channel?.send({ type: 'authorizations-changed' })
      void this.#read()
    }
  }

  /** A call has more changes than those of its state; one line for each state is enough. */
  #isSame(event: TryEvent): boolean {
    const key = (of: TryEvent | EventLine | undefined) => {
      if (!of || 'text' in of || of.type !== 'call.changed') return undefined
      const { call } = of.data as { call: TryState['calls'][number] }
      return `${call.room_id} ${call.state}`
    }
    return key(event) !== undefined && key(this.entries[0]) === key(event)
  }

  #read = async (): Promise<void> => {
    const ids = this.#ids
    try {
      const state = await tryState(ids.openid, ids.sn)
      if (ids !== this.#ids) return
      this.state = state
      this.online = true
      const records = state.records.map(
        ({ id, act, at }) => ({ key: id, fact: { type: 'record', act }, at }) as const,
      )
      // Oldest first: two that happened in one millisecond count in this order.
      this.#progress.add(...records.reverse(), ...state.calls.toReversed().flatMap(factsOf))
    } catch {
      // The page shows it; the event stream calls this again when the server is back.
      this.online = false
    }
  }

  protected override render() {
    const t = INDEX_TEXTS[this.language]
    return html`
      <header class="top">
        <h1><img src=${ICON} alt="" width="28" height="28" /> Callgrant</h1>
        ${narrow.matches ? nothing : html`<p class="quiet tagline">${t.tagline}</p>`}
        ${preferencesBar()}
      </header>
      <main aria-label=${t.story}>
        ${storyPanel(this.#progress, t, narrow.matches ? this.#goTo() : this.#startOverButton())}
        ${narrow.matches ? this.#tabs() : nothing}
        <div class="panels ${this.hasSecond ? 'four' : ''}">${this.#panels.map((panel) => this.#panel(panel))}</div>
      </main>
      <footer class="quiet">
        ${narrow.matches ? html`<p>${t.tagline}</p>${this.hasSecond ? nothing : this.#addButton()}${this.#startOverButton()}` : nothing}
        <p>${this.config?.lan_urls.length ? this.config.lan_urls.map((url) => t.lan(url)).join(' · ') : t.lanNote}</p>
        <p><a href="/docs/">${t.docs}</a></p>
      </footer>
    `
  }

  #startOverButton() {
    const t = INDEX_TEXTS[this.language]
    return html`<button type="button" title=${t.startOverNote} @click=${this.#startOver}>${t.startOver}</button>`
  }

  #addButton() {
    const t = INDEX_TEXTS[this.language]
    return html`<button type="button" title=${t.addSecondNote} @click=${this.#addSecond}>${t.addSecond}</button>`
  }

  /** A button to the panel of the next step, when another panel is shown. */
  #goTo() {
    const { next } = this.#progress
    const place = next && STEP_PLACE[next]
    if (!place || place === this.tab) return nothing
    const act = () => this.#show(place)
    return html`<button type="button" class="primary" @click=${act}>${INDEX_TEXTS[this.language].goTo[place]}</button>`
  }

  #show(panel: Panel): void {
    this.tab = panel
  }

  #tabs() {
    const t = INDEX_TEXTS[this.language]
    return html`<div role="tablist" aria-label=${t.story} class="tabs" @keydown=${this.#tabKey}>
      ${this.#panels.map(
        (panel) => html`<button
          type="button"
          role="tab"
          id="tab-${panel}"
          aria-controls="panel-${panel}"
          aria-selected=${this.tab === panel}
          tabindex=${this.tab === panel ? 0 : -1}
          class=${this.calling.has(panel) ? 'calling' : ''}
          @click=${() => this.#show(panel)}
        >
          ${t.panels[panel].tab}
        </button>`,
      )}
    </div>`
  }

  #tabKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const panels = this.#panels
    this.tab = panels[(panels.indexOf(this.tab) + step + panels.length) % panels.length] ?? 'phone'
    this.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus()
  }

  #panel(panel: Panel) {
    const t = INDEX_TEXTS[this.language]
    const { title, note } = t.panels[panel]
    const { next } = this.#progress
    const here = next !== undefined && STEP_PLACE[next] === panel
    return html`<section
      class="panel ${panel} ${here ? 'here' : ''}"
      id="panel-${panel}"
      role=${narrow.matches ? 'tabpanel' : nothing}
      aria-labelledby=${narrow.matches ? `tab-${panel}` : `title-${panel}`}
      ?hidden=${narrow.matches && this.tab !== panel}
    >
      <h2 id="title-${panel}">${title}</h2>
      <p class="quiet">${note}</p>
      ${panel === 'server' ? html`<div class="server-card" tabindex="0" role="group" aria-labelledby="title-server">${this.#server()}</div>` : this.#frame(panel, title)}
    </section>`
  }

  #frame(panel: Place, title: string) {
    const t = INDEX_TEXTS[this.language]
    return html`
      <div class="frame">
        ${keyed(
          this.#ids.openid,
          html`<iframe
            title=${title}
            src=${pageAddress(panel, this.#ids, true)}
            allow="camera; microphone; autoplay; speaker-selection"
          ></iframe>`,
        )}
      </div>
      <a class="elsewhere" href=${pageAddress(panel, this.#ids)} target="_blank" rel="noopener">${t.elsewhere[panel]}</a>
      ${panel === 'phone' && !this.hasSecond && !narrow.matches ? this.#addButton() : nothing}
    `
  }

  #server() {
    const t = INDEX_TEXTS[this.language]
    const lines = this.entries.flatMap((entry) =>
      'text' in entry ? [entry] : (eventLineOf(entry, t, this.#ids.second) ?? []),
    )
    const locale = this.language === 'zh' ? 'zh-CN' : 'en-GB'
    return serverPanel({ state: this.state, lines, online: this.online, locale }, t)
  }
}

customElements.define('try-index', TryIndex)
