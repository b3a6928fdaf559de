import type { App } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { AddIssuerDialog } from './add-issuer-dialog.tsx'

/** Issuers whose ID tokens sign people in. */
export function IssuersCard({ app }: { app: App }) {
  const text = useText()
  const { backend } = useConsole()
  const owner = useMay('owner')
  const [adding, setAdding] = useState(false)
  const { oidc_issuers } = app
  const remove = useAct((issuer: string) =>
    backend.app.update({ oidc_issuers: oidc_issuers.filter((each) => each.issuer !== issuer) }),
  )
  return (
    <Card
      title={text.app.issuers}
      about={text.app.issuersAbout}
      actions={owner && <Button onClick={() => setAdding(true)}>{text.acts.add}</Button>}
    >
      {oidc_issuers.length === 0 && <Empty>{text.app.noIssuers}</Empty>}
      <ul className="divide-y divide-line">
        {oidc_issuers.map(({ issuer, audience }) => (
          <li key={`${issuer} ${audience}`} className="flex items-center justify-between gap-3 py-1">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {issuer} <span className="text-quiet">{audience}</span>
            </span>
            {owner && (
              <Button busy={remove.isPending} onClick={() => remove.mutate(issuer)}>
                {text.acts.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ErrorNote error={remove.error} />
      {adding && <AddIssuerDialog issuers={oidc_issuers} onClose={() => setAdding(false)} />}
    </Card>
  )
}
