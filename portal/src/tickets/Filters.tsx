import type { Role } from '@campus-helpdesk/core-api-contract/actor'
import { useEffect, useId, useState } from 'preact/hooks'
import { navigate } from '../address.ts'
import { Choice } from '../ui/Choice.tsx'
import { words } from '../words.ts'
import { isFiltered, type ListAddress, listChoices, listHref } from './listAddress.ts'

const categoryNames = { all: words.list.anyCategory, ...words.categories }

/** What the list is narrowed down to; every choice goes into the address. */
export function Filters({ address, role }: { address: ListAddress; role: Role }) {
  const id = useId()
  const [q, setQ] = useState(address.q)
  useEffect(() => setQ(address.q), [address.q])
  const show = (change: Partial<ListAddress>) => navigate(listHref({ ...address, q: q.trim(), cursor: '', ...change }))

  return (
    <form
      class="filters"
      aria-label={words.list.filters}
      onSubmit={(event) => {
        event.preventDefault()
        show({})
      }}
    >
      <div class="field search">
        <label for={id}>{words.list.search}</label>
        <div class="search-row">
          <input
            id={id}
            type="search"
            dir="auto"
            maxLength={200}
            placeholder={words.list.searchHint}
            value={q}
            onInput={(event) => setQ(event.currentTarget.value)}
          />
          <button type="submit">{words.list.find}</button>
        </div>
      </div>
      <Choice
        label={words.list.status}
        value={address.status}
        choices={listChoices.status[role]}
        names={words.statusChoices}
        onChoose={(status) => show({ status })}
      />
      <Choice
        label={words.list.category}
        value={address.category}
        choices={listChoices.category}
        names={categoryNames}
        onChoose={(category) => show({ category })}
      />
      <Choice
        label={words.list.whose}
        value={address.whose}
        choices={listChoices.whose[role]}
        names={words.whose}
        onChoose={(whose) => show({ whose })}
      />
      <Choice
        label={words.list.sort}
        value={address.sort}
        choices={listChoices.sort}
        names={words.sorts}
        onChoose={(sort) => show({ sort })}
      />
      {isFiltered(address) && (
        <a class="reset" href="/tickets">
          {words.list.reset}
        </a>
      )}
    </form>
  )
}
