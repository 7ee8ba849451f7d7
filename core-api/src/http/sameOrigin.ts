import type { HttpContext } from './state.ts'

/** Where a request comes from, as the browser says it. 'unsaid': no browser, or one that says nothing on a plain read. */
export type Provenance = 'same-origin' | 'elsewhere' | 'unsaid'

/** By Sec-Fetch-Site, which pages cannot forge; by Origin where a browser sends none. */
export function provenanceOf(ctx: HttpContext, publicUrl: string | null): Provenance {
  const site = ctx.get('Sec-Fetch-Site')
  // 'none': typed into the address bar.
  if (site !== '') return site === 'same-origin' || site === 'none' ? 'same-origin' : 'elsewhere'
  const origin = ctx.get('Origin')
  if (origin === '') return 'unsaid'
  const own = [`http://${ctx.host}`, `https://${ctx.host}`]
  if (publicUrl !== null) own.push(new URL(publicUrl).origin)
  return own.includes(origin) ? 'same-origin' : 'elsewhere'
}

/** A change always carries Origin when a browser sends it; a read may say nothing, and SameSite=Strict keeps it home. */
export function isFromOwnPage(ctx: HttpContext, publicUrl: string | null): boolean {
  const provenance = provenanceOf(ctx, publicUrl)
  return provenance === 'same-origin' || (provenance === 'unsaid' && (ctx.method === 'GET' || ctx.method === 'HEAD'))
}
