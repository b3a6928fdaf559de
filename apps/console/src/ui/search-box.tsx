import { useText } from '../text/use-text.ts'
import { Button } from './button.tsx'
import { Field } from './field.tsx'
import { useDraft } from './use-draft.ts'

interface SearchBoxProps {
  label: string
  value: string
  onSearch(value: string): void
}

/** A text to look for; it is looked for when that is asked, and stands in the address then. */
export function SearchBox({ label, value, onSearch }: SearchBoxProps) {
  const text = useText()
  const [typed, setTyped] = useDraft(value)
  return (
    <search className="max-sm:w-full">
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          onSearch(typed.trim())
        }}
      >
        <Field
          className="w-full sm:w-72"
          label={label}
          type="search"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            if (event.target.value === '') onSearch('')
          }}
        />
        <Button type="submit">{text.acts.search}</Button>
      </form>
    </search>
  )
}
