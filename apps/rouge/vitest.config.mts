import { vitestProject } from '../../vitest.shared.mjs';

export default vitestProject('@rdrop/rouge');
