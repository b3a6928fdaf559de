/** What a phone and a device have in common: `wx`, the plugin, a screen, a network, events, pages. */

import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import type { Backend } from '@callgrant/sdk/backend'
import type { KeyStore } from '@callgrant/sdk/device'
import type { Call } from '@callgrant/sdk/person'
import { type KeyValue, memoryStorage } from '@callgrant/sdk/platform'
import {
  type AppLife,
  CALL_PAGE_ROUTE,
  type CallPage,
  type CloudDatabase,
  type CloudFunction,
  callPageOf,
  createWx,
  PageStack,
  type RequirePlugin,
  type Versions,
  type WmpfHost,
  type WmpfVoip,
  type WmpfVoipEvent,
  type WmpfVoipEventName,
  type Wx,
  type WxInstance,
  type WxOptions,
} from '@callgrant/wechat'
import type { MiniProgram } from '@callgrant/wechat/mini-program'
import type { OpenOptions, OpenSetup } from '@callgrant/wechat/mini-program/node'
import type { EmulatorCore } from './core.ts'
import { Media } from './media.ts'
import { Network } from './network.ts'
import { Screen } from './screen.ts'
import type { UserParts } from './user.ts'

/** The WeChat of a phone or device: its versions and its language. */
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

/** What an `EmulatedPerson` or `EmulatedDevice` is made of. */
export interface ClientParts {
  core: EmulatorCore
  app: { appid: string; secret: string }
  /** The data of `cloud.database()`. */
  database: CloudDatabase
  /** The app’s back end, as a client of the server. @throws Error while the server is stopped */
  backend: () => Backend
  /** Model of the device; of a phone: of the devices that it calls without naming a model. */
  modelId: string
  /** Openid or serial number. */
  name: string
  options: ClientOptions
  /** A person or a device. */
  side: Pick<WxOptions, 'session'> & {
    device?: { modelId: string; sn: string; key: KeyStore; host?: WmpfHost }
  }
  /** Whether the other side of a call, by its openid or serial number, has a network. */
  reaches: (key: string) => boolean
}

/** One event of the plugin, by its name. */
type EventNamed<Name extends WmpfVoipEventName> = Extract<WmpfVoipEvent, { eventName: Name }>

export abstract class Client {
  /** The openid of a person, the serial number of a device. */
  readonly name: string
  /** What code written for WeChat finds as `wx`, with what the open Mini Program has put on it. */
  readonly wx: Wx
  readonly requirePlugin: RequirePlugin
  /** `requirePlugin('wmpf-voip').default`. */
  readonly plugin: WmpfVoip
  readonly network: Network
  /** Microphone, camera, and whether media arrives. */
  readonly media: Media
  readonly screen: Screen
  /** Every event of the plugin here, oldest first: of calls (`calling` of each second too), and of the call page. */
  readonly heard: WmpfVoipEvent[] = []
  protected readonly parts: ClientParts
  protected readonly wxInstance: WxInstance
  protected readonly stack = new PageStack()
  protected readonly storage: KeyValue
  readonly #functions: Record<string, CloudFunction>
  #program: MiniProgram | null = null

