import assert from 'node:assert/strict'
import { channel } from './engines.js'
import { event, events } from './waiting.js'

/** What comes after a time away. */
export function recovering(lane, check) {
  const { unpack } = lane

  /** A channel with that many publications, and its epoch. */
  async function filled(engine, namespace, count) {
    const name = channel(namespace)
    await engine.api('batch', { commands: Array.from({ length: count }, (_, i) => ({ publish: { channel: name, data: i + 1 } })) })
    return { name, epoch: (await engine.api('history', { channel: name, limit: 0 })).epoch }
  }

  check(12, "what was missed comes with the reply, and its offset is the request's", async (t, { main }) => {
    const { name, epoch } = await filled(main, 'rec', 5)
    const wire = await lane.connectedWire(t, main)
    const result = await wire.ok({ subscribe: { channel: name, recover: true, offset: 2, epoch } })
    assert.deepEqual([result.recovered, result.was_recovering, result.offset, result.epoch], [true, true, 2, epoch])
    assert.deepEqual(result.publications.map(({ offset }) => offset), [3, 4, 5])

    const { client } = await lane.connected(t, main)
    const subscription = client.newSubscription(name, { since: { offset: 2, epoch } })
    const [heard, subscribed] = [events(subscription, 'publication'), event(subscription, 'subscribed')]
    subscription.subscribe()
    assert.equal((await subscribed).recovered, true)
    for (const number of [3, 4, 5]) assert.equal(unpack((await heard.next(`publication ${number}`)).data), number)
  })

  check(13, 'a position in an epoch that is gone is not recovered, which is no error', async (t, { main }) => {
    const { name, epoch } = await filled(main, 'rec', 5)
    for (const gone of ['_', 'from-before']) {
      const wire = await lane.connectedWire(t, main)
      const result = await wire.ok({ subscribe: { channel: name, recover: true, offset: 2, epoch: gone } })
      assert.deepEqual([result.recovered ?? false, result.offset, result.epoch, result.publications ?? []], [false, 5, epoch, []])
    }
  })

  check(14, 'who was recovering is told so even when it failed', async (t, { main }) => {
    const { name } = await filled(main, 'rec', 1)
    const { client } = await lane.connected(t, main)
    const failed = await lane.subscribed(client, name, { since: { offset: 0, epoch: '_' } })
    assert.deepEqual([failed.context.wasRecovering, failed.context.recovered], [true, false])
    const fresh = await lane.subscribed((await lane.connected(t, main)).client, name)
    assert.deepEqual([fresh.context.wasRecovering, fresh.context.recovered], [false, false])
  })

  check(15, 'who missed more than 300 gets nothing rather than a part', async (t, { main }) => {
    const { name, epoch } = await filled(main, 'rec', 301)
    const wire = await lane.connectedWire(t, main)
    const all = await wire.ok({ subscribe: { channel: name, recover: true, offset: 1, epoch } })
    assert.deepEqual([all.recovered, all.publications.length], [true, 300])
    await wire.ok({ unsubscribe: { channel: name } })
    const none = await wire.ok({ subscribe: { channel: name, recover: true, offset: 0, epoch } })
    assert.deepEqual([none.recovered ?? false, none.publications ?? [], none.offset], [false, [], 301])
  })

  check(19, 'history is read from both ends, by position, and in parts', async (t, { main }) => {
    const { name, epoch } = await filled(main, 'rec', 5)
    const { client } = await lane.connected(t, main)
    const read = async (options) => (await client.history(name, options)).publications.map(({ data }) => unpack(data))
    const position = await client.history(name, { limit: 0 })
    assert.deepEqual([position.publications, Number(position.offset), position.epoch], [[], 5, epoch])
    assert.deepEqual(await read({ limit: -1 }), [1, 2, 3, 4, 5])
    assert.deepEqual(await read({ limit: 2 }), [1, 2])
    assert.deepEqual(await read({ limit: 2, reverse: true }), [5, 4])
    assert.deepEqual(await read({ limit: -1, since: { offset: 3, epoch } }), [4, 5])
    assert.deepEqual(await read({ limit: -1, reverse: true, since: { offset: 3, epoch } }), [2, 1])
    await assert.rejects(client.history(name, { limit: -1, since: { offset: 3, epoch: '_' } }), { code: 112 })
  })

  check(24, 'deltas add up to what was published, also for what was missed', async (t, { main }) => {
    const name = channel('delta')
    const texts = Array.from({ length: 4 }, (_, i) => ({ text: 'the same words again and again, '.repeat(8), number: i }))
    const { client } = await lane.connected(t, main)
    const { subscription } = await lane.subscribed(client, name, { delta: 'fossil' })
    const heard = events(subscription, 'publication')
    const wire = await lane.connectedWire(t, main)
    assert.equal((await wire.ok({ subscribe: { channel: name, delta: 'fossil' } })).delta, true)

    for (const text of texts) await main.api('publish', { channel: name, data: text })
    for (const text of texts) assert.deepEqual(unpack((await heard.next(`number ${text.number}`)).data), text)
    for (const { number } of texts) {
      const { delta, data } = await wire.push(name, 'pub')
      assert.equal(delta ?? false, number > 0, `number ${number}`)
      if (lane.isJson) assert.equal(typeof data, 'string')
    }

    const { epoch } = await main.api('history', { channel: name, limit: 0 })
    const { client: other } = await lane.connected(t, main)
    const back = other.newSubscription(name, { delta: 'fossil', since: { offset: 1, epoch } })
    const missed = events(back, 'publication')
    back.subscribe()
    for (const text of texts.slice(1)) assert.deepEqual(unpack((await missed.next(`number ${text.number} of those missed`)).data), text)
  })

  check(25, 'a delta tears no character and is not longer than what it stands for', async (t, { main }) => {
    const name = channel('delta')
    const words = 'съешь же ещё этих мягких французских булок, да выпей чаю — 🦜🦝'
    const wire = await lane.connectedWire(t, main)
    await wire.ok({ subscribe: { channel: name, delta: 'fossil' } })
    const { client } = await lane.connected(t, main)
    const { subscription } = await lane.subscribed(client, name, { delta: 'fossil' })
    const heard = events(subscription, 'publication')
    for (let i = 0; i < words.length; i += 3) {
      // One code unit is replaced by its neighbour in the alphabet, whose bytes begin the same.
      const data = [...words].map((letter, at) => (at === i ? String.fromCodePoint(letter.codePointAt(0) ^ 1) : letter)).join('')
      await main.api('publish', { channel: name, data })
      const pub = await wire.push(name, 'pub')
      const length = Buffer.byteLength(JSON.stringify(data))
      const bytes = Buffer.from(pub.data)
      assert.ok(bytes.length <= length, `${bytes.length} bytes for ${length}`)
      if (lane.isJson) assert.ok(!pub.data.includes('\ufffd'))
      assert.equal(unpack((await heard.next(`the words with letter ${i} replaced`)).data), data)
    }
  })

  check(26, 'publications that the filter keeps away move the position', async (t, { main }) => {
    const name = channel('tags')
    const publish = (data, kind) => main.api('publish', { channel: name, data, tags: { kind } })
    const tf = { key: 'kind', cmp: 'eq', val: 'wanted' }
    const wire = await lane.connectedWire(t, main)
    await wire.ok({ subscribe: { channel: name, tf } })
    await publish(1, 'unwanted')
    await publish(2, 'wanted')
    assert.equal((await wire.push(name)).pub.offset, 2)

    const { client } = await lane.connected(t, main)
    const { subscription } = await lane.subscribed(client, name, { tagsFilter: tf })
    const heard = events(subscription, 'publication')
    await publish(3, 'unwanted')
    await publish(4, 'wanted')
    assert.equal(unpack((await heard.next('the wanted one')).data), 4)
    const back = event(subscription, 'subscribed')
    client.disconnect()
    await publish(5, 'unwanted')
    await publish(6, 'wanted')
    client.connect()
    assert.deepEqual([(await back).wasRecovering, (await back).recovered], [true, true])
    assert.equal(unpack((await heard.next('the wanted one that was missed')).data), 6)
  })

  check(27, 'publications that skip history have no offset and move nothing', async (t, { main }) => {
    const name = channel('rec')
    const wire = await lane.connectedWire(t, main)
    await wire.ok({ subscribe: { channel: name } })
    await main.api('publish', { channel: name, data: 1 })
    await main.api('publish', { channel: name, data: 2, skip_history: true })
    await main.api('publish', { channel: name, data: 3 })
    assert.equal((await wire.push(name, 'pub')).offset, 1)
    assert.equal((await wire.push(name, 'pub')).offset, undefined)
    assert.equal((await wire.push(name, 'pub')).offset, 2)
    const { client } = await lane.connected(t, main)
    assert.equal(Number((await client.history(name, { limit: 0 })).offset), 2)
  })
}
