export { errorCode, fileError, FileError } from './file-error.js';
export { asFloat32 } from './safetensors/decode.js';
export {
  type Dtype,
  type HostTensor,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
  type TensorValues,
} from './safetensors/format.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  type Safetensors,
} from './safetensors/read.js';
export {
  encodeHeader,
  encodeSafetensors,
  tensorBytes,
  type TensorDescription,
  type WritableDtype,
  type WritableTensor,
} from './safetensors/write.js';
