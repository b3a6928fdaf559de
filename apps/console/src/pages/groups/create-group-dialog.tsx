import type { Model } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useSome } from '../../api/use-some.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

/** A new group, of devices of one model's type. */
export function CreateGroupDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [name, setName] = useState('')
  const [modelId, setModelId] = useState('')
  const models = useSome<Model>('models', () => backend.models.list())
  const group = { model_id: modelId, group_name: name.trim() }
  const create = useAct(() => backend.groups.create(group), onClose)
  return (
    <DialogForm
      title={text.groups.create}
      act={text.groups.create}
      busy={create.isPending}
      disabled={group.group_name === '' || modelId === ''}
      error={create.error ?? models.error}
      onSubmit={() => create.mutate(undefined)}
      onClose={onClose}
    >
      <Field
        label={text.words.name}
        hint={text.groups.nameHint}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Select
        label={text.words.model}
        value={modelId}
        options={[
          ['', text.states.choose] as const,
          ...(models.data ?? []).map(
            ({ model_id, model_type }) => [model_id, `${model_type} (${model_id})`] as const,
          ),
        ]}
        onChange={setModelId}
      />
    </DialogForm>
  )
}
