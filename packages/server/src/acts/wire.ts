/** Converts rows of the store to their JSON form. */

import type {
  App,
  Authorization,
  ConsentRecord,
  Device,
  Group,
  Model,
  OwnAuthorization,
  RecordProof,
  YesBut,
} from '@callgrant/protocol'
import { GROUP_MAX_DEVICES } from '@callgrant/protocol/limits'
import { shownMessagePush } from '../outbound/message-push/settings.ts'
import type { AppRow } from '../store/apps.ts'
import type { AuthorizationRow } from '../store/authorizations.ts'
import type { DeviceRow } from '../store/devices.ts'
import type { CountedGroup } from '../store/groups.ts'
import type { ModelRow } from '../store/models.ts'
import type { ConsentRecordRow } from '../store/records.ts'

export function toApp(row: AppRow): App {
  return {
    appid: row.appid,
    name: row.name,
    calling: row.calling === 1,
    ring_timeout_seconds: row.ring_timeout_seconds,
    early_setup: row.early_setup,
    preview: row.preview === 1,
    oidc_issuers: JSON.parse(row.oidc_issuers),
    origins: JSON.parse(row.origins),
    message_push: shownMessagePush(row.message_push),
    created_at: row.created_at,
  }
}

export function toModel(row: ModelRow): Model {
  const { model_id, model_type, model_type_en, model_type_zh, created_at } = row
  return {
    model_id,
    model_type,
    ...(model_type_en !== null && { model_type_en }),
    ...(model_type_zh !== null && { model_type_zh }),
    created_at,
  }
}

export function toGroup(row: CountedGroup): Group {
  return {
    group_id: row.group_id,
    group_name: row.group_name,
    model_id: row.model_id,
    model_type: row.model_type,
    device_count: row.device_count,
    max_device_count: GROUP_MAX_DEVICES,
    created_at: row.created_at,
  }
}

/** @param online whether a client of it is connected */
export function toDevice(row: DeviceRow, online: boolean): Device {
  return {
    model_id: row.model_id,
    sn: row.sn,
    group_id: row.group_id,
    registered_at: row.registered_at,
    last_seen_at: row.last_seen_at,
    online,
  }
}

export function toAuthorization(row: AuthorizationRow): Authorization {
  return {
    openid: row.openid,
    kind: row.kind,
    model_id: row.model_id,
    sn: row.sn,
    group_id: row.group_id,
    status: toStatus(row.status),
    display_name: row.display_name,
    created_at: row.created_at,
    updated_at: row.updated_at,
    ...yesBut(row),
  }
}

/** Its conditions, where it has some. */
function yesBut({ status, ends_at, rings_left, urgent, quiet }: AuthorizationRow): YesBut {
  return {
    ...(status === 1 && ends_at !== null && { expires_at: ends_at }),
    ...(status === 1 && rings_left !== null && { rings_left }),
    ...(urgent === 1 && { urgent: true }),
    ...(quiet !== null && { quiet: JSON.parse(quiet) }),
  }
}

/** As the person's own list has it (A14): a group without `sn` and `model_id`, and not expanded. */
export function toOwnAuthorization(row: AuthorizationRow): OwnAuthorization {
  const rest = { status: toStatus(row.status), display_name: row.display_name, ...yesBut(row) }
  if (row.kind === 'group') return { group_id: row.group_id ?? '', ...rest }
  return { sn: row.sn ?? '', model_id: row.model_id ?? '', ...rest }
}

export function toConsentRecord({ appid: _, openid, terms, ...row }: ConsentRecordRow): ConsentRecord {
  const { salt, commitment, chain, seq, previous, hash, erases, erased_by, ...shown } = row
  return {
    ...shown,
    openid: openid === '' ? null : openid,
    ...(terms !== null && { terms: JSON.parse(terms) }),
    proof: toProof({ salt, commitment, chain, seq, previous, hash, erases, erased_by }),
  }
}

type Link = Pick<ConsentRecordRow, keyof RecordProof>

/** What makes a record a link of its chain; null for a row that the server did not write. */
export function toProof({ chain, seq, previous, hash, commitment, ...rest }: Link): RecordProof | null {
  if (chain === null || seq === null || previous === null || hash === null || commitment === null) return null
  return { chain, seq, previous, hash, commitment, ...rest }
}

export function toStatus(status: number): 0 | 1 {
  return status === 1 ? 1 : 0
}
