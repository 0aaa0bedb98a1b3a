import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stage } from '../lib/story.mjs'

const story = stage()

test('a wrong password is told once', async () => {
  const john = await story.person('john')
  await john.page.goto('/')
  assert.match(john.page.url(), /\/login/)
  await john.screenshot('sign-in')
  await john.signIn('not the secret')
  await john.seesText('Invalid username or password!')
  await john.screenshot('sign-in-refused')
  await john.page.reload()
  assert.equal(await john.page.getByText('Invalid username or password!').count(), 0)
})

test('logging out leads to the sign-in page, and what was open asks for it', async () => {
  const john = await story.inChat('john')
  await john.page.getByRole('button', { name: 'Log out' }).click()
  await john.page.waitForURL(/\/login/)
  await john.page.goto('/')
  assert.match(john.page.url(), /\/login/)
})

test('a session that was ended elsewhere asks to sign in again', async () => {
  const john = await story.inChat('john')
  const second = await john.context.newPage()
  await second.goto('/')
  await second.getByRole('button', { name: 'Log out' }).click()
  await second.waitForURL(/\/login/)
  await john.page.getByRole('dialog', { name: 'You are signed out' }).waitFor()
  await john.screenshot('signed-out')
  await john.page.getByRole('link', { name: 'Sign in again' }).click()
  await john.page.waitForURL(/\/login/)
})
