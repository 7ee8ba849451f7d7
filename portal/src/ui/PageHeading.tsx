import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { words } from '../words.ts'

let isFirstPage = true

/** A page's heading and title. On a change of page it takes the focus, so that the reader is told where they are. */
export function PageHeading({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true })
    isFirstPage = false
  }, [])
  useEffect(() => {
    document.title = words.title(children)
  }, [children])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  )
}
