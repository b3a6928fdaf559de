/** What can be wrong with the records of consent, with its sentence. */

import type { RecordDamage } from '@callgrant/protocol'

const SENTENCES: Record<RecordDamage['kind'], string> = {
  changed: 'The record is not as it was written.',
  removed: 'Records are gone that were not removed for their age.',
  added: 'The record was not written by the server.',
  restored: 'The record of a person who was forgotten is filled again.',
  head_missing:
    'Where the chain ends is not in the store any more, so nobody can tell what is missing at its end.',
  head_changed: 'Where the chain ends was not written by the server, or with a key that it has not any more.',
  head_broken: 'Records were added after the end of the chain had been changed by hand.',
  head_lost: 'The chain does not go through the head that was kept: the store is older, or was written anew.',
}

/** @param where what is known of it: by columns that somebody may have changed, so that what is no number is left out */
export function damaged(kind: RecordDamage['kind'], where: Partial<RecordDamage>): RecordDamage {
  const { chain = null, record_id = null, seq, until_seq, at } = where
  return {
    kind,
    chain,
    seq: wholeOrNull(seq),
    until_seq: wholeOrNull(until_seq),
    record_id: typeof record_id === 'string' ? record_id : null,
    at: wholeOrNull(at),
    message: SENTENCES[kind],
  }
}

/** A column of SQLite takes values of any type. */
function wholeOrNull(value: number | null | undefined): number | null {
  return Number.isSafeInteger(value) ? (value ?? null) : null
}