  protected constructor(parts: ClientParts) {
    const { core, name, options, side, app } = parts
    this.parts = parts
    this.name = name
    this.storage = memoryStorage()
    this.#functions = { ...options.functions }
    const { clock, changes } = core
    this.network = new Network({
      clock,
      changed: changes.happened,
      readyForCalls: () => this.media.load(),
    })
    this.network.onRestore(() => this.#untilOnline())
    this.media = new Media(() => this.#silent())
    const callPage = (): CallPage => callPageOf(this.wxInstance.host)
    const language = options.language ?? core.language
    this.screen = new Screen({
      name,
      language,
      clock,
      changes,
      navigator: this.stack,
      callPage,
      exited: () => this.life.exited,
    })
    const { session, device } = side
    this.wxInstance = createWx({
      ...side,
      ...(typeof session === 'function' && { session: () => this.network.during(session) }),
      ...(device && { device: { ...device, key: this.#withCountedSigning(device.key) } }),
      server: core.url,
      appid: app.appid,
      language,
      versions: versionsOf(options),
      ...(options.envVersion && { envVersion: options.envVersion }),
      functions: this.#functions,
      database: parts.database,
      fetch: this.network.fetch,
      WebSocket: this.network.WebSocket,
      peers: this.media.peers,
      media: { open: (request) => this.network.during(() => this.media.provider.open(request)) },
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
        exit: changes.happened,
        // A test runner may have a document (jsdom): nothing is drawn in it.
        drawCallPage() {},
      },
    })
    this.wx = withOwn(this.wxInstance.wx, () => this.#program)
    this.requirePlugin = this.wxInstance.requirePlugin
    this.plugin = this.requirePlugin('wmpf-voip').default
    this.plugin.onVoipEvent((event) => {
      this.heard.push(event)
      changes.happened()
    })
    // The types of `on` of a person and of a device differ in their other events.
    ;(this.client.on as (event: 'connection', listener: () => void) => void)('connection', changes.happened)
    callPage().onChange(changes.happened)
    core.clients.add(this)
  }

  /** The client of the SDK, for what `wx` does not offer. */
  protected get client() {
    return this.wxInstance.host.side.client
  }
  protected get life(): AppLife {
    return this.wxInstance.host.app
  }

  /** The call that this client is in, or that is ringing here; null: none. */
  get currentCall(): Call | null {
    return this.client.currentCall
  }
  /** Names of the events that were received, without `calling` and `callPageOnShow`, which say nothing of how a call goes. */
  get events(): WmpfVoipEventName[] {
    const left = ['calling', 'callPageOnShow']
    return this.heard.map(({ eventName }) => eventName).filter((name) => !left.includes(name))
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

  /**
   * Waits for an event of this name; one that was received before counts, too.
   * @throws Error that lists the events that were received instead
   */
  async hears<Name extends WmpfVoipEventName>(eventName: Name): Promise<EventNamed<Name>> {
    const { changes } = this.parts.core
    const named = (event: WmpfVoipEvent): event is EventNamed<Name> => event.eventName === eventName
    return changes.until(
      () => this.heard.findLast(named),
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
    const { openMiniProgram } = await import('@callgrant/wechat/mini-program/node')
    this.closeProgram()
    return this.#opened(await openMiniProgram(this.wxInstance, path, { ...options, ...this.#setup }))
  }

  /**
   * Opens one page from its script, without an app around it: for a page that no `app.json` lists.
   * @param file the page’s script, `.js` or `.ts`
   */
  async openPage(file: string, options: Pick<OpenOptions, 'query' | 'onError'> = {}): Promise<MiniProgram> {
    const { openOnePage } = await import('@callgrant/wechat/mini-program/node')
    this.closeProgram()
    return this.#opened(await openOnePage(this.wxInstance, file, { ...options, ...this.#setup }))
  }

  /**
   * Goes online. On a busy machine that may take longer than a program waits for it: the client goes on trying meanwhile,
   * and so does this, for 10 s more, unless the test has cut the network or stopped the server.
   * @throws CallgrantError the server's refusal, or `network`
   */
  async connect(): Promise<void> {
    const { core } = this.parts
    try {
      await this.wxInstance.connect()
    } catch (error) {
      const late = error instanceof CallgrantError && error.code === 'network'
      if (!late || !this.network.up || !core.running) throw error
      const { client } = this
      const online = () => client.connection === 'online' || client.connection === 'refused' || null
      await core.changes
        .until(online, () => `${this.name} did not come online.`, ONLINE_AGAIN_MS)
        .catch(() => {
          throw error
        })
      if (!this.online) await this.wxInstance.connect()
    }
    await core.settle()
  }

  /** Ends its call and goes offline, for good. */
  async close(): Promise<void> {
    this.parts.core.clients.delete(this)
    this.#program?.close()
    this.#program = null
    await this.wxInstance.close()
  }

  /** Closes the Mini Program that is open. */
  protected closeProgram(): void {
    this.#program?.close()
    this.#program = null
  }

  protected get userParts(): UserParts {
    return {
      name: this.name,
      screen: this.screen,
      changes: this.parts.core.changes,
      network: this.network,
      stack: this.stack,
      life: this.life,
      callPage: () => callPageOf(this.wxInstance.host),
      settle: () => this.parts.core.settle(),
    }
  }

  /** Goes to the call page, where calls are joined, unless it is open. */
  protected async goToCallPage(): Promise<void> {
    if (!callPageOf(this.wxInstance.host).isOpen) {
      await this.stack.open(this.stack.pages.length > 0 ? 'redirectTo' : 'reLaunch', CALL_PAGE_ROUTE)
    }
    await this.parts.core.settle()
  }

  async #opened(program: MiniProgram): Promise<MiniProgram> {
    this.#program = program
    await this.parts.core.settle()
    return program
  }

  /** The clock of an opened Mini Program, and how its cloud functions reach the server. */
  get #setup(): OpenSetup {
    const { core, app } = this.parts
    return { clock: core.clock, secret: app.secret, fetch: this.#cloudFetch }
  }

  /** A device key whose signing counts as work, so that `settle` waits for it. */
  #withCountedSigning(store: KeyStore): KeyStore {
    return {
      clear: () => store.clear(),
      open: async () => {
        const { publicKey, sign } = await store.open()
        return { publicKey, sign: (text) => this.network.during(() => sign(text)) }
      },
    }
  }

  /** The `fetch` of cloud functions. It does not go through the phone’s network, so it is never cut. */
  readonly #cloudFetch: typeof globalThis.fetch = (input, init) =>
    this.network.during(() => globalThis.fetch(input, init))

  /** Whether no media arrives, because this client or the other side of its call has no network. */
  #silent(): boolean {
    if (!this.network.up) return true
    const call = this.currentCall
    if (!call) return false
    const { caller, listener } = call.snapshot
    return !this.parts.reaches((call.side === 'caller' ? listener : caller).id)
  }

  /** After the network is restored: waits until a client that was online, or was connecting, is online again. */
  async #untilOnline(): Promise<void> {
    const { core } = this.parts
    const { client } = this
    if (client.connection === 'idle' || client.connection === 'closed' || !core.running) return
    await core.changes.until(
      () => (client.connection === 'online' || client.connection === 'refused' ? true : null),
      () => `${this.name} did not come back online: it is ${client.connection}.`,
      ONLINE_AGAIN_MS,
    )
    await core.settle()
  }
}

/** In milliseconds of real time. A client tries to connect at least every 5 s. */
const ONLINE_AGAIN_MS = 10_000

/** `wx` as the program that is open sees it. What a test sets on it, the program finds too. */
function withOwn(wx: Wx, program: () => MiniProgram | null): Wx {
  const own = (name: string | symbol) => Object.getOwnPropertyDescriptor(program()?.ownWx ?? {}, name)
  return new Proxy(wx, {
    get: (target, name) => (own(name) ?? { value: Reflect.get(target, name) }).value,
    has: (target, name) => own(name) !== undefined || Reflect.has(target, name),
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...Object.keys(program()?.ownWx ?? {})])],
    getOwnPropertyDescriptor: (target, name) => own(name) ?? Reflect.getOwnPropertyDescriptor(target, name),
    set(target, name, value) {
      const opened = program()?.globals.wx
      if (opened && (own(name) || !(name in opened))) Reflect.set(opened, name, value)
      return Reflect.set(target, name, value)
    },
  })
}

function versionsOf({ baseLibrary, wechat, plugin }: ClientOptions): Partial<Versions> {
  return { ...(baseLibrary && { baseLibrary }), ...(wechat && { wechat }), ...(plugin && { plugin }) }
}
