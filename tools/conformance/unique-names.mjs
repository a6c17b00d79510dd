/**
 * TensorFlow.js names some specs and suites twice in one place, which Jasmine refuses: later ones get a number.
 *
 * @param {Record<string, Function>} scope what holds Jasmine's functions, here the global object
 */
export function numberDuplicates(scope) {
  /** Names in the suite that is being defined. */
  let taken = new Map();

  function unique(name) {
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  }

  for (const key of ['it', 'fit', 'xit']) {
    const define = scope[key];
    scope[key] = (name, ...rest) => define(unique(name), ...rest);
  }
  for (const key of ['describe', 'fdescribe', 'xdescribe']) {
    const define = scope[key];
    scope[key] = (name, body) =>
      define(unique(name), () => {
        const outer = taken;
        taken = new Map();
        body();
        taken = outer;
      });
  }
}
