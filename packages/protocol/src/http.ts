/**
 * The bodies, queries and answers of HTTP, a zod schema each: from them come the checks, the types and OpenAPI. Wire names are WeChat's where WeChat has one (`sn`, `model_id`, `openid_list`),
 * and snake_case in the same manner elsewhere. Times are milliseconds since 1970 unless the name says seconds.
 */

import { z } from 'zod'
import { DECIDED_BY } from './errors/decision.ts'
import {
  AppId,
  DeviceName,
  GroupId,
  GroupName,
  kept,
  ModelId,
  OpenId,
  Page,
  page,
  Sn,
  SnTicket,
  Status,
  Text,
  Time,
} from './fields.ts'
import {
  CHECKS_MAX,
  GROUP_MAX_DEVICES,
  OPENID_LIST_MAX,
  RING_TIMEOUT_MAX_SECONDS,
  RING_TIMEOUT_MIN_SECONDS,
} from './limits.ts'
import { MessagePush, SetMessagePush } from './message-push.ts'
import { Origins } from './origin.ts'
import { ChangePersonQuiet, ConsentLimit, PersonQuiet, RowQuiet, YES_BUT } from './yes-but.ts'

export * from './consent-records.ts'
export {
  AppId,
  DeviceName,
  GroupId,
  GroupName,
  kept,
  ModelId,
  OpenId,
  Page,
  ShownName,
  Sn,
  SnTicket,
  Status,
} from './fields.ts'
export * from './message-push.ts'
export * from './wechat-ledger.ts'
export * from './yes-but.ts'

// Apps: created by the operator, managed by their own back end.

export const OidcIssuer = z.object({
  issuer: z.url().max(512).meta({ description: '`iss` of the ID tokens; its discovery document is read' }),
  audience: Text(256).meta({ description: '`aud` that the tokens must carry' }),
})
/** Whether the two sides may connect while it rings, by which each learns network addresses of the other. */
export const EarlySetupPolicy = z.enum(['off', 'relay', 'authorized', 'all']).meta({
  description:
    'Setting up the connection while it rings, before the answer: `off`; `relay`: by relay candidates only, which show no address; `authorized` (default): by all with devices that the person authorized, by relay candidates with others; `all`',
})
export const App = z.object({
  appid: AppId,
  name: z.string(),
  calling: z.boolean().meta({ description: 'Whether the app has the calling capability' }),
  ring_timeout_seconds: z.number().int(),
  early_setup: EarlySetupPolicy,
  preview: z
    .boolean()
    .meta({ description: 'Whether people see a calling device’s picture while it rings (C17)' }),
  oidc_issuers: z.array(OidcIssuer),
  origins: Origins.meta({
    description:
      'Pages of these origins may use the app’s sessions and device tokens, beside those that the server’s own settings allow',
  }),
  message_push: MessagePush.nullable().meta({
    description: 'null: calls ring without asking the back end',
  }),
  created_at: Time,
})
export const CreateApp = z.strictObject({ name: Text(64), appid: AppId.optional() })
export const CreatedApp = App.extend({
  secret: z.string().meta({ description: 'Shown only now; the server keeps its hash' }),
})
export const UpdateApp = z.strictObject({
  name: Text(64).optional(),
  ring_timeout_seconds: z
    .number()
    .int()
    .min(RING_TIMEOUT_MIN_SECONDS)
    .max(RING_TIMEOUT_MAX_SECONDS)
    .optional(),
  early_setup: EarlySetupPolicy.optional(),
  preview: z.boolean().optional(),
  oidc_issuers: z.array(OidcIssuer).max(8).optional(),
  origins: Origins.optional(),
  message_push: SetMessagePush.nullable().optional().meta({ description: 'null: removes it' }),
})
/** What only the operator may change, beside what the app's back end may. */
export const OperateApp = UpdateApp.extend({ calling: z.boolean().optional() })
export const AppList = page(App)

// Sessions of people.

