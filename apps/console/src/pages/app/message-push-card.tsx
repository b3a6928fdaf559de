import type { App } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Facts } from '../../ui/facts.tsx'

/** Where calls are asked about; its token is set from the command line. */
export function MessagePushCard({ app: { message_push } }: { app: App }) {
  const text = useText()
  return (
    <Card title={text.app.push} about={text.app.pushAbout}>
      {message_push ? (
        <Facts rows={Object.entries(message_push).map(([name, value]) => [name, String(value)])} />
      ) : (
        <Empty>{text.app.noPush}</Empty>
      )}
    </Card>
  )
}
