/**
 * The public types of a back end's and an operator's client. What is sent and answered has the names of the HTTP API
 * (`model_id`, `sn`, `openid`); times are milliseconds since 1970, unless a name says seconds.
 */

import type {
  App,
  AppEvent,
  Authorization,
  Call,
  Check,
  CheckAuthorization,
  ConsentRecord,
  ConsoleLink,
  CreateApp,
  CreateConsoleLink,
  CreatedApp,
  CreatedWebhook,
  CreateGroup,
  CreateModel,
  CreateSession,
  CreateWebhook,
  Delivery,
  DeliveryInfo,
  Device,
  DeviceRef,
  Forgotten,
  GetStats,
  Group,
  GroupChange,
  GroupInfo,
  KnownPerson,
  ListedCall,
  Model,
  OwnSettings,
  PersonExportPage,
  PushedMessage,
  PushMessage,
  RecordDamage,
  RecordHead,
  Replayed,
  ReplayWebhook,
  Ring,
  RotateWebhookSecret,
  Session,
  SetMessagePush,
  SignedReceipt,
  StartCallFromDevice,
  Stats,
  Status,
  TestedMessagePush,
  Ticket,
  UpdateApp,
  UpdateWebhook,
  Webhook,
  WebhookSecret,
  WechatAuthorization,
  WechatCallOutcome,
  WechatOutcomeTaken,
} from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type { BackendEvents } from './event-types.ts'

/** How a server is reached. */
export interface ConnectionOptions {
  /** Address of the server: `https://calls.example.com`. */
  server: string
  /** Language of error messages. Default `en`. */
  language?: Language
  /** How long each attempt of a request may take, in milliseconds. Default 15,000. */
  timeoutMs?: number
  /**
   * Most retries of a request, default 3; 0: never. None begins later than 30 seconds after the first attempt. Requests
   * that have the same effect when they are sent twice are retried after `network`, `unavailable`, `internal` and
   * `rate_limited` (after the time that the server asks for); others after `rate_limited`, and when no connection could be
   * made.
   */
  retries?: number
  /** Default: the global one. */
  fetch?: typeof globalThis.fetch
  /** Called for each request: headers that it carries as well. */
  headers?: () => Record<string, string>
}

export interface BackendOptions extends ConnectionOptions {
  /** The app. */
  appid: string
  /** Its secret, which `callgrant app create` shows once. Keep it on the server. */
  secret: string
}

/** A page of the console: the browser sends the cookie that it is signed in by. */
export interface ConsoleOptions extends ConnectionOptions {
  /** `/console/api` of the server: `https://calls.example.com/console/api`. */
  server: string
  console: {
    /** `csrf` of `GET /console/api/session`, as it is now. */
    csrf(): string
  }
}

export interface OperatorOptions extends ConnectionOptions {
  /** The admin token: `CALLGRANT_ADMIN_TOKEN`, or the file `admin-token` in the server's data folder. */
  token: string
}

/** The last argument of each request. */
export interface RequestOptions {
  /** Ends the request and its retries; the promise is rejected with the signal's reason. */
  signal?: AbortSignal
  /** How long each attempt may take, in milliseconds, in place of the client's own. */
  timeoutMs?: number
}

/** One page of a list. */
export interface Page<Row> {
  items: Row[]
  /** For the page after; null: this is the last. */
  next_cursor: string | null
}

/**
 * A list. Nothing is sent until it is read: row by row with `for await`, which gets page after page, all at once with
 * `Array.fromAsync(list)`, or one page at a time with `page()`.
 */
export interface Listing<Row> extends AsyncIterable<Row> {
  /**
   * @param at `limit`: rows of the page, 1 to 200, default 50; `cursor`: `next_cursor` of the page before
   * @throws CallgrantError `bad_request` for a cursor that is not of this list
   */
  page(at?: { limit?: number; cursor?: string }): Promise<Page<Row>>
}

/** Makes fields optional that have a default. */
type Default<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>

/** Changes to an app; what is left out stays. */
export type AppChanges = Omit<UpdateApp, 'message_push'> & {
  /** Where calls are asked about; null: nowhere any more. `format` is `json` and `calls` is `cloud` when left out. */
  message_push?: Default<SetMessagePush, 'format' | 'calls'> | null
}
/** What the operator may change: also whether the app may call. */
export type OperatorAppChanges = AppChanges & { calling?: boolean }
export interface AppSecret {
  appid: string
  /** Shown this once. */
  secret: string
}
/** The cameras are on when left out. */
export type CallFromDevice = Default<StartCallFromDevice, 'caller_camera' | 'listener_camera'>

