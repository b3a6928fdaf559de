import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { useDraft } from '../../ui/use-draft.ts'
import { DeviceFields } from '../devices/device-fields.tsx'

export interface CallSearch {
  openid?: string
  model_id?: string
  sn?: string
  state?: string
  /** Days: `2026-11-30`. */
  from?: string
  to?: string
}

/** Whose calls, of which device, live, past or missed. */
export function CallFilters({ value, onChange }: { value: CallSearch; onChange(to: CallSearch): void }) {
  const text = useText()
  const [draft, setDraft] = useDraft(value)
  const { openid = '', model_id = '', sn = '', state = '', from = '', to = '' } = draft
  const type = (changed: CallSearch) => setDraft({ ...draft, ...changed })
  const ask = (changed: CallSearch = {}) => {
    const asked = Object.entries({ ...draft, ...changed }).filter(([, each]) => each)
    onChange(Object.fromEntries(asked))
  }
  return (
    <search>
      <form
        className="grid items-end gap-2 grid-cols-2 lg:grid-cols-4"
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        <Select
          label={text.calls.state}
          value={state}
          options={[
            ['', text.states.all],
            ['live', text.calls.live],
            ['past', text.calls.past],
            ['missed', text.calls.missed],
          ]}
          onChange={(state) => ask({ state })}
        />
        <Field
          label={text.words.openid}
          value={openid}
          onChange={(event) => type({ openid: event.target.value.trim() })}
        />
        <DeviceFields value={{ model_id, sn }} onChange={type} none={text.states.all} />
        <Field
          label={text.calls.from}
          type="date"
          value={from}
          onChange={(event) => type({ from: event.target.value })}
        />
        <Field
          label={text.calls.to}
          type="date"
          value={to}
          onChange={(event) => type({ to: event.target.value })}
        />
        <div className="flex gap-2">
          <Button type="submit">{text.acts.filter}</Button>
          {Object.keys(value).length > 0 && (
            <Button look="ghost" onClick={() => onChange({})}>
              {text.acts.clearFilter}
            </Button>
          )}
        </div>
      </form>
    </search>
  )
}
