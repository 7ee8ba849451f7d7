import type { Browser, Page } from 'playwright-core'
import { enter, filedNumber, fileTicket, openBrowser, openReader, type Reader } from './openBrowser.ts'
import { type Product, startProduct } from './startProduct.ts'

let product: Product
let browser: Browser
let reader: Reader
let page: Page

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
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

async function ticketsWith(word: string): Promise<number> {
  return (await product.core.listTickets({ query: { q: word } })).body.items.length
}

test('a double click files one ticket', async () => {
  await enter(page, 'User', 'Ada')
  await page.getByRole('button', { name: 'File a ticket' }).click()
  await page.getByLabel('What is wrong').fill('The doubleclick lamp is broken')
  await page.getByRole('button', { name: 'File ticket' }).dblclick()
  await filedNumber(page)
  expect(await ticketsWith('doubleclick')).toBe(1)
})

test('when the answer is lost, trying again files one ticket', async () => {
  await enter(page, 'User', 'Ada')
  let isCut = true
  await page.route('**/api/v1/tickets', async (route) => {
    if (route.request().method() !== 'POST' || !isCut) return route.continue()
    await route.fetch()
    await route.abort()
  })
  await page.getByRole('button', { name: 'File a ticket' }).click()
  await page.getByLabel('What is wrong').fill('The lostanswer lamp is broken')
  await page.getByRole('button', { name: 'File ticket' }).click()
  await page.getByText('The helpdesk could not be reached.').waitFor()
  expect(await page.getByLabel('What is wrong').inputValue()).toBe('The lostanswer lamp is broken')
  isCut = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await filedNumber(page)
  expect(await ticketsWith('lostanswer')).toBe(1)
  expect(new Set(reader.faults.splice(0))).toEqual(new Set(['Failed to load resource: net::ERR_FAILED']))
})

test('what the contract refuses is said beside the text, which stays', async () => {
  await enter(page, 'User', 'Ada')
  await page.getByRole('button', { name: 'File a ticket' }).click()
  const field = page.getByLabel('What is wrong')
  await page.getByRole('button', { name: 'File ticket' }).click()
  await page.getByText('The text must not be empty.').waitFor()
  await field.fill('x'.repeat(10_001))
  await page.getByRole('button', { name: 'File ticket' }).click()
  await page.getByText('The text must be at most 10000 characters long, but is 10001.').waitFor()
  expect((await field.inputValue()).length).toBe(10_001)
})

test('when somebody else has edited the description meanwhile, both texts are shown and the writer decides', async () => {
  await enter(page, 'User', 'Ada')
  const id = await fileTicket(page, 'First text')
  await page.getByRole('link', { name: `Open ticket #${id}` }).click()
  await page.getByRole('button', { name: 'Edit' }).click()
  await product.core.changeTicket({ params: { id }, body: { description: 'Their text' } })
  await page.getByLabel('Edit the description').fill('My text')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Somebody was faster').waitFor()
  expect(reader.faults.splice(0)).toEqual([expect.stringContaining('412')])
  await page.getByText('Their text').waitFor()
  expect(await page.getByLabel('Your text, not saved').inputValue()).toBe('My text')
  await page.getByRole('button', { name: 'Save mine instead' }).click()
  await page.getByText('Description saved.').waitFor()
  expect((await product.core.readTicket({ params: { id } })).body.description).toBe('My text')
})

test('an edit is not in the way of a status that changed meanwhile', async () => {
  await enter(page, 'User', 'Ada')
  const id = await fileTicket(page, 'First text')
  await page.getByRole('link', { name: `Open ticket #${id}` }).click()
  await page.getByRole('button', { name: 'Edit' }).click()
  const actor = { id: 'test:helpdesk', name: 'Grace', role: 'helpdesk' } as const
  await product.core.changeTicket({ params: { id }, body: { status: 'active' } }, { actor })
  await page.getByLabel('Edit the description').fill('My text')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Description saved.').waitFor()
  expect(reader.faults.splice(0)).toEqual([expect.stringContaining('412')])
  expect((await product.core.readTicket({ params: { id } })).body).toMatchObject({
    description: 'My text',
    status: 'active',
  })
})

test('what is being written when the helpdesk closes the ticket stays to be copied', async () => {
  await enter(page, 'Helpdesk', 'Grace')
  const id = await fileTicket(page, 'Close me')
  await page.getByRole('link', { name: `Open ticket #${id}` }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByLabel('Write in the thread').fill('Half an answer')
  await page.getByRole('button', { name: 'Close…' }).click()
  await page.getByRole('button', { name: 'Close ticket' }).click()
  const unsent = page.getByLabel('Not sent, because the ticket is closed')
  expect(await unsent.inputValue()).toBe('Half an answer')
  expect(await unsent.isEditable()).toBe(false)
})

test.each([
  ['HTML', '<img src=x onerror="document.title=\'owned\'"><b>bold</b> & &amp;'],
  ['emoji', '🛗 stuck 👩🏽‍🔧 since 7:30'],
  ['right-to-left text', 'المصعد معطل في المبنى ج'],
  ['line breaks', 'first line\n\n  third, indented\tand tabbed'],
  ['a word without an end', 'w'.repeat(2_000)],
])('%s is shown as it was written, in ticket and thread', async (_, text) => {
  await page.setViewportSize({ width: 360, height: 700 })
  await enter(page, 'User', 'Ada')
  const id = await fileTicket(page, text)
  await page.getByRole('link', { name: `Open ticket #${id}` }).click()
  await page.getByLabel('Write in the thread').fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('Message sent.').waitFor()
  const texts = page.locator('.human-text')
  expect(await texts.allInnerTexts()).toEqual([text, text])
  expect(await texts.locator('*').count()).toBe(0)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
})

test('a thread longer than a page of the API is shown whole, oldest first', async () => {
  const { body: ticket } = await product.core.fileTicket({ body: { description: 'A long story' } })
  const sent: string[] = []
  for (let n = 1; n <= 105; n++) {
    sent.push(`message ${n}`)
    await product.core.postMessage({ params: { id: ticket.id }, body: { body: `message ${n}` } })
  }
  await enter(page, 'User', 'Ada', `/tickets/${ticket.id}`)
  await page.getByText('message 105').waitFor()
  expect(await page.locator('.thread .human-text').allTextContents()).toEqual(sent)
})
