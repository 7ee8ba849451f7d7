import { useCallback, useEffect, useState } from 'preact/hooks'
import { type Failure, failureOf } from './failure.ts'

type State<Value> = { value?: Value; failure?: Failure; busy: boolean }

export type Loaded<Value> = {
  /** What was last loaded; stays while it is loaded again and when that fails. */
  value: Value | undefined
  failure: Failure | undefined
  busy: boolean
  again: () => void
  setValue: (value: Value) => void
}

/** Loads when shown, again on demand and whenever `inputs` change; what comes too late is thrown away. */
export function useLoad<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  inputs: readonly unknown[],
): Loaded<Value> {
  const [state, setState] = useState<State<Value>>({ busy: true })
  const [round, setRound] = useState(0)

  useEffect(() => {
    const controller = new AbortController()
    const run = async () => {
      setState(({ value }) => (value === undefined ? { busy: true } : { value, busy: true }))
      try {
        const value = await load(controller.signal)
        if (!controller.signal.aborted) setState({ value, busy: false })
      } catch (error) {
        if (controller.signal.aborted) return
        const failure = failureOf(error)
        setState(({ value }) => (value === undefined ? { failure, busy: false } : { value, failure, busy: false }))
      }
    }
    void run()
    return () => controller.abort()
  }, [...inputs, round])

  const again = useCallback(() => setRound((current) => current + 1), [])
  const setValue = useCallback((value: Value) => setState({ value, busy: false }), [])
  return { value: state.value, failure: state.failure, busy: state.busy, again, setValue }
}
