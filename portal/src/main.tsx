import './zodWithoutEval.ts'
import { render } from 'preact'
import { App } from './App.tsx'
import { takeLinkClicks } from './address.ts'

const root = document.getElementById('app')
if (root === null) throw new Error('index.html has no #app')
takeLinkClicks()
render(<App />, root)
