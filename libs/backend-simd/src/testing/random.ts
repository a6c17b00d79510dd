export { deviation, integers, sameBits, values } from '@rdrop/ops/testing';
