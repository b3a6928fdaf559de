import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { AppSettings } from './app-settings.tsx'
import { CreateAppDialog } from './create-app-dialog.tsx'
import { IssuersCard } from './issuers-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { MessagePushCard } from './message-push-card.tsx'
import { ModelsCard } from './models-card.tsx'
import { OriginsCard } from './origins-card.tsx'
import { SecretCard } from './secret-card.tsx'

/** The app itself: its name, capabilities and times, its secret, whom it trusts, its models and the server's keys. */
export function AppPage() {
  const text = useText()
  const { backend, appid } = useConsole()
  const owner = useMay('owner')
  const [creating, setCreating] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: [appid, 'app'],
    queryFn: () => backend.app.get(),
  })
  return (
    <Page
      title={text.nav.app}
      about={<code>{appid}</code>}
      actions={owner && <Button onClick={() => setCreating(true)}>{text.app.create}</Button>}
    >
      <ErrorNote error={error} retry={() => void refetch()} />
      {!data && !error && <Skeleton />}
      {data && (
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <AppSettings key={JSON.stringify(data)} app={data} />
          <div className="grid gap-4">
            <SecretCard />
            <IssuersCard app={data} />
            <OriginsCard app={data} />
            <MessagePushCard app={data} />
            <KeysCard />
          </div>
        </div>
      )}
      <ModelsCard />
      {creating && <CreateAppDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
