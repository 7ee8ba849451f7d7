import type { Browser } from 'playwright-core'
import { enter, fileTicket, openBrowser, openReader, type Reader } from './openBrowser.ts'
import { type Product, startProduct } from './startProduct.ts'

let product: Product
let browser: Browser
const readers: Reader[] = []

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})
afterEach(async () => {
  for (const reader of readers.splice(0)) {
    await reader.leave()
    expect(reader.faults).toEqual([])
  }
})

async function reader(): Promise<Reader> {
  const opened = await openReader(browser, product.url)
  readers.push(opened)
  return opened
}

test('a user files a ticket, the helpdesk starts, answers and closes it, and each sees what the other did', async () => {
  const user = await reader()
  await enter(user.page, 'User', 'Ada')
  expect(new URL(user.page.url()).pathname).toBe('/tickets')
  const id = await fileTicket(user.page, 'The lift in building C is stuck between floors')
  await user.page.getByText('Category: Facility management').waitFor()
  await user.page.getByRole('link', { name: `Open ticket #${id}` }).click()
  await user.page.getByRole('heading', { name: `Ticket #${id}` }).waitFor()
  expect(await user.page.title()).toBe(`Ticket #${id} · Campus Helpdesk`)
  expect(await user.page.getByRole('button', { name: /Start|Close|Assign|Delete/ }).count()).toBe(0)

  const helpdesk = await reader()
  await enter(helpdesk.page, 'Helpdesk', 'Grace')
  await helpdesk.page.getByRole('link', { name: `#${id}` }).click()
  await helpdesk.page.getByRole('button', { name: 'Start' }).click()
  await helpdesk.page.getByText('Ticket started.').waitFor()
  await helpdesk.page.getByRole('button', { name: 'Assign to me' }).click()
  await helpdesk.page.getByText('The ticket is assigned to you.').waitFor()
  await helpdesk.page.getByLabel('Write in the thread').fill('A technician is on the way')
  await helpdesk.page.getByRole('button', { name: 'Send' }).click()
  await helpdesk.page.getByText('Message sent.').waitFor()

  await user.page.reload()
  const answer = user.page.getByRole('listitem').filter({ hasText: 'A technician is on the way' })
  expect(await answer.textContent()).toContain('GraceHelpdesk')
  await user.page.getByText('Active', { exact: false }).first().waitFor()

  await helpdesk.page.getByRole('button', { name: 'Close…' }).click()
  await helpdesk.page.getByRole('button', { name: 'Close ticket' }).click()
  await helpdesk.page.getByText('Ticket closed.').waitFor()
  expect(await helpdesk.page.getByRole('textbox').count()).toBe(0)
  expect(await helpdesk.page.getByRole('definition').filter({ hasText: 'Grace' }).count()).toBe(1)

  await user.page.reload()
  await user.page.getByRole('heading', { name: 'This ticket is closed' }).waitFor()
  expect(user.faults.splice(0)).toEqual([expect.stringContaining('403')])
  await user.page.getByRole('link', { name: 'All tickets' }).click()
  await user.page.getByText('No tickets yet.').waitFor()
})

test('whoever asks for a ticket before entering is taken to it afterwards, and can leave again', async () => {
  const { body: ticket } = await product.core.fileTicket({ body: { description: 'The tap drips' } })
  const { page } = await reader()
  await enter(page, 'User', 'Ada', `/tickets/${ticket.id}`)
  await page.getByRole('heading', { name: `Ticket #${ticket.id}` }).waitFor()
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Enter the helpdesk' }).waitFor()
  await page.getByText('You have left.').waitFor()
  await page.goto(`/tickets/${ticket.id}`)
  await page.getByLabel('Your name').waitFor()
})

test('whoever has left can enter in the other role at once', async () => {
  const { page } = await reader()
  await enter(page, 'User', 'Ada')
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByText('You have left.').waitFor()
  await page.getByRole('radio', { name: /^Helpdesk/ }).check()
  await page.getByLabel('Your name').fill('Ada')
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByText('AdaHelpdesk').or(page.getByText('Ada Helpdesk')).waitFor()
})

test('a name that cannot be taken is explained beside its field', async () => {
  const { page } = await reader()
  await page.goto('/')
  await page.getByLabel('Your name').fill('   ')
  await page.getByRole('button', { name: 'Enter' }).click()
  await page.getByText('Your name must not be empty.').waitFor()
  expect(await page.getByLabel('Your name').getAttribute('aria-invalid')).toBe('true')
})

test('the helpdesk deletes a ticket only after confirming, and it is gone', async () => {
  const { body: ticket } = await product.core.fileTicket({ body: { description: 'spam' } })
  const helpdesk = await reader()
  const { page } = helpdesk
  await enter(page, 'Helpdesk', 'Grace', `/tickets/${ticket.id}`)
  await page.getByRole('button', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText(`Ticket #${ticket.id} is deleted.`).waitFor()
  await page.goto(`/tickets/${ticket.id}`)
  await page.getByText('There is no such ticket.').waitFor()
  expect(helpdesk.faults.splice(0)).toEqual([expect.stringContaining('404')])
})

test('the helpdesk sets the category', async () => {
  const { body: ticket } = await product.core.fileTicket({ body: { description: 'The lift is stuck' } })
  const { page } = await reader()
  await enter(page, 'Helpdesk', 'Grace', `/tickets/${ticket.id}`)
  await page.getByRole('combobox', { name: 'Category' }).selectOption('Technical IT')
  await page.getByRole('button', { name: 'Set category' }).click()
  await page.getByText('set by the helpdesk').waitFor()
  const { body: after } = await product.core.readTicket({ params: { id: ticket.id } })
  expect(after).toMatchObject({ category: 'technical', categorySource: 'helpdesk' })
})
