import type { App } from '@callgrant/protocol'
import { type FormEvent, useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'

/** Pages that may use the app's sessions and device tokens. */
export function OriginsCard({ app: { origins } }: { app: App }) {
  const text = useText()
  const { backend } = useConsole()
  const owner = useMay('owner')
  const [origin, setOrigin] = useState('')
  const change = useAct(
    (to: readonly string[]) => backend.app.update({ origins: [...to] }),
    () => setOrigin(''),
  )
  const add = (event: FormEvent) => {
    event.preventDefault()
    change.mutate([...origins, origin])
  }
  return (
    <Card title={text.origins.title} about={text.origins.about}>
      {origins.length === 0 && <Empty>{text.origins.none}</Empty>}
      <ul className="divide-y divide-line">
        {origins.map((each) => (
          <li key={each} className="flex items-center justify-between gap-3 py-1">
            <code className="min-w-0 [overflow-wrap:anywhere]">{each}</code>
            {owner && (
              <Button
                busy={change.isPending}
                aria-label={text.origins.remove(each)}
                onClick={() => change.mutate(origins.filter((other) => other !== each))}
              >
                {text.acts.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {owner && (
        <form onSubmit={add} className="flex flex-wrap items-end gap-2">
          <Field
            className="min-w-0 flex-1 basis-56"
            label={text.origins.origin}
            placeholder="https://app.example.com"
            required
            value={origin}
            onChange={(event) => setOrigin(event.target.value.trim())}
          />
          <Button type="submit" busy={change.isPending} disabled={origin === ''}>
            {text.acts.add}
          </Button>
        </form>
      )}
      <ErrorNote error={change.error} />
    </Card>
  )
}
