/** Paths on a 24 by 24 field, drawn with a line of 1.8. */
export const icons = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  back: 'M14.5 5L8 12l6.5 7',
  send: 'M12 19.5V5M5.5 11.5L12 5l6.5 6.5',
  down: 'M12 5v14M6 13l6 6 6-6',
  lock: 'M6.5 10.5h11v9h-11zM8.5 10.5V8a3.5 3.5 0 017 0v2.5',
  leave: 'M10 4.5H6a1.5 1.5 0 00-1.5 1.5v12A1.5 1.5 0 006 19.5h4M15 8l4 4-4 4M19 12H9.5',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M5.6 18.4l1.1-1.1M17.3 6.7l1.1-1.1',
  moon: 'M19.5 14.5A8 8 0 119.5 4.5a6.5 6.5 0 0010 10z',
  system: 'M4.5 5.5h15v10h-15zM9 19h6M12 15.5V19',
} as const

export type IconName = keyof typeof icons
