/** The console: a link that signs in, a session, and the log of what was done in it. */

import { z } from 'zod'
import { AppId, Page, Text, Time } from './fields.ts'

/** What one may do in the console: each role may do what those behind it may. */
export const ConsoleRole = z.enum(['owner', 'operator', 'viewer']).meta({
  description:
    '`viewer` reads; `operator` also acts; `owner` also has secrets, issuers of ID tokens, message push and addresses of webhooks',
})
export const CreateConsoleLink = z.strictObject({
  role: ConsoleRole.default('owner'),
  who: Text(64)
    .default('link')
    .meta({ description: 'What the log of the console calls whoever signs in by it' }),
})
export const ConsoleLink = z.object({
  token: z.string().meta({ description: 'Signs in once: the link is `/console/#token=…`' }),
  expires_at: Time,
})

export const ConsoleSignIn = z.strictObject({ token: z.string().min(1).max(256) })
const oidc = z.boolean().meta({ description: 'Whether one can sign in at an OIDC issuer' })
export const ConsoleSession = z.discriminatedUnion('signed_in', [
  z.object({ signed_in: z.literal(false), oidc }),
  z.object({
    signed_in: z.literal(true),
    oidc,
    who: z.string(),
    role: ConsoleRole,
    csrf: z.string().meta({ description: 'Header `x-csrf-token` of every request that is not a GET' }),
    expires_at: Time,
    apps: z.array(z.object({ appid: AppId, name: z.string() })),
  }),
])

export const ListAudit = Page.extend({
  appid: AppId.optional(),
})
export const AuditRow = z.object({
  audit_id: z.string(),
  at: Time,
  who: z.string(),
  role: ConsoleRole,
  appid: AppId.nullable(),
  act: z
    .string()
    .meta({ description: 'Method and route', examples: ['POST /v1/devices/:model_id/:sn/reset'] }),
  target: z.record(z.string(), z.unknown()).nullable().meta({
    description:
      'Ids that the request named, and in `fields` which fields it had. `openid` is null where the person was forgotten, or was not known',
  }),
  status: z.number().int().nullable().meta({
    description: 'HTTP status of the answer; null: it goes on, or the server ended before it was done',
  }),
})
export const AuditPage = z.object({ rows: z.array(AuditRow), next_cursor: z.string().nullable() })

export type ConsoleRole = z.infer<typeof ConsoleRole>
export type CreateConsoleLink = z.input<typeof CreateConsoleLink>
export type ConsoleLink = z.infer<typeof ConsoleLink>
export type ConsoleSession = z.infer<typeof ConsoleSession>
export type ListAudit = z.infer<typeof ListAudit>
export type AuditRow = z.infer<typeof AuditRow>
export type AuditPage = z.infer<typeof AuditPage>
