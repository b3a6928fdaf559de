import { useState } from 'react'
import { PreferencesMenu } from '../../app/preferences-menu.tsx'
import { useSession } from '../../app/session-context.tsx'
import { Who } from '../../app/who.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { CreateAppDialog } from './create-app-dialog.tsx'

/** A server with no app yet. */
export function NoAppPage() {
  const text = useText()
  const { role } = useSession()
  const [creating, setCreating] = useState(false)
  return (
    <main>
      <Page title={text.app.none} about={text.app.noneAbout} actions={<PreferencesMenu />}>
        <div className="flex flex-wrap items-center gap-4">
          {role === 'owner' && (
            <Button look="primary" onClick={() => setCreating(true)}>
              {text.app.create}
            </Button>
          )}
          <Who />
        </div>
        {creating && <CreateAppDialog onClose={() => setCreating(false)} />}
      </Page>
    </main>
  )
}
