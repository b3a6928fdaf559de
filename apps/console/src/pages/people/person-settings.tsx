import { useText } from '../../text/use-text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Facts } from '../../ui/facts.tsx'
import { QuietHours } from '../../ui/quiet-hours.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { usePersonSettings } from './use-person-settings.ts'

/** Quiet hours, and whether a picture is seen before the answer. To change them is the person's. */
export function PersonSettings({ openid }: { openid: string }) {
  const text = useText()
  const { data, error, refetch } = usePersonSettings(openid)
  const { on, off } = text.states
  return (
    <Card title={text.quiet.settings} about={text.quiet.settingsAbout}>
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton rows={2} />}
      {data && (
        <Facts
          rows={[
            [
              text.quiet.title,
              <Badge key="on" tone={data.quiet.on ? 'info' : 'quiet'}>
                {data.quiet.on ? on : off}
              </Badge>,
            ],
            ...(data.quiet.hours.length > 0
              ? ([
                  [
                    text.quiet.hours,
                    <QuietHours key="hours" hours={data.quiet.hours} zone={data.quiet.time_zone} />,
                  ],
                  [text.quiet.tell, data.quiet.tell ? text.states.yes : text.states.no],
                ] as [string, React.ReactNode][])
              : []),
            [text.quiet.preview, data.preview ? on : off],
          ]}
        />
      )}
    </Card>
  )
}
