import { useId } from 'preact/hooks'

type Props<Value extends string> = {
  label: string
  value: Value
  choices: readonly Value[]
  names: Readonly<Record<Value, string>>
  onChoose: (value: Value) => void
}

/** One of a few values, with its label. */
export function Choice<Value extends string>({ label, value, choices, names, onChoose }: Props<Value>) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => {
          const chosen = choices.find((choice) => choice === event.currentTarget.value)
          if (chosen !== undefined) onChoose(chosen)
        }}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {names[choice]}
          </option>
        ))}
      </select>
    </div>
  )
}
