import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { OIDC_START, sessionQuery, signIn } from '../../api/session.ts'
import { tokenIn } from '../../app/link-token.ts'
import { PreferencesMenu } from '../../app/preferences-menu.tsx'
import { useText } from '../../text/use-text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'

/** By the link that the command line prints, or by an issuer. @param refused why the link that was opened did not do */
export function SignInPage({ oidc, refused }: { oidc: boolean; refused: Error | null }) {
  const text = useText()
  const client = useQueryClient()
  const [pasted, setPasted] = useState('')
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => signIn(tokenIn(pasted)),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  })
  useEffect(() => {
    document.title = text.console
  }, [text])
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-5 p-6">
      <div className="flex items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{text.console}</h1>
        <PreferencesMenu />
      </div>
      {oidc && (
        <a href={OIDC_START} className="control primary">
          {text.signIn.withIssuer}
        </a>
      )}
      <form
        className="grid gap-4 rounded-xl border border-line bg-surface p-5"
        onSubmit={(event) => {
          event.preventDefault()
          mutate()
        }}
      >
        <div className="grid gap-1 text-quiet">
          <p>{text.signIn.byLink}</p>
          <pre className="rounded-lg bg-sunk p-3 text-ink">callgrant console</pre>
        </div>
        <Field
          label={text.signIn.token}
          required
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
        <ErrorNote error={error ?? refused} />
        <Button
          type="submit"
          look={oidc ? 'plain' : 'primary'}
          busy={isPending}
          disabled={pasted.trim() === ''}
        >
          {text.signIn.act}
        </Button>
      </form>
    </main>
  )
}
