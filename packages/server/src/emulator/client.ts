/** What a phone and a device have in common: `wx`, the plugin, a screen, a network, events, pages. */

import type { Language } from '@callgrant/protocol/errors'
import type { KeyStore } from '@callgrant/sdk/device'
import type { Call, VoipEvent, VoipEventName } from '@callgrant/sdk/person'
import {
  type AppLife,
  CALL_PAGE_ROUTE,
  type CallPage,
  type CloudFunction,
  callPageOf,
  createWx,
  type KeyValue,
  PageStack,
  type RequirePlugin,
  type Versions,
  type WmpfVoip,
  type Wx,
  type WxOptions,
  type WxWorld,
} from '@callgrant/sdk/wx'
import type { MiniProgram } from '@callgrant/sdk/wx/pages'
import type { HandParts } from './hand.ts'
import type { OpenOptions } from './load/open.ts'
import { Media } from './media.ts'
import { Network } from './network.ts'
import { Screen } from './screen.ts'
import type { World } from './world.ts'

/** Which WeChat a client has, and what it speaks. */
export interface ClientOptions {
  /** Base library; default 3.8.0. Below 2.27.3, 2.30.3 and 2.30.4 the functions are missing, or know no groups. */
  baseLibrary?: string
  /** WeChat’s own version; default 8.0.60. Below 8.0.30 settings has no module for devices. */
  wechat?: string
  /** Version of the plugin; default 2.4.6. */
  plugin?: string
  /** Default: the emulator’s. */
  language?: Language
  /** What `wx.getAccountInfoSync()` says; default `release`. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** For `wx.cloud.callFunction`, by name; see also `cloudFunctions` of `open`. */
  functions?: Record<string, CloudFunction>
}

/** What a kind of client gives to be made. */
export interface ClientParts {
  world: World
  app: { appid: string; secret: string }
  /** Model of the device, or of devices that it calls and of which no other is named. */
  modelId: string
  /** Openid or serial number. */
  name: string
  options: ClientOptions
  /** Which side of the world it is. */
  side: Pick<WxOptions, 'session'> & { device?: { modelId: string; sn: string; key: KeyStore } }
  /** Whether the other side of a call, by its key, has a network. */
  reaches: (key: string) => boolean
}

export abstract class Client {
  /** The openid of a person, the serial number of a device. */
  readonly name: string
  /** What code written for WeChat finds as `wx`. */
  readonly wx: Wx
  readonly requirePlugin: RequirePlugin
  /** `requirePlugin('wmpf-voip').default`. */
  readonly plugin: WmpfVoip
  readonly network: Network
  /** Microphone, camera, and whether media comes through. */
  readonly media: Media
  readonly screen: Screen
  /** Every event of calls that was heard here, `calling` of each second too, oldest first. */
  readonly heard: VoipEvent[] = []
  protected readonly parts: ClientParts
  protected readonly wxWorld: WxWorld
  protected readonly stack = new PageStack()
  protected readonly storage: KeyValue
  readonly #functions: Record<string, CloudFunction>
  #program: MiniProgram | null = null

