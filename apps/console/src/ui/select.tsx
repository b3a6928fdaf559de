import { useId } from 'react'

interface SelectProps {
  label: string
  value: string
  options: readonly (readonly [value: string, text: string])[]
  onChange(value: string): void
  disabled?: boolean
  /** The label is for screen readers only. */
  bare?: boolean
}

/** One of several, with its label. */
export function Select({ label, value, options, onChange, disabled, bare = false }: SelectProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id} className={bare ? 'sr-only' : 'font-medium'}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
