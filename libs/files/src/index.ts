export { AppendFile } from './append-file.js';
export { type AtomicWriter, removeTemporaryFiles, writeAtomic, writeJsonAtomic } from './atomic-file.js';
export { errorCode, fileError, FileError } from './file-error.js';
export {
  booleanField,
  countField,
  isJsonObject,
  JsonFieldError,
  type JsonObject,
  numberField,
  numbersField,
  objectField,
  parseJsonObject,
  stringField,
} from './json-fields.js';
export { asFloat32 } from './safetensors/decode.js';
export {
  type Dtype,
  type HostTensor,
  SafetensorsError,
  type SafetensorsHeader,
  type TensorEntry,
  type TensorValues,
} from './safetensors/format.js';
export { PREFIX_BYTES } from './safetensors/header.js';
export {
  parseSafetensors,
  readSafetensors,
  readSafetensorsHeader,
  type Safetensors,
  visitSafetensors,
} from './safetensors/read.js';
export {
  encodeHeader,
  encodeSafetensors,
  tensorBytes,
  type TensorDescription,
  type WritableDtype,
  type WritableTensor,
} from './safetensors/write.js';
