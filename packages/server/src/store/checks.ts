/** What decides for many devices and people at once, in one query: for a back end that asks. */

import { decideEffective } from '../rules/consent/effective-authorization.ts'
import { hushOf } from '../rules/consent/quiet.ts'
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
  /** Whether the app has the device's model; true where a row decides. */
  modelKnown: boolean
  /** Whether the app has its calling capability. */
  calling: boolean
  personKnown: boolean
  registered: boolean
  /** Whether the person has quiet hours now, in which this device does not ring. */
  quiet: boolean
}

/**
 * As in authorizations.ts: none, one or two rows that can decide, and what else is told. Each column is made into a value a
 * row, which takes a third of the time: so there is none that the question says already.
 */
type Found = {
  /** Place of the question. */
  place: number
  /** The bits of `KNOWN`. */
  known: number
  group_now: string | null
  /** A group that the person authorized, other than the device's own: only where no row decides. */
  elsewhere: string | null
  /** JSON: a list of `Terms` where something of them is set, which it seldom is. */
  terms: string | null
} & (Decides | { [K in keyof Decides]: null })

type Decides = Pick<AuthorizationRow, 'status' | 'display_name' | 'created_at' | 'updated_at'> & {
  /** 1: the device's own row; 0: that of its group. */
  own: number
}

/** Of the row `ends_at`, `rings_left`, `urgent` and `quiet`; and the person's `quiet`. */
type Terms = [number | null, number | null, number | null, string | null, string | null]

/** `model` is asked where no row decides: one that does is of a model that there is. */
const KNOWN = { calling: 1, person: 2, registered: 4, model: 8 }

const text = (asked: string, list: (...parts: string[]) => string) =>
  `select asked.place, device.group_id as group_now,
      coalesce((select calling from app where appid = $1), 0) * ${KNOWN.calling}
        + case when person.openid is null then 0 else ${KNOWN.person} end
        + case when device.public_key is null then 0 else ${KNOWN.registered} end
        + case when found.subject is null and exists (
            select 1 from model where model.appid = $1 and model.model_id = asked.model_id
          ) then ${KNOWN.model} else 0 end as known,
      case when found.subject = asked.own then 1 when found.subject is not null then 0 end as own,
      found.status, found.display_name, found.created_at, found.updated_at,
      case when found.ends_at is not null or found.rings_left is not null or found.quiet is not null or found.urgent = 1
          or person.quiet is not null
        then ${list('found.ends_at', 'found.rings_left', 'found.urgent', 'found.quiet', 'person.quiet')}
      end as terms,
      case when found.subject is null or found.rings_left = 0 or found.ends_at <= $3 then (
        select other.group_id from "authorization" as other
        where other.appid = $1 and other.openid = asked.openid and other.kind = 'group' and other.status = 1
          and coalesce(other.rings_left, 1) > 0 and (other.ends_at is null or other.ends_at > $3)
          and (device.group_id is null or other.group_id <> device.group_id)
        order by other.updated_at desc limit 1
      ) end as elsewhere
    from ${asked} as asked
    left join device on device.appid = $1 and device.model_id = asked.model_id and device.sn = asked.sn
    left join person on person.appid = $1 and person.openid = asked.openid
    left join "authorization" as found on found.appid = $1 and found.openid = asked.openid
      and found.subject in (asked.own, 'g:' || device.group_id)`

/** In the order of the database's columns, so that their indexes are used. */
const bytes = (place: number) => `(value ->> ${place}) collate "C"`
const checks = fixedQuery<Found>('checks', {
  // Materialized, or each use of a field would look for it in the JSON again. Inside a `select`, since the driver takes what
  // begins with `with` for a write, which waits for a commit.
  sqlite: `select * from (with asked as materialized (
      select key as place, value ->> 0 as openid, value ->> 1 as model_id, value ->> 2 as sn, value ->> 3 as own
      from json_each($2)
    ) ${text('asked', (...parts) => `json_array(${parts})`)})`,
  postgres: text(
    `(select place::integer - 1 as place, ${bytes(0)} as openid, ${bytes(1)} as model_id, ${bytes(2)} as sn, ${bytes(3)} as own
      from json_array_elements($2::json) with ordinality as _(value, place))`,
    (...parts) => `json_build_array(${parts})::text`,
  ),
})

/**
 * @param questions at most some hundred, of well-formed ids
 * @param now milliseconds since 1970
 * @returns for each, in their order, what `consent.effective` says, and whether the app has the device's model and the
 *   person, and the device a key
 */
export async function all(
  db: Db,
  appid: string,
  questions: readonly CheckQuestion[],
  now: number,
): Promise<Checked[]> {
  const asked = questions.map(({ openid, modelId, sn }) => [
    openid,
    modelId,
    sn,
    subjectKey({ kind: 'device', modelId, sn }),
  ])
  const rows = await checks(db, [appid, JSON.stringify(asked), now])
  const found: Found[][] = asked.map(() => [])
  for (const row of rows) found[row.place]?.push(row)
  return questions.map((question, place) => {
    const rows = found[place] ?? []
    let device: AuthorizationRow | null = null
    let group: AuthorizationRow | null = null
    let personQuiet: string | null = null
    for (const row of rows) {
      const terms: Terms | null = row.terms === null ? null : JSON.parse(row.terms)
      personQuiet = terms?.[4] ?? null
      if (row.own === 1) device = ofDevice(appid, question, row, terms)
      else if (row.own === 0) group = ofGroup(appid, question, row, terms)
    }
    const { group_now = null, elsewhere = null, known = 0 } = rows[0] ?? {}
    const knows = (bit: number) => (known & bit) !== 0
    const facts = { sn: question.sn, groupId: group_now, device, group, elsewhere }
    const effective = decideEffective(facts, now)
    return {
      effective,
      quiet: effective.allowed && hushOf(effective.row, personQuiet, now) !== 'none',
      modelKnown: device !== null || group !== null || knows(KNOWN.model),
      calling: knows(KNOWN.calling),
      personKnown: knows(KNOWN.person),
      registered: knows(KNOWN.registered),
    }
  })
}

function ofDevice(
  appid: string,
  { openid, modelId, sn }: CheckQuestion,
  row: Decides,
  terms: Terms | null,
): AuthorizationRow {
  const subject = subjectKey({ kind: 'device', modelId, sn })
  return {
    ...{ appid, openid, subject, kind: 'device', model_id: modelId, sn, group_id: null },
    ...switchOf(row, terms),
  }
}

function ofGroup(
  appid: string,
  { openid }: CheckQuestion,
  row: Decides & { group_now: string | null },
  terms: Terms | null,
): AuthorizationRow {
  const groupId = row.group_now ?? ''
  const subject = subjectKey({ kind: 'group', groupId })
  return {
    ...{ appid, openid, subject, kind: 'group', model_id: null, sn: null, group_id: groupId },
    ...switchOf(row, terms),
  }
}

function switchOf({ status, display_name, created_at, updated_at }: Decides, terms: Terms | null) {
  const [ends_at = null, rings_left = null, urgent = null, quiet = null] = terms ?? []
  return { status, display_name, created_at, updated_at, ends_at, rings_left, urgent: urgent ?? 0, quiet }
}
