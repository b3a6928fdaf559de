import type { CallQuality, ListedCall, SideName } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'

/** What each side said, at the end, of how good the call was. */
export function CallQualityCard({ quality }: { quality: ListedCall['quality'] }) {
  const text = useText()
  return (
    <Card title={text.quality.title}>
      {!quality.caller && !quality.listener ? (
        <Empty>{text.quality.none}</Empty>
      ) : (
        <div className="grid gap-4 sm:grid-cols-2">
          {(['caller', 'listener'] as const).map((side) => (
            <Side key={side} side={side} quality={quality[side]} />
          ))}
        </div>
      )}
    </Card>
  )
}

function Side({ side, quality }: { side: SideName; quality: CallQuality | null }) {
  const text = useText()
  const ms = (value: number | null) => (value === null ? null : `${value} ms`)
  return (
    <div className="grid content-start gap-2">
      <h3 className="font-medium">{text.quality.sides[side]}</h3>
      {!quality && <p className="text-quiet">{text.quality.notSaid}</p>}
      {quality && (
        <Facts
          rows={[
            [text.quality.setup, ms(quality.setup_ms)],
            [text.quality.loss, quality.loss === null ? null : `${(quality.loss * 100).toFixed(1)} %`],
            [text.quality.rtt, ms(quality.rtt_ms)],
            [text.quality.freezes, text.quality.frozen(quality.freezes, quality.frozen_ms)],
            [text.quality.path, quality.path && text.quality.paths[quality.path]],
          ]}
        />
      )}
    </div>
  )
}
