import { shallowReactive } from 'vue'
import { en, type Words } from './en'

/** What the client says, in the language of its person. English is always there; another one takes its place whole. */
export const words: Words = shallowReactive({ ...en })