interface OfDevices {
  model_id?: string
  group_id?: string
}
export interface DeviceFilter extends OfDevices {
  /** How the serial number begins. */
  q?: string
  /** Whether a client of it is connected now. */
  online?: boolean
}
export interface PeopleFilter {
  /** How the openid begins. */
  q?: string
}
/** What is counted: the last day by hour, or the last 30 days by day, unless said otherwise. */
export type StatsPeriod = Partial<GetStats>
export interface ConsentFilter extends OfDevices {
  openid?: string
  /** With `model_id`: one device. */
  sn?: string
}
export interface RecordFilter extends ConsentFilter {
  /** Records from this time on, in milliseconds since 1970. */
  from?: number
  /** Records before this time, in milliseconds since 1970. */
  until?: number
}
/** What a check of the records found. */
export interface RecordCheck {
  /** True: no damage. */
  ok: boolean
  /** How many records were checked. */
  checked: number
  damages: RecordDamage[]
}
export interface AuthorizationFilter extends ConsentFilter {
  /** 1: authorized; 0: refused, or switched off. */
  status?: Status
}
export interface CallFilter {
  openid?: string
  model_id?: string
  sn?: string
  /** Only calls of this ring of several people. */
  ring_id?: string
  /** true: only calls that go on; false: only those that have ended. */
  open?: boolean
  state?: Call['state']
  /** true: only calls that rang and that the listener neither answered nor declined. */
  missed?: true
  /** Calls placed from this time on, in milliseconds since 1970. */
  from?: number
  /** Calls placed before this time, in milliseconds since 1970. */
  to?: number
}
export interface DeliveryFilter {
  state?: Delivery['state']
}
/** The person of a login code. */
export interface LoggedIn {
  openid: string
  /** In WeChat's form; nothing is encrypted with it here. */
  session_key: string
}

/**
 * A client for an app's back end. Every method throws `CallgrantError`: `unauthenticated` for a wrong
 * appid or secret, `bad_request` with `faults`, `rate_limited` with `retryAfter` in seconds, `network` when the server
 * cannot be reached or does not answer in time, `unavailable`, and what is said of each.
 */
