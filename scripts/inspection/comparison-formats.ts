/** How a comparison can be written. */
export const comparisonFormats = ['table', 'json', 'markdown'] as const;

export type ComparisonFormat = (typeof comparisonFormats)[number];