export const CreateSession = z.strictObject({
  openid: OpenId,
  ttl_seconds: z.number().int().min(60).max(86_400).optional().meta({ description: 'Default 3600' }),
})
export const ExchangeIdToken = z.strictObject({ appid: AppId, id_token: z.string().min(1).max(16_384) })
export const Session = z.object({
  session: z
    .string()
    .meta({ description: 'A signed token for this person; send it as `Authorization: Bearer`' }),
  openid: OpenId,
  expires_in: z.number().int().meta({ description: 'Seconds' }),
})

// Models, tickets, groups, devices: for the app's back end.

export const Model = z.object({
  model_id: ModelId,
  model_type: z.string(),
  model_type_en: z.string().optional(),
  model_type_zh: z.string().optional(),
  created_at: Time,
})
export const CreateModel = z.strictObject({
  model_type: Text(32).meta({ description: 'Device-type name that people read', examples: ['door phone'] }),
  model_type_en: Text(32)
    .optional()
    .meta({ description: 'The same for people whose dialog is in English', examples: ['door phone'] }),
  model_type_zh: Text(32)
    .optional()
    .meta({ description: 'The same for people whose dialog is in Chinese', examples: ['门铃'] }),
  model_id: ModelId.optional().meta({ description: 'Made by the server when absent' }),
})
export const ModelList = page(Model)

export const DeviceRef = z.strictObject({ model_id: ModelId, sn: Sn })
export const CreateTicket = DeviceRef
export const Ticket = z.object({
  sn_ticket: z.string().meta({ description: '32 letters and digits' }),
  expires_in: z.number().int().meta({ description: 'Seconds: 300' }),
})

export const CreateGroup = z.strictObject({
  model_id: ModelId,
  group_name: GroupName,
  group_id: GroupId.optional().meta({ description: 'Made by the server when absent' }),
})
export const Group = z.object({
  group_id: GroupId,
  group_name: z.string(),
  model_id: ModelId,
  model_type: z.string(),
  device_count: z.number().int(),
  max_device_count: z.number().int(),
  created_at: Time,
})
export const GroupList = page(Group)
export const GroupInfo = Group.extend({ device_list: z.array(z.object({ model_id: ModelId, sn: Sn })) })
const DeviceList = z.array(DeviceRef).min(1).max(GROUP_MAX_DEVICES)
export const AddGroupDevices = z.strictObject({
  device_list: DeviceList,
  force_add: z.boolean().default(false).meta({ description: 'Take devices out of the group they are in' }),
})
export const RemoveGroupDevices = z.strictObject({ device_list: DeviceList })
export const GroupChange = z.object({
  device_list: z.array(
    z.object({
      model_id: ModelId,
      sn: Sn,
      code: z.string().meta({ description: '`ok`, or the code why this device was left as it was' }),
    }),
  ),
})

export const Device = z.object({
  model_id: ModelId,
  sn: Sn,
  group_id: GroupId.nullable(),
  registered_at: Time.nullable().meta({ description: 'null: no key is registered now' }),
  last_seen_at: Time.nullable(),
  online: z.boolean().meta({ description: 'Whether a client of it is connected now, at whatever node' }),
})
export const DevicePage = page(Device)
export const ListDevices = Page.extend({
  model_id: ModelId.optional(),
  group_id: GroupId.optional(),
  q: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,128}$/, 'should be 1 to 128 of 0-9 A-Z a-z _ -')
    .optional()
    .meta({
      description: 'How the serial number begins',
    }),
  online: z.enum(['true', 'false']).optional().meta({
    description:
      'Whether a client is connected now. A page may then have fewer rows than `limit`, though more follow',
  }),
})

// Authorizations: the back end's view (B1), the record of consent, and the check.

