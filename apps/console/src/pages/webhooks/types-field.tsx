import type { CreateWebhook } from '@callgrant/protocol'
import { useText } from '../../text/use-text.ts'
import { EVENT_TYPES } from '../events/event-types.ts'

type Types = NonNullable<CreateWebhook['types']>

/** Which types of events; null: all, also those that a later version has. */
export function TypesField({ value, onChange }: { value: Types | null; onChange(to: Types | null): void }) {
  const text = useText()
  const toggle = (type: Types[number]) => {
    const chosen = value ?? []
    const changed = chosen.includes(type) ? chosen.filter((other) => other !== type) : [...chosen, type]
    onChange(changed.length === 0 ? null : changed)
  }
  return (
    <fieldset className="grid gap-1">
      <legend className="font-medium">{text.webhooks.types}</legend>
      <label className="check">
        <input type="checkbox" checked={value === null} onChange={() => onChange(null)} />
        {text.webhooks.allTypes}
      </label>
      <div className="grid sm:grid-cols-2">
        {EVENT_TYPES.map((type) => (
          <label key={type} className="check">
            <input type="checkbox" checked={value?.includes(type) ?? false} onChange={() => toggle(type)} />
            <code>{type}</code>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
