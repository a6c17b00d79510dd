/** A Node.js resolve hook: workspace packages resolve to their sources, all others as usual. */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(specifier, { ...context, conditions: [...context.conditions, '@rdrop/source'] });
}