export const Authorization = z.object({
  openid: OpenId,
  kind: z.enum(['device', 'group']),
  model_id: ModelId.nullable(),
  sn: Sn.nullable(),
  group_id: GroupId.nullable(),
  status: Status,
  display_name: z
    .string()
    .meta({ description: 'The name that the person was shown; renaming does not change it (A9)' }),
  created_at: Time,
  updated_at: Time,
  ...YES_BUT,
})
export const AuthorizationPage = page(Authorization)
export const ListAuthorizations = Page.extend({
  openid: OpenId.optional(),
  model_id: ModelId.optional(),
  sn: Sn.optional(),
  group_id: GroupId.optional(),
  status: z
    .enum(['0', '1'])
    .transform((text): Status => (text === '1' ? 1 : 0))
    .optional(),
})
const DecidedByField = z.enum(DECIDED_BY).meta({
  description:
    'Which row decided (A5): the device’s own, its group’s, or none; or what came before any row: `calling_off`, the app has no calling capability; `person_unknown`, nobody with this openid is known, or they were forgotten; `device_unregistered`, only of a ring: the device has no key now',
})
const DecidedAt = Time.nullable().meta({
  description: 'When the row that decided was last changed; null: no row did',
})
export const CheckAuthorization = z.object({ openid: OpenId, model_id: ModelId, sn: Sn })
const RanOut = Authorization.pick({
  kind: true,
  model_id: true,
  sn: true,
  group_id: true,
  display_name: true,
}).extend({
  at: Time.meta({ description: 'When it ran out' }),
})
export const Check = z.object({
  allowed: z.boolean(),
  decided_by: DecidedByField,
  decided_at: DecidedAt,
  reason: z.string().meta({ description: 'The same in words, as a device that rings is told' }),
  explanation: z
    .string()
    .meta({ description: 'The same in one sentence for people, in the language of the request' }),
  group_id: GroupId.nullable().meta({ description: 'The group the device is in now (A6)' }),
  authorization: Authorization.nullable(),
  ran_out: RanOut.optional().meta({
    description:
      'A row that would have decided, and ran out: the device’s own, else its group’s (Y1). Left out: none did',
  }),
  quiet: z.literal(true).optional().meta({
    description:
      'The person has quiet hours now: they are not shown a ring, which is listed as missed. Left out: they have none, or the device may ring in them',
  }),
})
export const CheckAuthorizations = z.strictObject({
  questions: z.array(CheckAuthorization.strict()).min(1).max(CHECKS_MAX),
})
export const Checks = z.object({
  answers: z.array(Check).meta({ description: 'One for each question, in their order' }),
})
// The person's own acts.

const AskDevice = z.strictObject({ sn: Sn, sn_ticket: SnTicket, model_id: ModelId, device_name: DeviceName })
const AskGroup = z.strictObject({ group_id: GroupId })
const AskAgain = z.strictObject({
  again: z.string().min(1).max(4096).meta({
    description: 'The `ask` of a question that was answered too late; it needs no new ticket, for a day',
  }),
})
/** One device with its ticket, or one group (A11); or once more, what was answered too late. */
export const Ask = z.union([AskDevice, AskGroup, AskAgain])
export const Asked = z.object({
  ask: z
    .string()
    .meta({ description: 'Signed question; send it back with the answer. Valid once, for 10 minutes' }),
  display_name: z.string(),
  app_name: z.string(),
  expires_in: z.number().int(),
})
const LIMIT_OF_ALLOW = 'should come with an Allow only: what was refused stays so'
export const Decide = z
  .strictObject({
    ask: z.string().min(1).max(4096),
    decision: z.enum(['allow', 'reject']),
    limit: ConsentLimit.optional().meta({ description: 'How long the Allow holds; for good when absent' }),
    words: kept(z.string().min(1).max(500)).meta({
      description: 'The exact sentence that the dialog showed',
    }),
    sdk: kept(z.string().min(1).max(64)).meta({
      description: 'Name and version of what showed it',
      examples: ['web/0.1.0'],
    }),
    language: z
      .string()
      .regex(/^[A-Za-z]{2,3}(-[0-9A-Za-z]{2,8}){0,4}$/, 'should be a language tag, such as en or zh-CN')
      .optional()
      .meta({ description: 'Language of that sentence; as the question when absent', examples: ['en'] }),
  })
  .refine(({ decision, limit }) => decision === 'allow' || limit === undefined, {
    path: ['limit'],
    message: LIMIT_OF_ALLOW,
  })
