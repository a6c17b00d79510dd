/** Sizes and dropout rates of a Vision Transformer (Dosovitskiy et al. 2021). */
export interface VitConfig {
  /** Side of the square RGB image, in pixels. */
  readonly image: number;
  /** Side of a patch, in pixels; divides `image`. */
  readonly patch: number;
  /** Width D. */
  readonly dim: number;
  /** Width of the feed-forward layer. */
  readonly ffnDim: number;
  readonly heads: number;
  readonly layers: number;
  readonly classes: number;
  /** After the embeddings, after the GELU and after the second linear layer of every feed-forward block. */
  readonly dropout: number;
  /** On attention weights; 0 in the paper. */
  readonly attentionDropout: number;
}

/** Added to the variance by every layer norm of the model. */
export const VIT_NORM_EPSILON = 1e-6;

const paper = { patch: 16, dropout: 0.1, attentionDropout: 0 } as const;

/** ViT-B/16: 86 M parameters. */
export const vitB16 = (classes: number, image: number): VitConfig => ({
  ...paper,
  dim: 768,
  ffnDim: 3072,
  heads: 12,
  layers: 12,
  image,
  classes,
});

/** ViT-L/16: 307 M parameters (304 M and the head). */
export const vitL16 = (classes: number, image: number): VitConfig => ({
  ...paper,
  dim: 1024,
  ffnDim: 4096,
  heads: 16,
  layers: 24,
  image,
  classes,
});

/** Returns the configuration when it can be built. @throws Error that names the setting which is wrong */
export function checkVitConfig(config: VitConfig): VitConfig {
  for (const name of ['image', 'patch', 'dim', 'ffnDim', 'heads', 'layers', 'classes'] as const) {
    if (!(Number.isSafeInteger(config[name]) && config[name] > 0)) {
      throw new Error(`VitConfig: expected ${name} to be a whole number from 1, got ${config[name]}`);
    }
  }
  for (const name of ['dropout', 'attentionDropout'] as const) {
    if (!(config[name] >= 0 && config[name] < 1)) {
      throw new Error(`VitConfig: expected ${name} in [0, 1), got ${config[name]}`);
    }
  }
  const { image, patch, dim, heads } = config;
  if (image % patch !== 0) {
    throw new Error(`VitConfig: expected image to be a multiple of patch, got ${image} and ${patch}`);
  }
  if (dim % heads !== 0) {
    throw new Error(`VitConfig: expected dim to be a multiple of heads, got ${dim} and ${heads}`);
  }
  return config;
}

/** Patches along one side of the image. */
export const gridSide = ({ image, patch }: Pick<VitConfig, 'image' | 'patch'>): number => image / patch;

/** Length T of the sequence: the class token and the patches. */
export const sequenceLength = (config: Pick<VitConfig, 'image' | 'patch'>): number =>
  gridSide(config) ** 2 + 1;
