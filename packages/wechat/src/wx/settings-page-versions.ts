/** The settings page of WeChat before 8.0.30, which does not list devices (A18). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Person, PersonUi } from '@callgrant/sdk/person'
import type { Versions } from './types.ts'
import { atLeast, DEVICE_SETTINGS_SINCE } from './versions.ts'

/** The hooks for this version of WeChat. */
export function uiForVersion(ui: Partial<PersonUi>, { wechat }: Versions): Partial<PersonUi> {
  const { openSettings } = ui
  if (atLeast(wechat, DEVICE_SETTINGS_SINCE) || !openSettings) return ui
  return {
    ...ui,
    openSettings: (request) => openSettings({ ...request, person: withoutDevices(request.person) }),
  }
}

/** The same person without any authorization to list or switch. */
function withoutDevices(person: Person): Person {
  const overrides: Pick<Person, 'listAuthorizations' | 'switchAuthorization'> = {
    listAuthorizations: async () => ({ ...(await person.listAuthorizations()), list: [] }),
    switchAuthorization: () => Promise.reject(new CallgrantError('authorization_unknown')),
  }
  return Object.assign(Object.create(person) as Person, overrides)
}
