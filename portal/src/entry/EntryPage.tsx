import { personNameSchema, type Role } from '@campus-helpdesk/core-api-contract/actor'
import type { Entry } from '@campus-helpdesk/core-api-contract/entry'
import { useId, useRef, useState } from 'preact/hooks'
import { core } from '../core.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { SubmitButton } from '../ui/SubmitButton.tsx'
import { useSubmit } from '../useSubmit.ts'
import { words } from '../words.ts'

type Props = { entry: Entry; entered: (entry: Entry) => void }

/** Where a person says as whom, and under which name, they use the page. */
export function EntryPage({ entry, entered }: Props) {
  const role = entry.roles.find((offered) => offered === entry.actor?.role) ?? entry.roles[0]
  return (
    <div class="entry">
      <PageHeading>{words.entry.title}</PageHeading>
      <p class="lead">{words.entry.intro}</p>
      {entry.actor && (
        <p class="note">
          {words.entry.enteredAs} <bdi>{entry.actor.name}</bdi> ({words.roles[entry.actor.role]}).{' '}
          <a href="/tickets">{words.entry.toTickets}</a>
        </p>
      )}
      {role === undefined ? (
        <p class="note">{words.entry.turnedOff}</p>
      ) : (
        <EntryForm entry={entry} firstRole={role} entered={entered} />
      )}
    </div>
  )
}

function EntryForm({ entry, firstRole, entered }: Props & { firstRole: Role }) {
  const id = useId()
  const [role, setRole] = useState(firstRole)
  const [name, setName] = useState(entry.actor?.name ?? '')
  const [invalid, setInvalid] = useState<string>()
  const nameField = useRef<HTMLInputElement>(null)
  const { submit, pending, failure } = useSubmit(
    () => core.enter({ body: { role, name } }),
    (answer) => entered(answer.body),
  )
  const onSubmit = async (event: Event) => {
    event.preventDefault()
    const checked = personNameSchema.safeParse(name)
    setInvalid(checked.error?.issues[0]?.message)
    if (checked.success) await submit()
    else nameField.current?.focus()
  }
  return (
    <form class="card" noValidate onSubmit={onSubmit}>
      <fieldset class="roles">
        <legend>{words.entry.role}</legend>
        {entry.roles.map((offered) => (
          <label key={offered} class="role">
            <input type="radio" name="role" checked={offered === role} onChange={() => setRole(offered)} />
            <span>
              <strong>{words.roles[offered]}</strong>
              <span class="quiet">{words.entry.roleHints[offered]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for={id}>{words.entry.name}</label>
        <input
          id={id}
          ref={nameField}
          dir="auto"
          autocomplete="name"
          value={name}
          aria-invalid={invalid !== undefined}
          aria-describedby={invalid === undefined ? `${id}-hint` : `${id}-hint ${id}-invalid`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <p id={`${id}-hint`} class="quiet">
          {words.entry.nameHint}
        </p>
        {invalid && (
          <p id={`${id}-invalid`} class="field-problem" role="alert">
            {words.entry.nameProblem(invalid)}
          </p>
        )}
      </div>
      <ErrorNote failure={failure} again={onSubmit} />
      <div class="buttons">
        <SubmitButton label={words.entry.enter} pending={pending} />
      </div>
    </form>
  )
}
