import { parseDatabaseUrl } from './settings.ts'

const local = {
  kind: 'mysql',
  host: 'localhost',
  port: 3306,
  user: 'u',
  password: 'p',
  database: 'helpdesk',
  tls: false,
}

describe('DATABASE_URL', () => {
  test('is not needed: the data then lie in the embedded file', () => {
    expect(parseDatabaseUrl(undefined, '/var/helpdesk')).toEqual({
      kind: 'sqlite',
      file: '/var/helpdesk/helpdesk.sqlite',
    })
  })

  test.each([
    ['mysql://u:p@localhost/helpdesk', {}],
    ['mariadb://u:p@localhost/helpdesk', {}],
    ['mysql://u:p@db.example.edu:3307/helpdesk', { host: 'db.example.edu', port: 3307 }],
    ['mysql://u:p@[::1]:3307/helpdesk', { host: '::1', port: 3307 }],
    ['mysql://u@localhost/helpdesk', { password: '' }],
    ['mysql://localhost/helpdesk', { user: '', password: '' }],
    [
      'mysql://a%40b:p%2F%3A%23%25%C3%BC@localhost/help%20desk',
      { user: 'a@b', password: 'p/:#%ü', database: 'help desk' },
    ],
    ['mysql://u:p@localhost/helpdesk?ssl=true', { tls: true }],
    ['mysql://u:p@localhost/helpdesk?ssl=false', { tls: false }],
  ])('may be %s', (url, expected) => {
    expect(parseDatabaseUrl(url, '')).toEqual({ ...local, ...expected })
  })

  test.each([
    ['helpdesk', /must look like mysql:/],
    ['postgres://u:secret@localhost/helpdesk', /must look like mysql:/],
    ['mysql://u:secret@localhost', /must look like mysql:/],
    ['mysql://u:secret@localhost/', /must look like mysql:/],
    ['mysql://u:secret@localhost/a/b', /must look like mysql:/],
    ['mysql:///helpdesk', /must look like mysql:/],
    ['mysql://u:secret@localhost:99999/helpdesk', /must look like mysql:/],
    ['mysql://u:secret@localhost:port/helpdesk', /must look like mysql:/],
    ['mysql://u:secret%@localhost/helpdesk', /percent-encoded/],
    ['mysql://u:secret@localhost/helpdesk?charset=latin1', /only the parameter ssl=true, not charset/],
    ['mysql://u:secret@localhost/helpdesk?ssl=yes', /ssl/],
    ['mysql://u:secret@localhost/helpdesk?ssl', /ssl/],
  ])('%s is refused by a sentence without the password', (url, expected) => {
    let message = ''
    try {
      parseDatabaseUrl(url, '')
    } catch (error) {
      message = String(error)
    }
    expect(message).toMatch(expected)
    expect(message).not.toContain('secret')
  })
})