  protected constructor(parts: ClientParts) {
    const { world, name, options, side, app } = parts
    this.parts = parts
    this.name = name
    this.storage = memoryStorage()
    this.#functions = { ...options.functions }
    const { clock, changes } = world
    this.network = new Network({ clock, changed: changes.happened })
    this.network.onRestore(() => this.#back())
    this.media = new Media(() => this.#silent())
    const callPage = (): CallPage => callPageOf(this.wxWorld.surroundings)
    const language = options.language ?? world.language
    this.screen = new Screen({ name, language, clock, changes, navigator: this.stack, callPage })
    const { session, device } = side
    this.wxWorld = createWx({
      ...side,
      ...(typeof session === 'function' && { session: () => this.network.during(session) }),
      ...(device && { device: { ...device, key: this.#counted(device.key) } }),
      server: world.url,
      appid: app.appid,
      language,
      versions: versionsOf(options),
      ...(options.envVersion && { envVersion: options.envVersion }),
      functions: this.#functions,
      fetch: this.network.fetch,
      WebSocket: this.network.WebSocket,
      peers: this.media.peers,
      media: this.media.provider,
      clock,
      platform: {
        storage: this.storage,
        screen: this.screen.platform,
        navigator: this.stack,
        ui: {
          askAuthorization: (request) => this.screen.ask(request),
          openSettings: ({ person, signal }) => this.screen.openSettings(person, signal),
        },
        machine: {
          brand: 'callgrant',
          model: 'emulator',
          system: side.device ? 'Android 13' : 'iOS 18.0',
          platform: side.device ? 'android' : 'ios',
          language: language === 'zh' ? 'zh_CN' : 'en',
          theme: 'light',
        },
        permissions: this.media.permissions,
        network: { online: () => this.network.up, onChange: (listener) => this.network.onChange(listener) },
        now: () => clock.now(),
        // A test runner may have a document of its own (jsdom): nothing is drawn there.
        drawCallPage() {},
      },
    })
    this.wx = this.wxWorld.wx
    this.requirePlugin = this.wxWorld.requirePlugin
    this.plugin = this.requirePlugin('wmpf-voip').default
    this.client.onVoipEvent((event) => {
      this.heard.push(event)
      changes.happened()
    })
    // `on` of a person and of a device differ in more than this event.
    ;(this.client.on as (event: 'connection', listener: () => void) => void)('connection', changes.happened)
    callPage().onChange(changes.happened)
    world.members.add(this)
  }

  /** The SDK’s own client, for what `wx` has no word for. */
  protected get client() {
    return this.wxWorld.surroundings.side.client
  }
  protected get life(): AppLife {
    return this.wxWorld.surroundings.app
  }

  /** The call that this client is in, or that rings here; null: none. */
  get currentCall(): Call | null {
    return this.client.currentCall
  }
  /** Names of the events that were heard, without `calling`. */
  get events(): VoipEventName[] {
    return this.heard.map(({ eventName }) => eventName).filter((name) => name !== 'calling')
  }
  get online(): boolean {
    return this.client.connection === 'online'
  }
  get mediaPasses(): boolean {
    const works = ({ microphone, camera }: Media) => microphone === 'works' && camera === 'works'
    return this.media.passes && works(this.media)
  }
  get knows(): { roomId: string; state: string } | null {
    const call = this.currentCall
    return call && { roomId: call.roomId, state: call.snapshot.state }
  }

  /** The Mini Program that is open here. @throws Error when none was opened */
  get app(): MiniProgram {
    if (!this.#program) throw new Error(`No Mini Program is open at ${this.name}: call open(folder) first.`)
    return this.#program
  }

  /** Waits until an event of this name is heard, or takes the one that was. @throws Error that says what was heard */
  async hears(eventName: VoipEventName): Promise<VoipEvent> {
    const { changes } = this.parts.world
    return changes.until(
      () => this.heard.findLast((event) => event.eventName === eventName),
      () => {
        const heard = this.events.join(', ') || 'nothing'
        return `Waited ${changes.patienceMs / 1000} s for ${eventName} at ${this.name}, which heard: ${heard}. On the screen: ${this.screen}.`
      },
    )
  }

  /**
   * Opens a Mini Program from its folder, unmodified, and shows its first page.
   * @param path the folder with app.json, or app.json itself
   * @throws LoadError with file and line; whatever `app.js` throws
   */
  async open(path: string, options: OpenOptions = {}): Promise<MiniProgram> {
    const { openMiniProgram } = await import('./load/open.ts')
    this.closeProgram()
    return this.#opened(await openMiniProgram(this.#ground, path, options))
  }

  /**
   * Opens one page alone, from its script: for a page that stands in no `app.json`.
   * @param file the page’s script, `.js` or `.ts`
   */
  async openPage(file: string, options: Pick<OpenOptions, 'query' | 'onError'> = {}): Promise<MiniProgram> {
    const { openOnePage } = await import('./load/open.ts')
    this.closeProgram()
    return this.#opened(await openOnePage(this.#ground, file, options))
  }

  async connect(): Promise<void> {
    await this.wxWorld.connect()
    await this.parts.world.settle()
  }

  /** Ends its call and goes offline, for good. */
  async close(): Promise<void> {
    this.parts.world.members.delete(this)
    this.#program?.close()
    this.#program = null
    await this.wxWorld.close()
  }

  /** Closes the Mini Program that is open. */
  protected closeProgram(): void {
    this.#program?.close()
    this.#program = null
  }

  protected get handParts(): HandParts {
    return {
      name: this.name,
      screen: this.screen,
      changes: this.parts.world.changes,
      network: this.network,
      stack: this.stack,
      life: this.life,
      callPage: () => callPageOf(this.wxWorld.surroundings),
      settle: () => this.parts.world.settle(),
    }
  }

  /** Goes to the call page, where calls are joined, unless it is open. */
  protected async goToCallPage(): Promise<void> {
    if (!callPageOf(this.wxWorld.surroundings).isOpen) {
      await this.stack.open(this.stack.pages.length > 0 ? 'redirectTo' : 'reLaunch', CALL_PAGE_ROUTE)
    }
    await this.parts.world.settle()
  }

  async #opened(program: MiniProgram): Promise<MiniProgram> {
    this.#program = program
    await this.parts.world.settle()
    return program
  }

  get #ground() {
    const { wx, requirePlugin, wmpf } = this.wxWorld
    const { world, app } = this.parts
    return {
      globals: { wx, requirePlugin, ...(wmpf && { wmpf }) },
      stack: this.stack,
      life: this.life,
      clock: world.clock,
      functions: this.#functions,
      cloud: { server: world.url, ...app, fetch: this.#cloudFetch },
    }
  }

  /** A key that signs is at work for a while: nothing rests meanwhile. */
  #counted(store: KeyStore): KeyStore {
    return {
      clear: () => store.clear(),
      open: async () => {
        const { publicKey, sign } = await store.open()
        return { publicKey, sign: (text) => this.network.during(() => sign(text)) }
      },
    }
  }

  /** What cloud functions ask the server by: not the phone’s network, so it is never cut. */
  readonly #cloudFetch: typeof globalThis.fetch = (input, init) =>
    this.network.during(() => globalThis.fetch(input, init))

  /** No media arrives: this client, or the one it talks to, has no network. */
  #silent(): boolean {
    if (!this.network.up) return true
    const call = this.currentCall
    if (!call) return false
    const { caller, listener } = call.snapshot
    return !this.parts.reaches((call.side === 'caller' ? listener : caller).id)
  }

  /** A client that was online, or tried to be, is there again soon after the network is. */
  async #back(): Promise<void> {
    const { world } = this.parts
    const { client } = this
    if (client.connection === 'idle' || client.connection === 'closed' || !world.running) return
    await world.changes.until(
      () => (client.connection === 'online' || client.connection === 'refused' ? true : null),
      () => `${this.name} did not come back online: it is ${client.connection}.`,
      BACK_MS,
    )
    await world.settle()
  }
}

/** A client tries again within 5 s, however long it tried in vain. */
const BACK_MS = 10_000

function versionsOf({ baseLibrary, wechat, plugin }: ClientOptions): Partial<Versions> {
  return { ...(baseLibrary && { baseLibrary }), ...(wechat && { wechat }), ...(plugin && { plugin }) }
}

function memoryStorage(): KeyValue {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    keys: () => [...kept.keys()],
  }
}
