import { useState } from 'react'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
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

/** Whose calls, of which device, live or past. */
export function CallFilters({ value, onChange }: { value: CallSearch; onChange(to: CallSearch): void }) {
  const text = useText()
  const [openid, setOpenid] = useState(value.openid ?? '')
  const [device, setDevice] = useState({ model_id: value.model_id ?? '', sn: value.sn ?? '' })
  const [from, setFrom] = useState(value.from ?? '')
  const [to, setTo] = useState(value.to ?? '')
  const chosen = (state = value.state): CallSearch => ({
    ...(openid && { openid }),
    ...(device.model_id && { model_id: device.model_id }),
    ...(device.sn && { sn: device.sn }),
    ...(state && { state }),
    ...(from && { from }),
    ...(to && { to }),
  })
  return (
    <search>
      <form
        className="grid items-end gap-2 grid-cols-2 lg:grid-cols-4"
        onSubmit={(event) => {
          event.preventDefault()
          onChange(chosen())
        }}
      >
        <Select
          label={text.calls.state}
          value={value.state ?? ''}
          options={[
            ['', text.states.all],
            ['live', text.calls.live],
            ['past', text.calls.past],
          ]}
          onChange={(state) => onChange(chosen(state))}
        />
        <Field
          label={text.words.openid}
          value={openid}
          onChange={(event) => setOpenid(event.target.value.trim())}
        />
        <DeviceFields value={device} onChange={setDevice} />
        <Field
          label={text.calls.from}
          type="date"
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <Field label={text.calls.to} type="date" value={to} onChange={(event) => setTo(event.target.value)} />
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
