import type { App } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { randomLetters } from './random-letters.ts'

const FORMATS = ['json', 'xml'] as const
const CALLS = ['cloud', 'all'] as const
const TOKEN_LENGTH = 32
const KEY_LENGTH = 43

/**
 * Where calls are asked about, with a new token and key. The server keeps both encrypted and shows them to nobody, so they are
 * copied from here; it checks the address before it keeps anything.
 */
export function PushDialog({ push, onClose }: { push: App['message_push']; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [url, setUrl] = useState(push?.url ?? '')
  const [token, setToken] = useState(() => randomLetters(TOKEN_LENGTH))
  const [key, setKey] = useState(() => randomLetters(KEY_LENGTH))
  const [format, setFormat] = useState(push?.format ?? 'json')
  const [calls, setCalls] = useState(push?.calls ?? 'cloud')
  const save = useAct(
    () => backend.app.update({ message_push: { url, token, aes_key: key, format, calls } }),
    onClose,
  )
  return (
    <DialogForm
      title={text.push.title}
      act={text.push.save}
      busy={save.isPending}
      disabled={url === '' || token === '' || key === ''}
      error={save.error}
      onSubmit={() => save.mutate(undefined)}
      onClose={onClose}
    >
      <p className="text-quiet">{text.push.dialogAbout}</p>
      <Field
        label={text.push.url}
        hint={text.push.urlHint}
        type="url"
        required
        value={url}
        onChange={(event) => setUrl(event.target.value.trim())}
      />
      <div className="grid gap-3 rounded-lg bg-warn-soft p-3">
        <p className="font-medium text-warn">{text.states.shownOnce}</p>
        <div className="flex items-end gap-2">
          <Field
            className="flex-1"
            label="Token"
            required
            pattern="[0-9A-Za-z]{3,32}"
            title={text.push.tokenHint}
            value={token}
            onChange={(event) => setToken(event.target.value.trim())}
          />
          <CopyButton value={token} />
        </div>
        <div className="flex items-end gap-2">
          <Field
            className="flex-1"
            label="EncodingAESKey"
            required
            pattern="[0-9A-Za-z]{43}"
            title={text.push.keyHint}
            value={key}
            onChange={(event) => setKey(event.target.value.trim())}
          />
          <CopyButton value={key} />
        </div>
      </div>
      <Select
        label={text.push.format}
        value={format}
        options={FORMATS.map((each) => [each, each.toUpperCase()] as const)}
        onChange={(to) => setFormat(FORMATS.find((each) => each === to) ?? format)}
      />
      <Select
        label={text.push.calls}
        value={calls}
        options={CALLS.map((each) => [each, text.push.callsOptions[each]] as const)}
        onChange={(to) => setCalls(CALLS.find((each) => each === to) ?? calls)}
      />
    </DialogForm>
  )
}
