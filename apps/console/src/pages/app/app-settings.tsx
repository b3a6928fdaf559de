import type { App } from '@callgrant/protocol'
import { RING_TIMEOUT_MAX_SECONDS, RING_TIMEOUT_MIN_SECONDS } from '@callgrant/protocol/limits'
import { type FormEvent, useState } from 'react'
import { useConsole, useMay } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

const EARLY: readonly App['early_setup'][] = ['authorized', 'relay', 'all', 'off']

/** Name, ring time, and what the app may do. */
export function AppSettings({ app }: { app: App }) {
  const text = useText()
  const { operator, appid } = useConsole()
  const mayChange = useMay('operator')
  const [name, setName] = useState(app.name)
  const [seconds, setSeconds] = useState(String(app.ring_timeout_seconds))
  const [early, setEarly] = useState(app.early_setup)
  const [calling, setCalling] = useState(app.calling)
  const [preview, setPreview] = useState(app.preview)
  const save = useAct(() => {
    const changed = {
      ...(name.trim() !== app.name && { name: name.trim() }),
      ...(Number(seconds) !== app.ring_timeout_seconds && { ring_timeout_seconds: Number(seconds) }),
      ...(early !== app.early_setup && { early_setup: early }),
      ...(calling !== app.calling && { calling }),
      ...(preview !== app.preview && { preview }),
    }
    return operator.apps.update(appid, changed)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <Card title={text.app.settings}>
      <form onSubmit={submit}>
        <fieldset disabled={!mayChange} className="grid gap-4">
          <Field
            label={text.app.name}
            hint={text.app.nameHint}
            required
            maxLength={64}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label={text.app.ringTime}
            hint={text.app.ringTimeHint(RING_TIMEOUT_MIN_SECONDS, RING_TIMEOUT_MAX_SECONDS)}
            type="number"
            required
            min={RING_TIMEOUT_MIN_SECONDS}
            max={RING_TIMEOUT_MAX_SECONDS}
            value={seconds}
            onChange={(event) => setSeconds(event.target.value)}
          />
          <Select
            label={text.app.early}
            value={early}
            options={EARLY.map((each) => [each, text.app.earlyOptions[each]] as const)}
            onChange={(to) => setEarly(EARLY.find((each) => each === to) ?? early)}
          />
          <div>
            <label className="check">
              <input type="checkbox" checked={calling} onChange={() => setCalling(!calling)} />
              {text.app.calling}
            </label>
            <label className="check">
              <input type="checkbox" checked={preview} onChange={() => setPreview(!preview)} />
              {text.app.preview}
            </label>
          </div>
          <ErrorNote error={save.error} />
          {mayChange && (
            <div>
              <Button type="submit" look="primary" busy={save.isPending}>
                {text.acts.save}
              </Button>
            </div>
          )}
        </fieldset>
      </form>
    </Card>
  )
}
