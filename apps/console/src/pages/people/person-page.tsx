import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ErasePersonDialog } from './erase-person-dialog.tsx'
import { ExportButton } from './export-button.tsx'
import { PersonAuthorizations } from './person-authorizations.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { WhyCard } from './why-card.tsx'

/** All that one person decided, and why a device may ring them or not. */
export function PersonPage() {
  const text = useText()
  const { openid } = useParams({ from: '/$appid/people/$openid' })
  const mayErase = useMay('operator')
  const [erasing, setErasing] = useState(false)
  return (
    <Page
      title={openid}
      about={text.person.about}
      actions={
        <>
          <ExportButton openid={openid} />
          {mayErase && (
            <Button look="danger" onClick={() => setErasing(true)}>
              {text.person.erase}
            </Button>
          )}
        </>
      }
    >
      <WhyCard key={openid} openid={openid} />
      <PersonAuthorizations openid={openid} />
      <PersonTimeline openid={openid} />
      {erasing && <ErasePersonDialog openid={openid} onClose={() => setErasing(false)} />}
    </Page>
  )
}
