/**
 * The plugin's call page: calls take place on it, and nowhere else. It needs no DOM: a browser draws it
 * (`draw-call-page.ts`), and an emulator reads `view` and calls what the person would tap.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import type { Call } from '@callgrant/sdk/calling'
import { formatQuery, parseQuery } from '../wx/pages/route.ts'
import type { WxHost } from '../wx/types.ts'
import { CALL_PAGE_ROUTE } from './call-page-path.ts'
import type { CallPage, CallPageView } from './call-page-types.ts'
import { viewOf } from './call-page-view.ts'
import { EndPage } from './end-page.ts'
import type { VoipUIConfig } from './requests.ts'
import { pluginError } from './voip-errors.ts'
import { report, type VoipListeners } from './voip-listeners.ts'

export class CallPageController implements CallPage {
  readonly #host: WxHost
  readonly #voipListeners: VoipListeners
  readonly #end: EndPage
  readonly #listeners = new Set<() => void>()
  /** The entries of the page stack that are this page, and whether each is shown. */
  readonly #pages = new Map<object, boolean>()
  #call: Call | null = null
  #offCall: () => void = () => {}
  #waiting: (() => void)[] = []
  #options: Record<string, string> = {}
  #config: VoipUIConfig = {}
  #boxShown = false
  #answersAtOnce = false
  /** The call that was left before it was joined; the app is told of it once. */
  #leftCall: Call | null = null

  constructor(host: WxHost, voipListeners: VoipListeners) {
    this.#host = host
    this.#voipListeners = voipListeners
    this.#end = new EndPage(host)
    host.platform.navigator.definePrivatePage(CALL_PAGE_ROUTE, () => this.#page())
    const { client } = host.side
    const current = (call: Call | null) => call && this.#placed(call)
    // Both clients have this event; TypeScript needs each by its own type.
    if (host.side.role === 'person') host.side.client.on('currentCall', current)
    else host.side.client.on('currentCall', current)
    client.onIncomingCall((call) => void this.#ring(call).catch(report))
    client.onVoipEvent(({ eventName, roomId, data }) => {
      if (this.#boxShown && /^(hangUp|abort|end)Voip$/.test(eventName)) this.#toggleBox()
      voipListeners.emit(eventName, roomId, data as never)
    })
    host.app.onHide(() => this.#left())
  }

  get isOpen(): boolean {
    return this.#pages.size > 0
  }
  get call(): Call | null {
    return this.#call
  }
  get config(): VoipUIConfig {
    return this.#config
  }
  get view(): CallPageView | null {
    return this.isOpen && this.#call ? viewOf(this.#call, this.#host, this.#config, this.#boxShown) : null
  }
  /** Query of the last load of the page. */
  get onloadOptions(): Record<string, string> {
    return { ...this.#options }
  }
  get end(): EndPage {
    return this.#end
  }

  configure(config: VoipUIConfig): void {
    this.#config = { ...this.#config, ...config }
    this.#changed()
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Resolves once the page is shown: a call that was placed joins its room then. */
  shown(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isShown) resolve()
      else this.#waiting.push(resolve)
    })
  }

  async answer(): Promise<void> {
    await this.#act((call) => call.accept(), 'incoming')
  }
  async decline(): Promise<void> {
    await this.#act((call) => call.reject(), 'incoming')
  }
  async hangUp(): Promise<void> {
    await this.#act((call) => call.hangUp())
  }

  pressCustomButton(): void {
    if (this.view?.customButton == null) throw pluginError(PLUGIN_CODES.INTERRUPTED, this.#host)
    this.#toggleBox()
  }

  async close(): Promise<void> {
    if (this.#call && this.#call.state !== 'ended')
      throw pluginError(PLUGIN_CODES.CALL_IN_PROGRESS, this.#host)
    await this.#end.go()
    this.#forget()
  }

  get #isShown(): boolean {
    return [...this.#pages.values()].includes(true)
  }

  #page() {
    const page = {}
    return {
      onLoad: (options: Record<string, string>) => {
        this.#pages.set(page, false)
        this.#options = options
        this.#answersAtOnce = options.isClickedHangOnBtn === '1'
        this.#changed()
      },
      onShow: () => {
        this.#pages.set(page, true)
        for (const go of this.#waiting.splice(0)) go()
        this.#voipListeners.emit('callPageOnShow', null, {})
        this.#changed()
        this.#answerIfAsked()
      },
      onHide: () => {
        this.#pages.set(page, false)
        this.#left()
      },
      onUnload: () => {
        this.#pages.delete(page)
        // Going from the page to itself unloads it and loads it again; the call goes on.
        setTimeout(() => this.isOpen || this.#unloaded())
        this.#changed()
      },
    }
  }

  /** A call that this side placed has begun: it was placed here, or by the app's back end from this device. */
  #placed(call: Call): void {
    if (call === this.#call) return
    if (call.side === 'caller' && call.snapshot.caller.client_id === null) {
      this.#ring(call).catch(report)
      return
    }
    this.#attach(call)
    // The page was shown and left again before the call had begun here.
    if (call.side === 'caller' && !this.isOpen && this.#waiting.length === 0) this.#unloaded()
  }

  async #ring(call: Call): Promise<void> {
    this.#attach(call)
    const { app, platform } = this.#host
    // The app or a push may have opened it already; opening it again would lose what it shows.
    if (this.isOpen && app.visible) return
    this.#end.remember()
    const query = queryOf(call)
    if (!app.visible) app.show({ path: CALL_PAGE_ROUTE, query })
    await platform.navigator.open('reLaunch', `${CALL_PAGE_ROUTE}?${formatQuery(query)}`)
  }

  #attach(call: Call): void {
    if (call === this.#call) return
    this.#offCall()
    this.#call = call
    this.#boxShown = false
    if (call.side === 'caller') this.#end.remember()
    this.#offCall = call.on('change', () => {
      if (call.state === 'ended' && !this.isOpen) this.#forget()
      else this.#changed()
    })
    this.#changed()
    if (this.#isShown) this.#answerIfAsked()
  }

  /** The device's own answer button was tapped before the page was opened (wechat-surface 3.5). */
  #answerIfAsked(): void {
    if (!this.#answersAtOnce || this.#call?.state !== 'incoming') return
    this.#answersAtOnce = false
    // It rings on, and may be answered on the page: no reason to end the app, as an uncaught error would.
    this.answer().catch(({ message }: Error) => console.error(`callgrant: not answered at once: ${message}`))
  }

  #forget(): void {
    this.#offCall()
    this.#call = null
    this.#changed()
  }

  /** The page is closed, so the call ends: otherwise the microphone would stay on with nothing on the screen. */
  #unloaded(): void {
    const call = this.#call
    if (!call) return
    this.#left()
    this.#forget()
    if (call.state !== 'ended') void call.hangUp('unloadCallPage')
  }

  /** The page is hidden. A call that both sides have joined goes on; one that has not been joined fails (2009). */
  #left(): void {
    const call = this.#call
    if (!call || call.state === 'ended' || call === this.#leftCall) return
    const joined = call.side === 'caller' ? call.snapshot.caller_joined : call.state !== 'connecting'
    // A placed call that waits for the page has not begun to join: the page may still be opened.
    if (joined || (call.side === 'caller' && this.#waiting.length > 0)) return
    this.#leftCall = call
    const eventName = call.side === 'caller' ? 'joinFailCaller' : 'joinFailListener'
    const { errCode, errMsg } = pluginError(PLUGIN_CODES.LEFT_BEFORE_JOINING, this.#host)
    this.#voipListeners.emit(eventName, call.roomId, {
      errMsg: `${eventName}:fail ${errMsg}`,
      message: errMsg,
      errCode,
    })
    void call.hangUp('unloadCallPage')
  }

  #toggleBox(): void {
    const call = this.#call
    if (!call) return
    this.#boxShown = !this.#boxShown
    this.#voipListeners.emitCustomBox(this.#boxShown ? 'showCustomBox' : 'hideCustomBox', call)
    this.#changed()
  }

  async #act(act: (call: Call) => Promise<void>, stage?: Call['state']): Promise<void> {
    const call = this.#call
    if (!call || call.state === 'ended' || (stage && call.state !== stage))
      throw pluginError(PLUGIN_CODES.INTERRUPTED, this.#host)
    try {
      await act(call)
    } catch (error) {
      if (!(error instanceof CallgrantError)) throw error
      throw pluginError(
        error.code === 'network' ? PLUGIN_CODES.REQUEST_FAILED : PLUGIN_CODES.INTERRUPTED,
        this.#host,
        error,
      )
    }
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** The query with which WeChat opens the call page for an incoming call (wechat-surface 3.5). */
function queryOf(call: Call): Record<string, string> {
  const { caller, listener } = call.snapshot
  const own = {
    roomType: call.roomType,
    groupId: call.roomId,
    roomId: call.roomId,
    callerId: encodeURIComponent(caller.id),
    listenerId: encodeURIComponent(listener.id),
    callerName: encodeURIComponent(caller.name),
  }
  // The app's own query, values not decoded; it replaces none of WeChat's fields.
  return { ...parseQuery(call.customQuery ?? ''), ...own }
}
