/** The backend's name in TensorFlow.js: 'webgpu' is the stock one's. */
export const BACKEND_NAME = 'rdrop-webgpu';
