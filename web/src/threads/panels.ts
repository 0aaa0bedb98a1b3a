import { lazily } from '../ui/lazily'

/** What a panel beside a thread may hold. */
export const MembersPanel = lazily(() => import('./MembersPanel.vue'))
export const PinsPanel = lazily(() => import('./PinsPanel.vue'))
export const SearchPanel = lazily(() => import('../search/SearchPanel.vue'))
export const BranchPanel = lazily(() => import('./BranchPanel.vue'))
