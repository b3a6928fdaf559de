import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'

export function CreateModelDialog({ onClose }: { onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [type, setType] = useState('')
  const [english, setEnglish] = useState('')
  const [chinese, setChinese] = useState('')
  const [id, setId] = useState('')
  const create = useAct(
    () =>
      backend.models.create({
        model_type: type.trim(),
        ...(english.trim() && { model_type_en: english.trim() }),
        ...(chinese.trim() && { model_type_zh: chinese.trim() }),
        ...(id && { model_id: id }),
      }),
    onClose,
  )
  return (
    <DialogForm
      title={text.models.create}
      act={text.models.create}
      busy={create.isPending}
      disabled={type.trim() === ''}
      error={create.error}
      onSubmit={() => create.mutate(undefined)}
      onClose={onClose}
    >
      <Field
        label={text.models.type}
        hint={text.models.typeHint}
        required
        maxLength={32}
        value={type}
        onChange={(event) => setType(event.target.value)}
      />
      <Field
        label={text.models.english}
        maxLength={32}
        value={english}
        onChange={(event) => setEnglish(event.target.value)}
      />
      <Field
        label={text.models.chinese}
        maxLength={32}
        value={chinese}
        onChange={(event) => setChinese(event.target.value)}
      />
      <Field
        label="model_id"
        hint={text.models.idHint}
        value={id}
        onChange={(event) => setId(event.target.value.trim())}
      />
    </DialogForm>
  )
}
