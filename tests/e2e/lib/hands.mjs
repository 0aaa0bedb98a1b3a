/** What somebody does with files in the part of the page that `place` finds. */

/** Pastes it into the field that has the focus, or where none has, into the page. */
export function paste(page, name, type, bytes) {
  return page.evaluate(
    ({ name, type, bytes }) => {
      const clipboardData = new DataTransfer()
      const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))
      clipboardData.items.add(new File([content], name, { type }))
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { name, type, bytes: Buffer.from(bytes).toString('base64') },
  )
}

/** Carries files over it. Answers how to let go of them there. */
export async function carry(place, files) {
  const given = files.map(({ name, type, bytes }) => ({ name, type, bytes: Buffer.from(bytes).toString('base64') }))
  const hand = await place.page().evaluateHandle((given) => {
    const dataTransfer = new DataTransfer()
    for (const { name, type, bytes } of given) {
      const content = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0))
      dataTransfer.items.add(new File([content], name, { type }))
    }
    return dataTransfer
  }, given)
  await place.dispatchEvent('dragenter', { dataTransfer: hand })
  await place.dispatchEvent('dragover', { dataTransfer: hand })
  return () => place.dispatchEvent('drop', { dataTransfer: hand })
}
