import type { Panel } from './figure.js';

/** Draws a panel as an SVG document. */
export type RenderPanel = (panel: Panel) => string;

/** Loads the plotting library, which takes a third of a second and memory that a training can do without. */
export async function createRenderer(): Promise<RenderPanel> {
  const { plotRenderer } = await import('./plot-renderer.js');
  return plotRenderer();
}