export interface Backend {
  readonly appid: string
  /** The app itself. */
  readonly app: {
    get(options?: RequestOptions): Promise<App>
    /** @throws CallgrantError `message_push_unverified` when the URL does not answer its check */
    update(changes: AppChanges, options?: RequestOptions): Promise<App>
    /** Replaces the secret; the old one is refused at once, and this client uses the new one. */
    rotateSecret(options?: RequestOptions): Promise<AppSecret>
    /** Asks the message-push URL for its echostr again. @throws CallgrantError `message_push_unverified` when it does not answer */
    testMessagePush(options?: RequestOptions): Promise<TestedMessagePush>
  }
  /** Sessions of people that your back end has signed in. */
  readonly sessions: {
    /** A session for `createPerson`. @param request `ttl_seconds`: 60 to 86,400, default 3,600 */
    create(request: CreateSession, options?: RequestOptions): Promise<Session>
    /**
     * The person of a login code, which their app got from `person.login()` or `wx.login`. A code is good once, for 5
     * minutes.
     * @throws CallgrantError `login_code_invalid`, `login_code_used`
     */
    exchangeLoginCode(code: string, options?: RequestOptions): Promise<LoggedIn>
  }
  /** Kinds of device. */
  readonly models: {
    /** @throws CallgrantError `model_exists` for a `model_id` that is taken */
    create(model: CreateModel, options?: RequestOptions): Promise<Model>
    /** @throws CallgrantError `model_unknown` */
    get(modelId: string, options?: RequestOptions): Promise<Model>
    list(options?: RequestOptions): Listing<Model>
  }
  /** Tickets (`snTicket`), which show that a device belongs to the app. */
  readonly tickets: {
    /** A ticket for one device, good for 5 minutes: to register it, or to ask a person. @throws CallgrantError `model_unknown` */
    create(device: DeviceRef, options?: RequestOptions): Promise<Ticket>
  }
  readonly devices: {
    /** @throws CallgrantError `device_unknown` */
    get(device: DeviceRef, options?: RequestOptions): Promise<Device>
    list(filter?: DeviceFilter, options?: RequestOptions): Listing<Device>
    /**
     * Takes a device's key away, so that it can register with another; its connections end, and what people agreed to
     * stays.
     * @throws CallgrantError `device_unknown`
     */
    reset(device: DeviceRef, options?: RequestOptions): Promise<Device>
  }
  /** Messages to devices. */
  readonly messages: {
    /**
     * Sends a message, of at most 5 KB in UTF-8, to the device that made the push token (`device.getPushToken()`).
     * @throws CallgrantError `push_token_wrong`, `push_message_too_long`, `device_offline`
     */
    send(message: PushMessage, options?: RequestOptions): Promise<PushedMessage>
  }
  /** Groups of devices, which a person authorizes at once. */
  readonly groups: {
    /** @throws CallgrantError `model_unknown`, `group_exists` */
    create(group: CreateGroup, options?: RequestOptions): Promise<Group>
    /** The group with its devices. @throws CallgrantError `group_unknown` */
    get(groupId: string, options?: RequestOptions): Promise<GroupInfo>
    list(options?: RequestOptions): Listing<Group>
    /**
     * Puts 1 to 50 devices into a group.
     * @param change `force_add`: take devices out of the group they are in
     * @returns for each device `ok`, or the code why it was left as it was: `group_in_other`, `group_already_in`,
     *   `group_full`, `group_type_mismatch`, `model_unknown`
     * @throws CallgrantError `group_unknown`
     */
    addDevices(
      groupId: string,
      change: { device_list: DeviceRef[]; force_add?: boolean },
      options?: RequestOptions,
    ): Promise<GroupChange>
    /** Takes devices out of a group. @returns a code for each device @throws CallgrantError `group_unknown` */
    removeDevices(
      groupId: string,
      change: { device_list: DeviceRef[] },
      options?: RequestOptions,
    ): Promise<GroupChange>
  }
  /** What people agreed to, and refused. */
  readonly authorizations: {
    list(filter?: AuthorizationFilter, options?: RequestOptions): Listing<Authorization>
    /** May this device ring this person now, and why? @throws CallgrantError `model_unknown` */
    check(question: CheckAuthorization, options?: RequestOptions): Promise<Check>
    /** The same for up to 100 questions at once; answers come in their order. @throws CallgrantError `model_unknown` */
    checkAll(questions: readonly CheckAuthorization[], options?: RequestOptions): Promise<Check[]>
  }
  /** The record of consent: who was asked what, in which words, and what they answered. It only grows. */
  readonly consentRecords: {
    /** Newest first, each with its proof: of a person, a device, a group, a period. */
    list(filter?: RecordFilter, options?: RequestOptions): Listing<ConsentRecord>
    /**
     * A signed receipt of one decision, in the shape of ISO/IEC TS 27560.
     * @throws CallgrantError `record_unknown`, also for a record of asking; `record_erased`
     */
    receipt(recordId: string, options?: RequestOptions): Promise<SignedReceipt>
    /** The same as a page to print, one HTML document. @param language of the page, default `en` @throws as `receipt` */
    receiptPage(recordId: string, language?: Language, options?: RequestOptions): Promise<string>
    /** Where the chains of records end now, signed. Keep its `jws` where whoever can change the store cannot. */
    head(options?: RequestOptions): Promise<RecordHead>
    /**
     * Finds records that were changed, removed or added by hand.
     * @param check `head`: `jws` of a head that was kept; the chains must still go through it
     */
    verify(check?: { head?: string }, options?: RequestOptions): Promise<RecordCheck>
  }
  /** People: who is known, all that is kept of one, and to forget them. */
  readonly people: {
    /** By openid, each with how much they decided. */
    list(filter?: PeopleFilter, options?: RequestOptions): Listing<KnownPerson>
    /** Row by row, each with its `type`. @throws CallgrantError `openid_unknown` */
    export(openid: string, options?: RequestOptions): Listing<PersonExportPage['items'][number]>
    /**
     * What the person set for their calls, such as quiet hours. To change it is theirs.
     * @throws CallgrantError `openid_unknown`
     */
    settings(openid: string, options?: RequestOptions): Promise<OwnSettings>
    /**
     * Erases all that names the person, ends their calls and refuses their sessions. What is left of their records proves
     * what others agreed to, and does not say who they were.
     * @returns the record of the erasure, and how much was erased; the second time, nothing
     */
    forget(openid: string, options?: RequestOptions): Promise<Forgotten>
  }
  /** What people decided inside WeChat, as far as the app reported it. No device rings anybody because of it. */
  readonly wechatLedger: {
    list(filter?: AuthorizationFilter, options?: RequestOptions): Listing<WechatAuthorization>
    /**
     * Reports what WeChat answered to a call from a device; `err_code` 9 corrects the ledger.
     * @throws CallgrantError `openid_unknown`, `model_unknown`, `wechat_ledger_full`
     */
    reportCall(outcome: WechatCallOutcome, options?: RequestOptions): Promise<WechatOutcomeTaken>
  }
  readonly calls: {
    /**
     * Rings a person from a device. A client of the device is told of the call and joins it; when none does within 20 s,
     * the call is aborted.
     * @returns the call; `ended` with the reason `busy` when the person is in another call
     * @throws CallgrantError `not_authorized`, `device_unknown`, `openid_malformed`, `openid_unknown`,
     *   `openid_other_app`, `calling_not_enabled`, each with its `decision`: what decided, since when, and why in a
     *   sentence; `call_in_progress` when the device is in a call
     */
    start(call: CallFromDevice, options?: RequestOptions): Promise<Call>
    /** @throws CallgrantError `room_unknown` */
    get(roomId: string, options?: RequestOptions): Promise<ListedCall>
    /** Newest first. */
    list(filter?: CallFilter, options?: RequestOptions): Listing<ListedCall>
    /**
     * A ring of several people, with what became of each: docs/households.md. Its calls are `list({ ring_id })`.
     * @throws CallgrantError `room_unknown`
     */
    ring(ringId: string, options?: RequestOptions): Promise<Ring>
    /** What happened in a call, on both sides and in order, as far as its events are kept. @throws CallgrantError `room_unknown` */
    events(roomId: string, options?: RequestOptions): Promise<AppEvent[]>
  }
  /** What happened, counted. */
  readonly stats: {
    /** @throws CallgrantError `bad_request` for a period of more than 1,000 rows */
    get(period?: StatsPeriod, options?: RequestOptions): Promise<Stats>
  }
  /** Where events are posted to, up to ten; docs/webhooks.md. Every method throws `webhook_unknown` where there is none. */
  readonly webhooks: {
    /**
     * Posts what happens from now on to a URL.
     * @param webhook `types`: of events; null, or left out: all
     * @returns with its secret, which is shown only now
     * @throws CallgrantError `bad_request` for an address that the server may not call, `webhook_limit`
     */
    create(webhook: CreateWebhook, options?: RequestOptions): Promise<CreatedWebhook>
    get(webhookId: string, options?: RequestOptions): Promise<Webhook>
    list(options?: RequestOptions): Listing<Webhook>
    /** @param changes `enabled: true` sends what happened while it was off */
    update(webhookId: string, changes: UpdateWebhook, options?: RequestOptions): Promise<Webhook>
    remove(webhookId: string, options?: RequestOptions): Promise<void>
    /** A new secret. @param request `overlap_seconds`: how long both are signed with, default 86,400 */
    rotateSecret(
      webhookId: string,
      request?: Partial<RotateWebhookSecret>,
      options?: RequestOptions,
    ): Promise<WebhookSecret>
    /** Posts a test event now, once. @returns what came of it */
    test(webhookId: string, options?: RequestOptions): Promise<DeliveryInfo>
    /** What was sent, and what waits, newest first. */
    deliveries(webhookId: string, filter?: DeliveryFilter, options?: RequestOptions): Listing<Delivery>
    /** One with its request and the last answer. @throws CallgrantError `delivery_unknown` */
    delivery(webhookId: string, deliveryId: string, options?: RequestOptions): Promise<DeliveryInfo>
    /** Sends again: `{ deliveries }` by their ids, `{ failed: true }` all that were given up, `{ since }` a time all events. */
    replay(webhookId: string, request: ReplayWebhook, options?: RequestOptions): Promise<Replayed>
  }
  /** The live stream of events: see `BackendEvents`. */
  readonly events: BackendEvents
  /** The server's clock, in milliseconds since 1970: for `observed_at`. */
  time(options?: RequestOptions): Promise<number>
}

/** A client for the operator of the server. Every method throws `CallgrantError`, as those of `Backend` do. */
export interface Operator {
  readonly apps: {
    /** Creates an app; its secret is in this answer only. @throws CallgrantError `app_exists` */
    create(app: CreateApp, options?: RequestOptions): Promise<CreatedApp>
    /** @throws CallgrantError `app_unknown` */
    get(appid: string, options?: RequestOptions): Promise<App>
    list(options?: RequestOptions): Listing<App>
    /** @throws CallgrantError `app_unknown`, `message_push_unverified` */
    update(appid: string, changes: OperatorAppChanges, options?: RequestOptions): Promise<App>
    /** Replaces an app's secret; the old one is refused at once. @throws CallgrantError `app_unknown` */
    rotateSecret(appid: string, options?: RequestOptions): Promise<AppSecret>
  }
  readonly console: {
    /**
     * A token that signs in to the console once, within 10 minutes, at `/console/#token=…` of the server.
     * @param link `role`: `owner` when left out; `who`: what the log of the console calls them
     * @throws CallgrantError `not_found` where the console is off
     */
    createLink(link?: CreateConsoleLink, options?: RequestOptions): Promise<ConsoleLink>
  }
}