/** One entry of the person's own list (A14): a device's or a group's, with its name for the settings page. */
export const OwnAuthorization = z.object({
  sn: Sn.optional(),
  model_id: ModelId.optional(),
  group_id: GroupId.optional(),
  status: Status,
  display_name: z.string(),
  ...YES_BUT,
})
export const OwnAuthorizations = z.object({ app_name: z.string(), list: z.array(OwnAuthorization) })
const SwitchTo = {
  status: Status,
  limit: ConsentLimit.nullable().optional().meta({
    description:
      'With status 1: how long it holds from now; null: for good. When absent, one that is on stays as it is, and one that is off is on for good',
  }),
}
const SwitchDevice = z.strictObject({ sn: Sn, model_id: ModelId, ...SwitchTo })
const SwitchGroup = z.strictObject({ group_id: GroupId, ...SwitchTo })
export const Switch = z
  .union([SwitchDevice, SwitchGroup])
  .refine(({ status, limit }) => status === 1 || limit === undefined, {
    path: ['limit'],
    message: LIMIT_OF_ALLOW,
  })
const RowSettings = {
  urgent: z.boolean().optional().meta({ description: 'Whether it rings in quiet hours too' }),
  quiet: RowQuiet.nullable().optional().meta({
    description: 'Quiet hours of its own; null: the person’s for the app',
  }),
}
/** How one device or group that the person decided about may ring them. */
export const ChangeAuthorization = z.union([
  z.strictObject({ sn: Sn, model_id: ModelId, ...RowSettings }),
  z.strictObject({ group_id: GroupId, ...RowSettings }),
])
export const Cleared = z.object({ cleared: z.number().int().meta({ description: 'Rows that were removed' }) })

/** What a person sets for their own calls. */
export const OwnSettings = z.object({
  preview: z.boolean().meta({
    description: 'Whether a calling device’s picture is sent while it rings, before the answer (C17)',
  }),
  quiet: PersonQuiet,
})
export const ChangeOwnSettings = z.strictObject({
  preview: z.boolean().optional(),
  quiet: ChangePersonQuiet.optional(),
})

/** What `wx.login` gives to the Mini Program, for its back end. */
export const LoginCode = z.object({
  code: z.string().meta({ description: 'Valid once; `js_code` of /sns/jscode2session' }),
  expires_in: z.number().int().meta({ description: 'Seconds: 300' }),
})

// The device's own acts.

export const PublicKey = z
  .string()
  .regex(/^[0-9A-Za-z_-]{43}$/, 'should be 32 bytes in base64url (the `x` of an Ed25519 JWK)')
export const Signature = z.string().regex(/^[0-9A-Za-z_-]{86}$/, 'should be 64 bytes in base64url')
export const RegisterDevice = z.strictObject({
  appid: AppId,
  model_id: ModelId,
  sn: Sn,
  sn_ticket: SnTicket,
  public_key: PublicKey,
  signature: Signature.meta({
    description:
      'Ed25519 over `callgrant-register`, appid, model_id, sn, sn_ticket and public_key, each on a line of its own; see `x-device-signatures`',
  }),
})
export const RegisteredDevice = z.object({ model_id: ModelId, sn: Sn, registered_at: Time })
export const CreateChallenge = z.strictObject({ appid: AppId, model_id: ModelId, sn: Sn })
export const Challenge = z.object({ challenge: z.string(), expires_in: z.number().int() })
export const SignInDevice = z.strictObject({
  challenge: z.string().min(1).max(2048),
  signature: Signature.meta({
    description: 'Ed25519 over `callgrant-sign-in`, a line feed and the challenge; see `x-device-signatures`',
  }),
})
export const DeviceToken = z.object({
  token: z.string(),
  expires_in: z.number().int().meta({ description: 'Seconds' }),
})
/** `getIotBindContactList` (A15, A16). */
export const ContactsRequest = z.strictObject({
  sn: Sn,
  model_id: ModelId,
  openid_list: z.array(z.string().max(256)).max(OPENID_LIST_MAX),
})
export const Contacts = z.object({
  contact_list: z.array(z.object({ openid: z.string(), sn: Sn, model_id: ModelId, status: Status })),
})

/** The bytes that a device signs to register: they bind its key to exactly this ticket. */
export function registrationText(r: {
  appid: string
  model_id: string
  sn: string
  sn_ticket: string
  public_key: string
}): string {
  return ['callgrant-register', r.appid, r.model_id, r.sn, r.sn_ticket, r.public_key].join('\n')
}

