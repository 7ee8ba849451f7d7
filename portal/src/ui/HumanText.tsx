/** What somebody wrote: as text, with its line breaks, in its own direction. */
export function HumanText({ children }: { children: string }) {
  return (
    <div class="human-text" dir="auto">
      {children}
    </div>
  )
}
