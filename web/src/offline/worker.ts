/** Lets the browser keep the program itself, so that the page opens without a connection. Where it cannot, nothing is lost. */
export function registerWorker(): void {
  if (import.meta.env.PROD && 'serviceWorker' in navigator)
    navigator.serviceWorker.register('/worker.js').catch(() => undefined)
}
