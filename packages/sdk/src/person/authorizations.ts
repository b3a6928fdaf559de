/** The person's decisions: the list for apps, and the rows and changes of the settings page. */

import type {
  ChangeAuthorization,
  ChangeOwnSettings,
  Cleared,
  OwnAuthorization,
  OwnAuthorizations,
  OwnSettings,
  QuietHours,
  Switch,
} from '@callgrant/protocol'
import { withCallbacks } from '../shared/callbacks.ts'
import type { Credential } from '../shared/credential.ts'
import type { Http } from '../shared/http.ts'
import { type AllowLimit, limitToSend, timeZone } from '../shared/limit.ts'
import type { AuthorizationSubject, DeviceVoIP, DeviceVoIPList, GetDeviceVoIPListOption } from './types.ts'

interface Reach {
  http: Http
  credential: Credential
}

/** `getDeviceVoIPList`: a row for each device and group, groups not expanded (A14). */
export function getDeviceVoIPList(reach: Reach, option?: GetDeviceVoIPListOption): Promise<DeviceVoIPList> {
  return withCallbacks('getDeviceVoIPList', option, async () => {
    const { list } = await listAuthorizations(reach)
    return { list: list.map(entry), errMsg: 'getDeviceVoIPList:ok' }
  })
}

function entry({ sn, model_id, group_id, status }: OwnAuthorization): DeviceVoIP {
  if (group_id === undefined) return { sn, model_id, status } as DeviceVoIP
  // WeChat's declarations say `group_id`, its guide `groupId`; and these keys have the value undefined.
  return { group_id, groupId: group_id, status, sn: undefined, model_id: undefined } as unknown as DeviceVoIP
}

export function listAuthorizations({ http, credential }: Reach): Promise<OwnAuthorizations> {
  return http.request('GET', '/v1/me/authorizations', undefined, credential)
}

export function switchAuthorization(
  { http, credential }: Reach,
  subject: AuthorizationSubject,
  on: boolean,
  limit?: AllowLimit | null,
): Promise<OwnAuthorization> {
  const status = on ? 1 : 0
  const body: Switch = {
    ...fieldsOf(subject),
    status,
    ...(limit !== undefined && { limit: limit && limitToSend(limit) }),
  }
  return http.request('POST', '/v1/me/switch', body, credential)
}

export function changeAuthorization(
  { http, credential }: Reach,
  subject: AuthorizationSubject,
  { urgent, quiet }: { urgent?: boolean; quiet?: QuietHours[] | null },
): Promise<OwnAuthorization> {
  const body: ChangeAuthorization = {
    ...fieldsOf(subject),
    ...(urgent !== undefined && { urgent }),
    ...(quiet !== undefined && { quiet: quiet && { hours: quiet, time_zone: timeZone() } }),
  }
  return http.request('PATCH', '/v1/me/authorizations', body, credential)
}

/** Quiet hours that are set go by the clock of the device that they are set on. */
export function changeSettings(
  { http, credential }: Reach,
  { quiet, ...change }: ChangeOwnSettings,
): Promise<OwnSettings> {
  const zoned = quiet?.hours && { time_zone: timeZone() }
  const body: ChangeOwnSettings = { ...change, ...(quiet && { quiet: { ...zoned, ...quiet } }) }
  return http.request('PATCH', '/v1/me/settings', body, credential)
}

function fieldsOf(subject: AuthorizationSubject): AuthorizationSubject {
  return 'group_id' in subject
    ? { group_id: subject.group_id }
    : { sn: subject.sn, model_id: subject.model_id }
}

export function clearAuthorizations({ http, credential }: Reach): Promise<Cleared> {
  return http.request('DELETE', '/v1/me/authorizations', undefined, credential)
}
