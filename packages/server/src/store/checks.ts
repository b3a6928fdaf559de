/** What decides for many devices and people at once, in one query: for a back end that asks. */

import { decideEffective } from '../rules/consent/effective-authorization.ts'
import { subjectKey } from '../rules/consent/subject.ts'
import type { AuthorizationRow, EffectiveAuthorization } from './authorizations.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'

export interface CheckQuestion {
  openid: string
  modelId: string
  sn: string
}

export interface Checked {
  effective: EffectiveAuthorization
  modelKnown: boolean
  /** Whether the app has its calling capability. */
  calling: boolean
  personKnown: boolean
  registered: boolean
}

/** As in authorizations.ts: none, one or two rows that can decide; and what else is told. */
type Found = {
  /** Place of the question. */
  place: number
  model_known: number
  person_known: number
  calling: number
  /** Null where there is no such device. */
  public_key: string | null
  group_now: string | null
  /** A group that the person authorized, other than the device's own: only where no row decides. */
  elsewhere: string | null
} & (AuthorizationRow | { [K in keyof AuthorizationRow]: null })

const text = (asked: string) =>
  `select asked.place, case when model.model_id is null then 0 else 1 end as model_known,
      case when person.openid is null then 0 else 1 end as person_known, device.public_key,
      (select calling from app where appid = $1) as calling,
      device.group_id as group_now, found.appid, found.openid, found.subject, found.kind, found.model_id, found.sn,
      found.group_id, found.status, found.display_name, found.created_at, found.updated_at,
      case when found.subject is null then (
        select other.group_id from "authorization" as other
        where other.appid = $1 and other.openid = asked.openid and other.kind = 'group' and other.status = 1
          and (device.group_id is null or other.group_id <> device.group_id)
        order by other.updated_at desc limit 1
      ) end as elsewhere
    from ${asked} as asked
    left join model on model.appid = $1 and model.model_id = asked.model_id
    left join device on device.appid = $1 and device.model_id = asked.model_id and device.sn = asked.sn
    left join person on person.appid = $1 and person.openid = asked.openid
    left join "authorization" as found on found.appid = $1 and found.openid = asked.openid
      and found.subject in (asked.own, 'g:' || device.group_id)`

/** In the order of the database's columns, so that their indexes are used. */
const bytes = 'text collate "C"'
const checks = fixedQuery<Found>('checks', {
  sqlite: text(
    `(select key as place, value ->> 'openid' as openid, value ->> 'model_id' as model_id,
        value ->> 'sn' as sn, value ->> 'own' as own
      from json_each($2))`,
  ),
  postgres: text(
    `(select place, openid, model_id, sn, own
      from json_to_recordset($2::json) as _(place integer, openid ${bytes}, model_id ${bytes}, sn ${bytes}, own ${bytes}))`,
  ),
})

/**
 * @param questions at most some hundred, of well-formed ids
 * @returns for each, in their order, what `consent.effective` says, and whether the app has the device's model and the
 *   person, and the device a key
 */
export async function all(db: Db, appid: string, questions: readonly CheckQuestion[]): Promise<Checked[]> {
  const asked = questions.map(({ openid, modelId, sn }, place) => ({
    place,
    openid,
    model_id: modelId,
    sn,
    own: subjectKey({ kind: 'device', modelId, sn }),
  }))
  const rows = await checks(db, [appid, JSON.stringify(asked)])
  const found: Found[][] = asked.map(() => [])
  for (const row of rows) found[row.place]?.push(row)
  return asked.map(({ sn, own, place }) => {
    const rows = found[place] ?? []
    let device: AuthorizationRow | null = null
    let group: AuthorizationRow | null = null
    for (const {
      place: _,
      model_known: __,
      person_known: ___,
      public_key: ____,
      calling: _____,
      group_now: ______,
      elsewhere: _______,
      ...row
    } of rows) {
      if (row.subject === null) continue
      // A left join's columns are all there once its key is.
      if (row.subject === own) device = row as AuthorizationRow
      else group = row as AuthorizationRow
    }
    const { group_now = null, elsewhere = null, public_key = null } = rows[0] ?? {}
    const { model_known, calling, person_known } = rows[0] ?? {}
    return {
      effective: decideEffective({ sn, groupId: group_now, device, group, elsewhere }),
      modelKnown: model_known === 1,
      calling: calling === 1,
      personKnown: person_known === 1,
      registered: public_key !== null,
    }
  })
}
