import { useLayoutEffect, useRef } from 'preact/hooks'

/** When a change takes away what had the focus, the given element gets it, so that the keyboard stays in its place. */
export function useFocusFallback<Target extends HTMLElement>(inputs: readonly unknown[]) {
  const target = useRef<Target>(null)
  const isFirst = useRef(true)
  useLayoutEffect(() => {
    if (!isFirst.current && document.activeElement === document.body) target.current?.focus()
    isFirst.current = false
  }, [...inputs])
  return target
}
