import { CallgrantError } from '@callgrant/protocol/errors'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Page } from '../../ui/page.tsx'
import { CallsCard } from '../calls/calls-card.tsx'
import { ErasePersonDialog } from './erase-person-dialog.tsx'
import { ExportButton } from './export-button.tsx'
import { PersonAuthorizations } from './person-authorizations.tsx'
import { PersonSettings } from './person-settings.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { usePersonSettings } from './use-person-settings.ts'
import { WechatCard } from './wechat-card.tsx'
import { WhyCard } from './why-card.tsx'

/** All that one person decided, and why a device may ring them or not. */
export function PersonPage() {
  const text = useText()
  const { openid } = useParams({ from: '/$appid/people/$openid' })
  const { appid } = useConsole()
  const search = useSearch({ from: '/$appid/people/$openid' })
  const navigate = useNavigate()
  const mayErase = useMay('operator')
  const settings = usePersonSettings(openid)
  const unknown = settings.error instanceof CallgrantError && settings.error.code === 'openid_unknown'
  const [erasing, setErasing] = useState(false)
  return (
    <Page
      title={openid}
      about={text.person.about}
      actions={
        settings.data && (
          <>
            <ExportButton openid={openid} />
            {mayErase && (
              <Button look="danger" onClick={() => setErasing(true)}>
                {text.person.erase}
              </Button>
            )}
          </>
        )
      }
    >
      <WhyCard key={openid} openid={openid} />
      {unknown && <Empty>{text.person.unknown}</Empty>}
      {!unknown && (
        <>
          <PersonAuthorizations openid={openid} />
          <WechatCard openid={openid} />
          <PersonSettings openid={openid} />
          <CallsCard
            of={{ openid }}
            empty={text.person.noCalls}
            missed={search.calls === 'missed'}
            onMissed={(missed) =>
              void navigate({
                to: '/$appid/people/$openid',
                params: { appid, openid },
                search: { ...search, calls: missed ? 'missed' : undefined },
                replace: true,
              })
            }
          />
          <PersonTimeline openid={openid} />
        </>
      )}
      {erasing && <ErasePersonDialog openid={openid} onClose={() => setErasing(false)} />}
    </Page>
  )
}
