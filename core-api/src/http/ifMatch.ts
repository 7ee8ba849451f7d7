import type { FieldError } from '@campus-helpdesk/core-api-contract/problem'

const entityTags = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*(?:,\s*(?:W\/)?"[\x21\x23-\x7e]*"\s*)*$/

/**
 * The versions that an If-Match names; 'any' for `*` or without the header. Weak tags and ones that are no version
 * match nothing (RFC 9110, 13.1.1 demands strong comparison).
 */
export function parseIfMatch(header: string | undefined, errors: FieldError[]): 'any' | number[] {
  if (header === undefined || header.trim() === '*') return 'any'
  if (!entityTags.test(header)) {
    errors.push({ path: 'If-Match', message: 'must be the ETag of the ticket, such as "3", or *' })
    return []
  }
  return header
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => /^"[1-9]\d{0,14}"$/.test(tag))
    .map((tag) => Number(tag.slice(1, -1)))
}
