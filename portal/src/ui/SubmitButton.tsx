import { words } from '../words.ts'

/** Stays focusable while it is sending, so that the keyboard's place is not lost. */
export function SubmitButton({ label, pending }: { label: string; pending: boolean }) {
  return (
    <button type="submit" class="primary" aria-disabled={pending}>
      {pending ? words.sending : label}
    </button>
  )
}
