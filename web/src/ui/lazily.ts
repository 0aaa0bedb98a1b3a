import { defineComponent, h, shallowRef, type Component, type ShallowRef } from 'vue'

/** A component that may be loaded before it is wanted. */
export type Lazy<T> = T & { load(): Promise<void> }

/**
 * A component in a file of its own. Once that is loaded the component is drawn together with what asks for it, not a moment later, so that the keys which are
 * pressed next are its own. A load that failed is tried again the next time somebody asks.
 */
export function lazily<T extends Component>(file: () => Promise<{ default: T }>): Lazy<T> {
  const loaded: ShallowRef<Component | null> = shallowRef(null)

  async function load(): Promise<void> {
    loaded.value ??= (await file()).default
  }

  const shown = defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      load().catch(ignore)
      return () => loaded.value && h(loaded.value, attrs, slots)
    },
  })
  return Object.assign(shown, { load }) as unknown as Lazy<T>
}

function ignore(): void {
  // Without a connection there is nothing to show.
}
