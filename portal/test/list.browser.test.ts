import type { Actor } from '@campus-helpdesk/core-api-contract/actor'
import type { Browser, Page } from 'playwright-core'
import { enter, openBrowser, openReader, type Reader } from './openBrowser.ts'
import { type Product, startProduct } from './startProduct.ts'

const helpdesk: Actor = { id: 'test:helpdesk', name: 'Grace', role: 'helpdesk' }

let product: Product
let browser: Browser
let reader: Reader
let page: Page
/** The numbers of 30 tickets, oldest first: the last is active, the one before it closed. */
const ids: number[] = []

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
  const { core } = product
  for (let n = 1; n <= 30; n++) {
    const description = n === 7 ? 'Purple umbrella in the projector' : `The lift number ${n} is stuck`
    ids.push((await core.fileTicket({ body: { description } })).body.id)
  }
  const [closed = 0, active = 0] = ids.slice(-2)
  for (const id of [closed, active]) {
    await core.changeTicket({ params: { id }, body: { status: 'active' } }, { actor: helpdesk })
  }
  await core.changeTicket({ params: { id: closed }, body: { status: 'closed' } }, { actor: helpdesk })
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})
beforeEach(async () => {
  reader = await openReader(browser, product.url)
  page = reader.page
})
afterEach(async () => {
  await reader.leave()
  expect(reader.faults).toEqual([])
})

/** The numbers on the page, once it says how many there are. */
async function shown(count: number): Promise<number[]> {
  await page.getByText(`${count} ticket${count === 1 ? '' : 's'} on this page`).waitFor()
  const numbers = await page.locator('.ticket-number').allTextContents()
  return numbers.map((text) => Number(text.slice(1)))
}

test('the list goes page by page, forward by a link and back by the browser', async () => {
  await enter(page, 'Helpdesk', 'Grace')
  await page.getByLabel('Status').selectOption('All')
  const newestFirst = ids.toReversed()
  expect(await shown(25)).toEqual(newestFirst.slice(0, 25))
  await page.getByRole('link', { name: 'More tickets' }).click()
  expect(await shown(5)).toEqual(newestFirst.slice(25))
  expect(await page.evaluate('document.activeElement.textContent')).toBe('5 tickets on this page')
  expect(await page.getByRole('link', { name: 'More tickets' }).count()).toBe(0)
  await page.goBack()
  expect(await shown(25)).toEqual(newestFirst.slice(0, 25))
})

test('filters, words and order are in the address, so that a reload or a link shows the same', async () => {
  await enter(page, 'Helpdesk', 'Grace')
  await page.getByLabel('Status').selectOption('Active')
  expect(await shown(1)).toEqual(ids.slice(-1))
  expect(new URL(page.url()).search).toBe('?status=active')
  await page.reload()
  expect(await shown(1)).toEqual(ids.slice(-1))

  await page.getByRole('link', { name: 'Clear filters' }).click()
  await page.getByLabel('Search').fill('umbrella')
  await page.getByRole('button', { name: 'Find' }).click()
  expect(await shown(1)).toEqual([ids[6]])

  await page.goto('/tickets?status=all&sort=openedAt')
  expect((await shown(25))[0]).toBe(ids[0])
  expect(await page.getByLabel('Order').inputValue()).toBe('openedAt')

  await page.goto('/tickets?category=services&q=nothinglikethis')
  await page.getByText('No ticket fits these filters.').waitFor()
})

test('the helpdesk finds what is assigned to it, to nobody, and what it filed', async () => {
  await enter(page, 'Helpdesk', 'Grace', `/tickets/${ids[0]}`)
  await page.getByRole('button', { name: 'Assign to me' }).click()
  await page.getByText('The ticket is assigned to you.').waitFor()
  await page.getByRole('link', { name: 'All tickets' }).click()
  await page.getByLabel('Whose').selectOption('Assigned to me')
  expect(await shown(1)).toEqual([ids[0]])
  await page.getByLabel('Whose').selectOption('Filed by me')
  await page.getByText('No ticket fits these filters.').waitFor()
  await page.getByLabel('Whose').selectOption('Unassigned')
  await page.getByRole('link', { name: 'More tickets' }).click()
  expect(await shown(3)).toEqual([ids[3], ids[2], ids[1]])
})

test('a user is offered no closed tickets and gets none', async () => {
  await enter(page, 'User', 'Ada', '/tickets?status=closed')
  expect((await shown(25)).includes(ids.at(-2) ?? 0)).toBe(false)
  expect(await page.getByLabel('Status').locator('option').allTextContents()).toEqual(['Unresolved', 'Open', 'Active'])
})

test('a page that does not exist any more leads back to the first one', async () => {
  await enter(page, 'User', 'Ada', '/tickets?cursor=forged')
  await page.getByText('This could not be accepted as it is.').waitFor()
  expect(reader.faults.splice(0)).toEqual([expect.stringContaining('400')])
  await page.getByRole('link', { name: 'Back to the first page' }).click()
  await shown(25)
})
