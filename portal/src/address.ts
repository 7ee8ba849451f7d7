import { useEffect, useState } from 'preact/hooks'
import { routeOf } from './routes.ts'

type Address = { pathname: string; search: string }

function currentAddress(): Address {
  return { pathname: location.pathname, search: location.search }
}

/** Where the page is; follows `navigate` and the browser's Back and Forward. */
export function useAddress(): Address {
  const [address, setAddress] = useState(currentAddress)
  useEffect(() => {
    const follow = () => setAddress(currentAddress())
    addEventListener('popstate', follow)
    return () => removeEventListener('popstate', follow)
  }, [])
  return address
}

/** Goes to another of our pages, or to another query of this one, without loading it anew. */
export function navigate(href: string): void {
  const pathname = location.pathname
  history.pushState(null, '', href)
  dispatchEvent(new PopStateEvent('popstate'))
  if (location.pathname !== pathname) scrollTo(0, 0)
}

/** Plain links to our own pages are followed in place; every other click is the browser's. */
export function takeLinkClicks(): void {
  addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link.target !== '' || link.hash !== '') return
    if (link.origin !== location.origin || routeOf(link.pathname) === null) return
    event.preventDefault()
    navigate(link.href)
  })
}
