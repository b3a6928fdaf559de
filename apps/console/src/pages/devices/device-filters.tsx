import type { Group, Model } from '@callgrant/protocol'
import { useConsole } from '../../api/console-context.tsx'
import { useSome } from '../../api/use-some.ts'
import { useText } from '../../text/use-text.ts'
import { SearchBox } from '../../ui/search-box.tsx'
import { Select } from '../../ui/select.tsx'

export interface DeviceSearch {
  q?: string
  online?: string
  model_id?: string
  group_id?: string
}

interface DeviceFiltersProps {
  value: DeviceSearch
  onChange(changed: DeviceSearch): void
}

/** Which devices: by serial number, connection, model and group. */
export function DeviceFilters({ value, onChange }: DeviceFiltersProps) {
  const text = useText()
  const { backend } = useConsole()
  const { data: models = [] } = useSome<Model>('models', () => backend.models.list())
  const { data: groups = [] } = useSome<Group>('groups', () => backend.groups.list())
  return (
    <div className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap [&>search]:col-span-2">
      <SearchBox label={text.devices.search} value={value.q ?? ''} onSearch={(q) => onChange({ q })} />
      <Select
        label={text.words.connection}
        value={value.online ?? ''}
        options={[
          ['', text.states.all],
          ['true', text.devices.online],
          ['false', text.devices.offline],
        ]}
        onChange={(online) => onChange({ online })}
      />
      <Select
        label={text.words.model}
        value={value.model_id ?? ''}
        options={offered(
          models.map(({ model_id, model_type }) => [model_id, `${model_type} (${model_id})`]),
          value.model_id,
          text.states.all,
        )}
        onChange={(model_id) => onChange({ model_id })}
      />
      <Select
        label={text.words.group}
        value={value.group_id ?? ''}
        options={offered(
          groups.map(({ group_id, group_name }) => [group_id, `${group_name} (${group_id})`]),
          value.group_id,
          text.states.all,
        )}
        onChange={(group_id) => onChange({ group_id })}
      />
    </div>
  )
}

type Option = readonly [value: string, text: string]

/** What the address names is offered, whether it is among the others or not. */
function offered(known: Option[], named: string | undefined, all: string): Option[] {
  const missing = named !== undefined && !known.some(([value]) => value === named)
  return [['', all], ...known, ...(missing ? [[named, named] as const] : [])]
}
