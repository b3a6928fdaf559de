/** The fields that several schemas of HTTP and the WebSocket share, each with its rule and an example. */

import { z } from 'zod'
import { GROUP_NAME_MAX_BYTES, PAGE_MAX, SHOWN_NAME_MAX, SN_MAX_BYTES, SN_TICKET_MAX } from './limits.ts'
import { ID_PATTERN, isDeviceName, isGroupName, isSerialNumber, isShowable, SHOWABLE_RULE } from './names.ts'

export const Sn = z
  .string()
  .refine(isSerialNumber, `should be 1 to ${SN_MAX_BYTES} bytes of 0-9 A-Z a-z _ -`)
  .meta({ description: 'Serial number of a device, assigned by its maker', examples: ['door-1'] })
export const ModelId = z
  .string()
  .regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
  .meta({ description: 'A kind of device', examples: ['m_door'] })
export const OpenId = z
  .string()
  .regex(/^[0-9A-Za-z_-]{1,128}$/, 'should be 1 to 128 of 0-9 A-Z a-z _ -')
  .meta({ description: 'A person, one for each person and app', examples: ['alice'] })
export const GroupId = z
  .string()
  .regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
  .meta({ description: 'A group of devices', examples: ['g_5Vd0'] })
export const AppId = z
  .string()
  .regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
  .meta({ description: 'An app', examples: ['cg_8fK2'] })
export const DeviceName = z
  .string()
  .refine(isDeviceName, 'should be 1 to 13 characters')
  .refine(isShowable, SHOWABLE_RULE)
  .meta({ description: 'Shown to the person before the device type', examples: ['Front'] })
/** Any string is accepted as a ticket, so that a wrong one is refused with 10008 and not as a parameter error (A12). */
export const SnTicket = z.string().min(1).max(SN_TICKET_MAX)
export const Status = z
  .union([z.literal(0), z.literal(1)])
  .meta({ description: '1 authorized, 0 refused in the dialog or switched off in settings' })
export const Time = z.number().int().meta({ description: 'Milliseconds since 1970' })
/** Text that people read: 1 to `max` characters on one line. */
export const Text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    // Of an empty text it is enough to say that it is too short.
    .refine((text) => text === '' || isShowable(text), SHOWABLE_RULE)
export const GroupName = z
  .string()
  .refine(isGroupName, `should be 1 to ${GROUP_NAME_MAX_BYTES} bytes`)
  .refine(isShowable, SHOWABLE_RULE)
/** A name that the other side of a call is shown; blank counts as none. */
export const ShownName = z
  .string()
  .max(SHOWN_NAME_MAX)
  .refine((name) => name.trim() === '' || isShowable(name), SHOWABLE_RULE)
/** Text that is stored; PostgreSQL stores no NUL. */
export const kept = (text: z.ZodString) =>
  text.refine((value) => !value.includes('\0'), 'should have no NUL character')

/** A browser or an app that rings are pushed to. */
export const SubscriptionId = z
  .string()
  .regex(/^[0-9A-Za-z_-]{43}$/, 'should be 43 of 0-9 A-Z a-z _ -')
  .meta({
    description:
      'SHA-256 of the address or token at the push service, in base64url: whoever has that knows its id',
  })

/** The query part that every listing takes. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(50),
  cursor: z.string().max(512).optional().meta({ description: '`next_cursor` of the page before' }),
})
/** A page of a listing. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() })

export type AppId = z.infer<typeof AppId>
export type DeviceName = z.infer<typeof DeviceName>
export type GroupId = z.infer<typeof GroupId>
export type ModelId = z.infer<typeof ModelId>
export type OpenId = z.infer<typeof OpenId>
export type Page = z.infer<typeof Page>
export type Sn = z.infer<typeof Sn>
export type SnTicket = z.infer<typeof SnTicket>
export type SubscriptionId = z.infer<typeof SubscriptionId>
export type Status = z.infer<typeof Status>
