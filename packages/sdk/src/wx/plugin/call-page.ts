/**
 * The plugin's call page: calls take place on it, and nowhere else. It knows no DOM: a browser draws it
 * (`draw-call-page.ts`), and an emulator reads `view` and plays the person's hand.
 */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Call } from '../../calling/types.ts'
import { formatQuery, parseQuery } from '../pages/route.ts'
import type { Surroundings } from '../types.ts'
import { CALL_PAGE_ROUTE } from './call-page-path.ts'
import { type CallPageView, viewOf } from './call-page-view.ts'
import { EndPage } from './end-page.ts'
import type { VoipUIConfig } from './requests.ts'
import { report, type VoipEars } from './voip-ears.ts'
import { pluginError } from './voip-errors.ts'

/**
 * The call page of one phone or device, for what draws it and for an emulator's hand: `callPageOf(world)`.
 *
 * @example
 * const page = callPageOf(world)
 * page.view?.buttons // ['decline', 'answer']
 * await page.answer()
 */
export interface CallPage {
  /** Whether the page is in the stack. */
  readonly isOpen: boolean
  /** The call that it shows; null: none, or the page is not open and no call is under way. */
  readonly call: Call | null
  /** What the person sees; null: the page is not open, or has nothing to show. */
  readonly view: CallPageView | null
  /** How the app wants it to look. */
  readonly config: VoipUIConfig
  /** @returns a function that takes the listener away */
  onChange(listener: () => void): () => void
  /** Answers an incoming call. @throws VoipError 1008: it does not ring any more */
  answer(): Promise<void>
  /** Declines an incoming call. @throws VoipError 1008 */
  decline(): Promise<void>
  /** Cancels before the answer, hangs up after it. @throws VoipError 1008: there is no call */
  hangUp(): Promise<void>
  /** Taps the app's own button: `showCustomBox`, and `hideCustomBox` the second time. @throws VoipError 1008 */
  pressCustomButton(): void
  /** Leaves the page after the call, for the end page. @throws VoipError 1005: the call is not over */
  close(): Promise<void>
}

export class CallPageController implements CallPage {
  readonly #world: Surroundings
  readonly #ears: VoipEars
  readonly #end: EndPage
  readonly #listeners = new Set<() => void>()
  /** The pages of the stack that are this page, and whether each is shown. */
  readonly #pages = new Map<object, boolean>()
  #call: Call | null = null
  #offCall: () => void = () => {}
  #waiting: (() => void)[] = []
  #options: Record<string, string> = {}
  #config: VoipUIConfig = {}
  #boxShown = false
  #answersAtOnce = false
  /** The call that was left before it was joined: told once. */
  #leftCall: Call | null = null

  constructor(world: Surroundings, ears: VoipEars) {
    this.#world = world
    this.#ears = ears
    this.#end = new EndPage(world)
    world.platform.navigator.definePrivatePage(CALL_PAGE_ROUTE, () => this.#page())
    const { client } = world.side
    const current = (call: Call | null) => call && this.#placed(call)
    // Two clients with the one event: each is asked by its own type.
    if (world.side.role === 'person') world.side.client.on('currentCall', current)
    else world.side.client.on('currentCall', current)
    client.onIncomingCall((call) => void this.#ring(call).catch(report))
    client.onVoipEvent(({ eventName, roomId, data }) => {
      if (this.#boxShown && /^(hangUp|abort|end)Voip$/.test(eventName)) this.#toggleBox()
      ears.tell(eventName, roomId, data as never)
    })
    world.app.onHide(() => this.#left())
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
    return this.isOpen && this.#call ? viewOf(this.#call, this.#world, this.#config, this.#boxShown) : null
  }
  /** Query of the page as it was loaded last. */
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
    if (this.view?.customButton == null) throw pluginError(1008, this.#world)
    this.#toggleBox()
  }

  async close(): Promise<void> {
    if (this.#call && this.#call.state !== 'ended') throw pluginError(1005, this.#world)
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
        this.#ears.tell('callPageOnShow', null, {})
        this.#changed()
        this.#answerIfAsked()
      },
      onHide: () => {
        this.#pages.set(page, false)
        this.#left()
      },
      onUnload: () => {
        this.#pages.delete(page)
        // A jump from the page to itself unloads one and loads another: the call goes on.
        setTimeout(() => this.isOpen || this.#unloaded())
        this.#changed()
      },
    }
  }

  /** A call begins that was placed: here, or by the app's back end from this device. */
  #placed(call: Call): void {
    if (call === this.#call) return
    if (call.side === 'caller' && call.snapshot.caller.client_id === null) {
      this.#ring(call).catch(report)
      return
    }
    this.#attach(call)
    // Shown and left again, before the call had even begun here.
    if (call.side === 'caller' && !this.isOpen && this.#waiting.length === 0) this.#unloaded()
  }

  async #ring(call: Call): Promise<void> {
    this.#attach(call)
    const { app, platform } = this.#world
    // Opened already, by the app or by a push: opened again it would lose what it shows.
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
    this.answer().catch(report)
  }

  #forget(): void {
    this.#offCall()
    this.#call = null
    this.#changed()
  }

  /** The page is gone: a call without a page would be a microphone that nobody sees. */
  #unloaded(): void {
    const call = this.#call
    if (!call) return
    this.#left()
    this.#forget()
    if (call.state !== 'ended') void call.hangUp('unloadCallPage')
  }

  /** Not seen any more. A call that talks goes on; one that has not joined yet never will (2009). */
  #left(): void {
    const call = this.#call
    if (!call || call.state === 'ended' || call === this.#leftCall) return
    const joined = call.side === 'caller' ? call.snapshot.caller_joined : call.state !== 'connecting'
    // A call that waits for its page has not begun to join: the page may still come.
    if (joined || (call.side === 'caller' && this.#waiting.length > 0)) return
    this.#leftCall = call
    const eventName = call.side === 'caller' ? 'joinFailCaller' : 'joinFailListener'
    const { errCode, errMsg } = pluginError(2009, this.#world)
    this.#ears.tell(eventName, call.roomId, {
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
    this.#ears.tellCustomBox(this.#boxShown ? 'showCustomBox' : 'hideCustomBox', call)
    this.#changed()
  }

  async #act(act: (call: Call) => Promise<void>, stage?: Call['state']): Promise<void> {
    const call = this.#call
    if (!call || call.state === 'ended' || (stage && call.state !== stage))
      throw pluginError(1008, this.#world)
    try {
      await act(call)
    } catch (error) {
      if (!(error instanceof CallgrantError)) throw error
      throw pluginError(error.code === 'network' ? 1002 : 1008, this.#world, error)
    }
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** What WeChat puts behind the path of the page that an incoming call opens (wechat-surface 3.5). */
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
  // As the app wrote it, values not decoded; it replaces none of the above.
  return { ...parseQuery(call.customQuery ?? ''), ...own }
}
