import type { App } from '@callgrant/protocol'
import { useState } from 'react'
import { useConsole } from '../../api/console-context.tsx'
import { useAct } from '../../api/use-act.ts'
import { useText } from '../../text/use-text.ts'
import { DialogForm } from '../../ui/dialog-form.tsx'
import { Field } from '../../ui/field.tsx'

export function AddIssuerDialog({ issuers, onClose }: { issuers: App['oidc_issuers']; onClose: () => void }) {
  const text = useText()
  const { backend } = useConsole()
  const [issuer, setIssuer] = useState('')
  const [audience, setAudience] = useState('')
  const add = useAct(() => backend.app.update({ oidc_issuers: [...issuers, { issuer, audience }] }), onClose)
  return (
    <DialogForm
      title={text.app.issuers}
      act={text.acts.add}
      busy={add.isPending}
      disabled={issuer === '' || audience === ''}
      error={add.error}
      onSubmit={() => add.mutate(undefined)}
      onClose={onClose}
    >
      <Field
        label={text.app.issuer}
        type="url"
        value={issuer}
        onChange={(event) => setIssuer(event.target.value.trim())}
      />
      <Field
        label={text.app.audience}
        value={audience}
        onChange={(event) => setAudience(event.target.value.trim())}
      />
    </DialogForm>
  )
}
