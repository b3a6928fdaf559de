/** The part of a person's client that the settings page uses. */

import type { OwnAuthorization } from '@callgrant/protocol'
import type { AuthorizationSubject, Person } from '@callgrant/sdk/person'

/** The part of the SDK's person that the settings page uses. */
export type SettingsSource = Pick<
  Person,
  'listAuthorizations' | 'switchAuthorization' | 'clearAuthorizations'
> &
  // A person without them has no row for the picture before the answer, no quiet hours, and no options of a row.
  Partial<Pick<Person, 'settings' | 'changeSettings' | 'changeAuthorization'>> & {
    on(event: 'authorizationsChanged', listener: () => void): () => void
  }

export const keyOf = (row: OwnAuthorization) =>
  row.group_id === undefined ? `d:${row.model_id}:${row.sn}` : `g:${row.group_id}`

/** Which row is meant, as the person's client takes it. */
export function subjectOf(row: OwnAuthorization): AuthorizationSubject {
  return row.group_id === undefined
    ? { sn: row.sn ?? '', model_id: row.model_id ?? '' }
    : { group_id: row.group_id }
}
