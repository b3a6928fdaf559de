import type { ConsentRecord } from '@callgrant/protocol'
import { usePreferences } from '../../preferences/preferences-provider.tsx'
import { useText } from '../../text/use-text.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { formatTime, Time } from '../../ui/time.tsx'
import { ReceiptButton } from './receipt-button.tsx'

const TONE: Record<ConsentRecord['act'], Tone> = {
  asked: 'quiet',
  authorized: 'good',
  refused: 'bad',
  switched_on: 'good',
  switched_off: 'bad',
  cleared: 'warn',
  expired: 'warn',
  erased: 'warn',
}

/** One entry of the record of consent. */
export function RecordEntry({ record }: { record: ConsentRecord }) {
  const text = useText()
  const { language } = usePreferences()
  const { act, at, display_name, kind, model_id, sn, group_id, words, sdk, terms } = record
  const subject = kind === 'group' ? group_id : `${model_id} · ${sn}`
  return (
    <li className="grid gap-1 border-l-2 border-line pl-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone={TONE[act]}>{text.consentActs[act]}</Badge>
        <span className="font-medium">{display_name}</span>
        <span className="text-quiet">
          <Time at={at} />
        </span>
      </div>
      {/* What is left of one that ran out is no term. */}
      {terms && act !== 'expired' && (
        <p className="text-quiet">
          {[
            ...(terms.until === null ? [] : [`${text.limits.until} ${formatTime(terms.until, language)}`]),
            ...(terms.rings === null ? [] : [text.limits.forRings(terms.rings)]),
          ].join(', ')}
        </p>
      )}
      {words && <blockquote className="[overflow-wrap:anywhere]">{words}</blockquote>}
      <div className="flex flex-wrap items-center justify-between gap-x-3 text-xs text-quiet">
        <span className="[overflow-wrap:anywhere]">
          {kind && text.kinds[kind]} <code>{subject}</code>
          {sdk && <> · {sdk}</>}
        </span>
        {act !== 'asked' && act !== 'expired' && act !== 'erased' && record.openid !== null && (
          <ReceiptButton id={record.id} />
        )}
      </div>
    </li>
  )
}
