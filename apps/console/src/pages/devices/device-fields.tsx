import type { Model } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { useSome } from '../../api/use-some.ts'
import { useText } from '../../text/use-text.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

interface DeviceFieldsProps {
  value: { model_id: string; sn: string }
  onChange(value: { model_id: string; sn: string }): void
  /** In place of a model; default: that one is to be chosen. */
  none?: string
}

/** Names one device: its model, of those that there are, and its serial number. */
export function DeviceFields({ value, onChange, none }: DeviceFieldsProps) {
  const text = useText()
  const { backend } = useConsole()
  const models = useSome<Model>('models', () => backend.models.list())
  const known = models.data ?? []
  // A model that the address names is offered, whether it is there or not: the answer says so.
  const named = known.some(({ model_id }) => model_id === value.model_id) || value.model_id === ''
  return (
    <>
      <div className="min-w-0 flex-1 basis-36">
        <Select
          label={text.words.model}
          value={value.model_id}
          options={[
            ['', none ?? text.states.choose] as const,
            ...known.map(({ model_id, model_type }) => [model_id, `${model_type} (${model_id})`] as const),
            ...(named ? [] : [[value.model_id, value.model_id] as const]),
          ]}
          onChange={(model_id) => onChange({ ...value, model_id })}
        />
      </div>
      <div className="min-w-0 flex-1 basis-36">
        <Field
          label={text.words.sn}
          value={value.sn}
          onChange={(event) => onChange({ ...value, sn: event.target.value.trim() })}
        />
      </div>
    </>
  )
}
