/** WeChat before 8.0.30 has a settings page without the module for devices: nothing can be switched on it (A18). */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Person, PersonUi } from '../person/types.ts'
import { canShow, resolveUi } from '../person/ui.ts'
import type { Versions } from './types.ts'
import { atLeast, DEVICE_SETTINGS_SINCE } from './versions.ts'

/** The hooks as this version of WeChat has them. */
export function uiOf(ui: Partial<PersonUi>, { wechat }: Versions): Partial<PersonUi> {
  if (atLeast(wechat, DEVICE_SETTINGS_SINCE) || !canShow(ui, 'openSettings')) return ui
  const { openSettings } = resolveUi(ui)
  return {
    ...ui,
    openSettings: (request) => openSettings({ ...request, person: withoutDevices(request.person) }),
  }
}

/** The same person, of whom the settings page sees no device. */
function withoutDevices(person: Person): Person {
  const blind: Pick<Person, 'listAuthorizations' | 'switchAuthorization'> = {
    listAuthorizations: async () => ({ ...(await person.listAuthorizations()), list: [] }),
    switchAuthorization: () => Promise.reject(new CallgrantError('authorization_unknown')),
  }
  return Object.assign(Object.create(person) as Person, blind)
}
