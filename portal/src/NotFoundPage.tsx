import { PageHeading } from './ui/PageHeading.tsx'
import { words } from './words.ts'

export function NotFoundPage() {
  return (
    <>
      <PageHeading>{words.notFound.title}</PageHeading>
      <p>{words.notFound.text}</p>
      <p>
        <a href="/tickets">{words.notFound.toTickets}</a>
      </p>
    </>
  )
}