/** The bytes that a device signs to sign in. */
export function signInText(challenge: string): string {
  return `callgrant-sign-in\n${challenge}`
}

/** An error as HTTP answers it. */
export const ErrorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    faults: z.array(z.object({ parameter: z.string(), message: z.string() })).optional(),
    wechat: z
      .object({ errCode: z.number().optional(), errno: z.number().optional(), reason: z.string().optional() })
      .optional(),
    retry_after: z.number().optional(),
    not_in_group: GroupId.optional().meta({
      description: 'Of `not_authorized`: a group that the person authorized and that the device is not in',
    }),
    decided_by: DecidedByField.optional(),
    decided_at: DecidedAt.optional(),
    explanation: z.string().optional().meta({ description: 'Why the device may not ring, in one sentence' }),
  }),
})

// The types of the schemas.

export type OidcIssuer = z.infer<typeof OidcIssuer>
export type App = z.infer<typeof App>
export type CreateApp = z.infer<typeof CreateApp>
export type CreatedApp = z.infer<typeof CreatedApp>
export type UpdateApp = z.infer<typeof UpdateApp>
export type OperateApp = z.infer<typeof OperateApp>
export type AppList = z.infer<typeof AppList>
export type CreateSession = z.infer<typeof CreateSession>
export type ExchangeIdToken = z.infer<typeof ExchangeIdToken>
export type Session = z.infer<typeof Session>
export type Model = z.infer<typeof Model>
export type CreateModel = z.infer<typeof CreateModel>
export type ModelList = z.infer<typeof ModelList>
export type DeviceRef = z.infer<typeof DeviceRef>
export type CreateTicket = z.infer<typeof CreateTicket>
export type Ticket = z.infer<typeof Ticket>
export type CreateGroup = z.infer<typeof CreateGroup>
export type Group = z.infer<typeof Group>
export type GroupList = z.infer<typeof GroupList>
export type GroupInfo = z.infer<typeof GroupInfo>
export type AddGroupDevices = z.infer<typeof AddGroupDevices>
export type RemoveGroupDevices = z.infer<typeof RemoveGroupDevices>
export type GroupChange = z.infer<typeof GroupChange>
export type Device = z.infer<typeof Device>
export type DevicePage = z.infer<typeof DevicePage>
export type ListDevices = z.infer<typeof ListDevices>
export type Authorization = z.infer<typeof Authorization>
export type AuthorizationPage = z.infer<typeof AuthorizationPage>
export type ListAuthorizations = z.infer<typeof ListAuthorizations>
export type CheckAuthorization = z.infer<typeof CheckAuthorization>
export type Check = z.infer<typeof Check>
export type CheckAuthorizations = z.infer<typeof CheckAuthorizations>
export type Checks = z.infer<typeof Checks>
export type Ask = z.infer<typeof Ask>
export type Asked = z.infer<typeof Asked>
export type Decide = z.infer<typeof Decide>
export type OwnAuthorization = z.infer<typeof OwnAuthorization>
export type OwnAuthorizations = z.infer<typeof OwnAuthorizations>
export type Switch = z.infer<typeof Switch>
export type ChangeAuthorization = z.infer<typeof ChangeAuthorization>
export type Cleared = z.infer<typeof Cleared>
export type OwnSettings = z.infer<typeof OwnSettings>
export type ChangeOwnSettings = z.infer<typeof ChangeOwnSettings>
export type LoginCode = z.infer<typeof LoginCode>
export type PublicKey = z.infer<typeof PublicKey>
export type Signature = z.infer<typeof Signature>
export type RegisterDevice = z.infer<typeof RegisterDevice>
export type RegisteredDevice = z.infer<typeof RegisteredDevice>
export type CreateChallenge = z.infer<typeof CreateChallenge>
export type Challenge = z.infer<typeof Challenge>
export type SignInDevice = z.infer<typeof SignInDevice>
export type DeviceToken = z.infer<typeof DeviceToken>
export type ContactsRequest = z.infer<typeof ContactsRequest>
export type Contacts = z.infer<typeof Contacts>
export type ErrorAnswer = z.infer<typeof ErrorAnswer>
